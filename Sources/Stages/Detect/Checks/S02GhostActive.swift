import Billing
import Reconciliation

extension Check {
  static let ghostActive = Check(
    "S02", "ghost-active",
    definition: "The subscription is over in Stripe; the row still counts as live.",
    origin: "The event that ends a subscription was missed, or had no effect.",
    harm: .leak, severity: .p1, disposition: .auto,
    fix: "Set the exact final status and the time of the end.",
    safeguard: "The owner has no other live subscription; the end is shown by a record.",
    personWhen: "There is another live subscription, or the provenance is protected."
  ) { check, file in
    for pair in file.openPairs where pair.isOver && pair.isRowLive {
      let fields = file.differences(of: pair)
      file.add(
        check.finding(
          about: pair, in: file, fields: fields,
          story: "the subscription is over in Stripe but the row still counts as live",
          sets: file.liveSubscriptions.isEmpty ? fields.map(\.newCell) : [], isDowngrade: true),
        about: pair, settles: true)
    }
  }
}
