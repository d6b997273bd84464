import Billing
import Reconciliation

extension Check {
  static let supersededWipe = Check(
    "S20", "superseded-wipe",
    definition: "A live subscription's row was ended by the end of an older subscription.",
    origin: "The handler finds the row by its owner, not by the subscription.",
    harm: .denied, severity: .p0, disposition: .auto,
    fix: "Restore the row from the live subscription.",
    safeguard: "It is the owner's only live one; the other one's end is the last writer.",
    personWhen: "More than one is live.",
    signs: [.running, .endedRow]
  ) { check, file in
    for pair in file.suspects(of: check) {
      guard file.liveSubscriptionCount == 1,
        file.pairs.contains(where: { $0.index != pair.index && wiped(pair, by: $0) })
      else { continue }
      let fields = file.differences(of: pair)
      file.add(
        check.finding(
          about: pair, in: file, fields: fields,
          story: "the end of an older subscription was written into this live one's row",
          sets: fields.map(\.newCell)),
        about: pair, settles: true)
    }
  }

  /// Whether a row's end is the end of another subscription: the same instant, or written at it.
  private static func wiped(_ pair: PairView, by other: PairView) -> Bool {
    guard let end = other.endedAt, other.isOver else { return false }
    if pair[.endedAt].time == end || pair[.canceledAt].time == end { return true }
    guard let written = pair[.updatedAt].time else { return false }
    // A webhook is handled within minutes of the event it brings.
    return written >= end && written <= end.adding(seconds: 3600)
  }
}
