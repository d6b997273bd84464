import Billing
import Reconciliation

extension Check {
  static let softDeletedRow = Check(
    "C11", "soft-delete-hides-row",
    definition: "The row of a live subscription is marked as deleted, so lookups pass over it.",
    origin: "The row was deleted before the event about it landed.",
    harm: .denied, severity: .p1, disposition: .review,
    fix: "Decide whether the subscription or the deletion is right.",
    safeguard: "Nothing is undeleted by itself.",
    personWhen: "Always.",
    needsFields: [.deletedAt],
    signs: .deletedRow
  ) { check, file in
    for pair in file.suspects(of: check) {
      guard pair.isStripeLive else {
        file.settle(pair)
        continue
      }
      file.add(
        check.finding(
          about: pair, in: file, fields: file.differences(of: pair),
          story: "the row is marked as deleted while Stripe still bills"),
        about: pair, settles: true)
    }
  }
}
