import Billing
import Reconciliation

extension Verdict {
  /// The row equals an older state, whose event was processed after the newer one.
  static let outOfOrder = Verdict(.outOfOrder) { file in
    guard let suspect = file.suspect, case .processed(let newer) = file.fate,
      let late = file.lateWriter(after: newer)
    else { return nil }
    var cause = file.cause(
      .outOfOrder, file.weighed(newer.processedAt == nil ? 80 : 95),
      refutedIf: "processing times in the order of the events would show it wrong")
    cause.lostEvents = [suspect.event]
    cause.reason = reason(file, late, suspect)
    cause.evidence.append(
      "\(late.event) is older and was processed after it"
        + (late.settledAt.map { ", at \($0.iso)" } ?? ""))
    cause.origins.append(late.origin)
    return cause
  }

  private static func reason(
    _ file: CauseCase, _ late: EventEntry, _ suspect: PastState
  ) -> Cause.Reason {
    if let letter = file.board.entries.settledLetter(late.event), letter.retriedAt != nil {
      return .replay
    }
    return file.freeze?.state?.time.seconds == suspect.time.seconds ? .sameSecond : .lateDelivery
  }
}

extension CauseCase {
  /// The event of a state the row equals that was processed after a newer one.
  func lateWriter(after newer: EventEntry) -> EventEntry? {
    guard let freeze, let last = freeze.state, let settled = newer.settledAt else { return nil }
    let earlier =
      trace.timeline.points.prefix { $0.state != last } + [
        TimelinePoint(state: last, differing: [])
      ]
    return earlier.lazy.filter { $0.state.source == .event }
      .compactMap { board.entries.ledger($0.state.event) }
      .filter { $0.progress == .processed && $0.settledAt.map { $0 > settled } ?? false }
      .max { ($0.settledAt ?? settled) < ($1.settledAt ?? settled) }
  }
}
