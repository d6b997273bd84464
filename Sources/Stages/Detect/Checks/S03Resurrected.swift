import Billing
import Reconciliation

extension Check {
  static let resurrected = Check(
    "S03", "resurrected",
    definition: "The subscription is over in Stripe; the row was ended and is live again.",
    origin: "An older event was handled after the one that ended the subscription.",
    harm: .leak, severity: .p1, disposition: .auto,
    fix: "Set the final status again and advance the row's event marker.",
    safeguard: "The end is the newest event; it wins a tie of the same second.",
    personWhen: "End and life stand in the same second without a snapshot."
  ) { check, file in
    for pair in file.openPairs where pair.isOver && pair.isRowLive && wasWrittenAfterEnd(pair) {
      let fields = file.differences(of: pair)
      file.add(
        check.finding(
          about: pair, in: file, fields: fields,
          story: "the row was written as live again after the subscription had ended",
          sets: file.liveSubscriptions.isEmpty ? fields.map(\.newCell) : [], isDowngrade: true),
        about: pair, settles: true)
    }
  }

  /// Whether the row was changed after the end and still says that it lives.
  private static func wasWrittenAfterEnd(_ pair: PairView) -> Bool {
    guard let end = pair.endedAt else { return false }
    if pair[.endedAt].hasValue { return true }
    guard let written = pair[.updatedAt].time else { return false }
    return written > end
  }
}
