import Billing
import Reconciliation

extension Check {
  static let cachedLinkDiffers = Check(
    "K08", "cached-link-differs",
    definition:
      "The cache ties an owner to a customer that both sides do not tie to the owner.",
    origin: "A checkout made a second customer, or two accounts were joined.",
    harm: .security, severity: .p1, disposition: .auto,
    fix: "Delete the key; the application looks the customer up again.",
    safeguard: "The rows tell the owner's customer.",
    personWhen: "Rows or Stripe's objects themselves disagree about the customer.",
    needsCaches: [.link]
  ) { check, file in
    let customers = file.customersStated
    guard !customers.isEmpty, !file.isInFlight else { return }
    for table in file.evidence.caches
    where table.isSupplied && table.definition.purpose == .link {
      guard let entry = table.place(of: file.account.owner),
        let cached = table[entry, .customer].symbol, !customers.contains(cached)
      else { continue }
      if let written = table.entries[entry].writtenAt,
        written > file.evidence.definition.clock.horizon
      {
        continue
      }
      var drift = check.finding(
        about: table, entry: entry, in: file, pair: file.liveSubscriptions.first { _ in true },
        story: "the cache sends the owner to a customer that is not the owner's")
      drift.customer = customers[0]
      if drift.disposition == .auto, customers.count > 1 || file.account.hasIdentityConflict {
        drift.disposition = .review
        drift.heldBack = "it is open which customer is the owner's"
      }
      file.add(drift)
    }
  }
}
