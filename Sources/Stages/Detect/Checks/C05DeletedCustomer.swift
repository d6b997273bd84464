import Billing
import Reconciliation

extension Check {
  static let deletedCustomer = Check(
    "C05", "deleted-customer-dangling",
    definition: "The row is linked to a customer that was deleted in Stripe.",
    origin: "The customer was deleted in the dashboard; the event was not handled.",
    harm: .leak, severity: .p1, disposition: .auto,
    fix: "Unlink the customer once the row gives no more access.",
    safeguard: "A deletion event or stub is at hand; absence is not enough.",
    personWhen: "The row still gives access.",
    needsFields: [.customer],
    signs: [.liveRow, .deletedCustomer]
  ) { check, file in
    for pair in file.suspects(of: check) {
      guard let customer = pair[.customer].symbol else { continue }
      // Where no subscription is followed, only the next checkout needs the link.
      let unlink = pair.subscription == nil ? file.newCell(.customer, .null) : nil
      var drift = check.finding(
        about: pair, in: file, fields: [],
        story: "the customer was deleted in Stripe but the row still counts",
        sets: [unlink].compactMap { $0 },
        hold: pair.isFallbackRow && file.liveSubscriptionCount == 0
          ? nil : "the row still gives access")
      // Nothing is billed any more, so what the plan would cost is not at risk.
      if !pair.isStripeLive { drift.monthly = nil }
      drift.evidence = file.board.origins(ofDeletedCustomer: customer) + drift.evidence
      file.add(drift, about: pair)
    }
  }
}
