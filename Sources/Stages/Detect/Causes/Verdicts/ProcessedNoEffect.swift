import Billing
import Bytes
import Reconciliation

extension Verdict {
  /// The ledger says that the event was processed, and the row does not show it.
  static let processedNoEffect = Verdict(.processedNoEffect) { file in
    guard let suspect = file.suspect, case .processed = file.fate else { return nil }
    let reason = reason(file, suspect)
    var cause = file.cause(
      .processedNoEffect, file.weighed(reason == .unexplained ? 85 : 90),
      refutedIf: "a dead letter of the event, or a later write of the row, would show it wrong")
    cause.reason = reason
    cause.evidence.append("why it had no effect: \(sentence(reason))")
    return cause
  }

  private static func reason(_ file: CauseCase, _ suspect: PastState) -> Cause.Reason {
    let isNobodys =
      file.drift.owner == .empty && file.drift.table == file.board.rows?.definition.name
    if isNobodys || ["C01", "C02", "C06"].contains(file.drift.code)
      || file.trace.timeline.foreign.contains(.customer)
    {
      return .identity
    }
    if file.drift.code == "U03" { return .uniqueClash }
    if let frozen = file.freeze?.state, frozen.time.seconds == suspect.time.seconds {
      return .sameSecond
    }
    if let marker = file[.markerTime].time, marker >= suspect.time { return .staleSkip }
    return .unexplained
  }

  private static func sentence(_ reason: Cause.Reason) -> String {
    switch reason {
    case .identity: "the handler could not tell whose it was"
    case .uniqueClash: "another row holds the unique place"
    case .staleSkip: "the row's marker is not older than the event, so it was taken for stale"
    case .sameSecond: "it is of the same second as the event before, which may count as newer"
    case .partialWrite: "a part of it was written"
    case .unexplained, .lateDelivery, .replay:
      "the files do not tell; an update that matched no row looks like this"
    }
  }
}
