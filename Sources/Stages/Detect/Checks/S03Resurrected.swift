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
    personWhen: "End and life stand in the same second without a snapshot.",
    signs: [.over, .liveRow]
  ) { check, file in
    for pair in file.suspects(of: check) where wasRevived(pair) {
      let fields = file.differences(of: pair)
      file.add(
        check.finding(
          about: pair, in: file, fields: fields,
          story: "the row was written as live again after the subscription had ended",
          sets: fields.map(\.newCell), isDowngrade: true),
        about: pair, settles: true)
    }
  }

  /// Whether the row shows the end and lives all the same, or an older event overwrote the end.
  ///
  /// A row that was merely touched after the end never knew of it: that is a ghost.
  private static func wasRevived(_ pair: PairView) -> Bool {
    guard let end = pair.endedAt else { return false }
    if pair[.endedAt].hasValue || keepsEnd(pair, end) { return true }
    guard let written = pair[.updatedAt].time, written > end else { return false }
    if let marker = pair[.markerTime].time { return marker <= end }
    return written <= end.adding(seconds: redeliverySeconds)
      && pair.object?.notes.contains(.endHasRival) == true
  }

  /// Whether the row still has the time of the end as the time of a cancellation.
  private static func keepsEnd(_ pair: PairView, _ end: Timestamp) -> Bool {
    guard pair.rowMeaning != .ending, let canceled = pair[.canceledAt].time else { return false }
    // A webhook is handled within minutes of the event it brings.
    return canceled >= end && canceled <= end.adding(seconds: 3600)
  }

  /// Stripe delivers an event again for up to three days.
  private static let redeliverySeconds: Int64 = 3 * 86_400
}
