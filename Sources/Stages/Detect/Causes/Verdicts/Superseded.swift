import Billing
import Reconciliation

extension Verdict {
  /// The row says what another subscription of the owner says: its event was written here.
  static let superseded = Verdict(.supersededEvent) { file in
    guard file.drift.code == "S20" else { return nil }
    guard let event = file.trace.siblings.lazy.compactMap({ harm(of: $0, to: file) }).first else {
      return nil
    }
    var cause = file.plainCause(
      .supersededEvent, 90,
      [
        "no state of the row's own subscription is over",
        "the row was written when \(event.title) of another subscription came",
      ],
      refutedIf: "an event that ends the row's own subscription would show it wrong")
    cause.frozenAtEvent = file.newestEvent?.event ?? ""
    cause.lostEvents = [event.event]
    cause.origins = [event.origin]
    return cause
  }

  /// The last event of another subscription, if it is what wrote the row.
  private static func harm(of sibling: Timeline, to file: CauseCase) -> PastState? {
    guard let last = sibling.points.last(where: { $0.state.source == .event })?.state else {
      return nil
    }
    if file.markerEvent == last.event { return last }
    guard let written = file.writtenAt else { return nil }
    let isNear = written >= last.time && written <= last.time.adding(seconds: 3600)
    return isNear || file[.endedAt].time == last.time ? last : nil
  }
}
