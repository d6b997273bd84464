import Billing
import Reconciliation

extension Check {
  static let softDeletedRow = Check(
    "C11", "soft-delete-hides-row",
    definition: "A row was marked as deleted while Stripe billed, so lookups pass over it.",
    origin: "The row was deleted before the events about it landed.",
    harm: .denied, severity: .p1, disposition: .auto,
    fix: "Set the status of the end; decide about a row whose subscription is live.",
    safeguard: "Nothing is undeleted by itself.",
    personWhen: "The subscription is live: either it or the deletion is wrong.",
    needsFields: [.deletedAt],
    signs: .deletedRow
  ) { check, file in
    for pair in file.suspects(of: check) {
      if pair.isStripeLive {
        file.add(
          check.finding(
            about: pair, in: file, fields: file.differences(of: pair),
            story: "the row is marked as deleted while Stripe still bills",
            hold: "either the subscription or the deletion is wrong"),
          about: pair, settles: true)
      } else if file.evidence.wasDeletedBeforeEnd(pair.pair),
        let status = file.difference(.status, of: pair)
      {
        file.add(
          check.finding(
            about: pair, in: file, fields: [status],
            story: "the row was marked as deleted before the end, and never heard of it",
            sets: [status.newCell]),
          about: pair, settles: true)
      } else {
        file.settle(pair)
      }
    }
  }
}
