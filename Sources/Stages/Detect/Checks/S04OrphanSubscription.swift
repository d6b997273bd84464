import Billing
import Reconciliation

extension Check {
  static let orphanSubscription = Check(
    "S04", "orphan-subscription",
    definition: "Stripe has a live subscription that no row is about.",
    origin: "Metadata is absent, an update matched no row, or the payer is somebody else.",
    harm: .denied, severity: .p0, disposition: .review,
    fix: "Find the owner by an id that we wrote ourselves and add the row.",
    safeguard: "The owner has no other live subscription.",
    personWhen: "Always, unless the database makes its own keys.",
    signs: [.running, .noRow]
  ) { check, file in
    for pair in file.suspects(of: check) {
      let isLinked = file.account.ownerRow != nil
      var drift = check.finding(
        about: pair, in: file, fields: [],
        story: isLinked
          ? "the owner pays for a subscription that has no row"
          : "nothing ties the subscription to an owner")
      // That the metadata names nobody is why nothing ties it.
      drift.parent = file.drifts.firstIndex {
        $0.code == Check.metadataOwner.code && $0.subscription == pair.subscription
      }
      file.add(drift, about: pair, settles: true)
    }
  }
}
