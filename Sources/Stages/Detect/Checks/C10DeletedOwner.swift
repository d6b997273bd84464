import Billing
import Reconciliation

extension Check {
  static let deletedOwner = Check(
    "C10", "deleted-owner-live-billing",
    definition: "Stripe bills a live subscription whose owner is deleted in the database.",
    origin: "Deleting the account never cancels in Stripe, or cancels only active ones.",
    harm: .double, severity: .p0, disposition: .stripe,
    fix: "Cancel the subscription in Stripe and decide about a refund.",
    safeguard: "The owner's row is marked as deleted; the subscription is live.",
    personWhen: "Always.",
    needs: [.owners],
    signs: .running
  ) { check, file in
    guard file.isOwnerDeleted else { return }
    for pair in file.suspects(of: check) {
      var drift = check.finding(
        about: pair, in: file, fields: file.differences(of: pair),
        story: "the owner is deleted but Stripe still bills")
      drift.remedy = .inStripe("cancel the subscription and decide about a refund")
      file.add(drift, about: pair, settles: true)
    }
  }
}
