import Billing
import Reconciliation

extension Verdict {
  /// What happened is older than the events, or than the ledger.
  static let agedOut = Verdict(.agedOut) { file in
    if case .forgotten = file.fate {
      return file.cause(
        .agedOut, file.weighed(80), refutedIf: "an older ledger with a row of the event would tell")
    }
    let timeline = file.trace.timeline
    // Of an invoice or a payment most exports have the end alone.
    guard file.drift.objects.isEmpty, let first = timeline.points.first, !timeline.knowsStart
    else { return nil }
    if file.freeze?.scope == .beginning { return beforeWindow(file, first.state) }
    guard file.freeze == nil || !file.foreign.isEmpty,
      file.writtenAt.map({ $0 < first.state.time }) ?? false
    else {
      return nil
    }
    return beforeWindow(file, first.state)
  }

  private static func beforeWindow(_ file: CauseCase, _ first: PastState) -> Cause {
    file.plainCause(
      .agedOut, 70,
      [
        "the export knows of the object from \(first.time.iso) on, and not of its beginning",
        file.writtenAt.map { "the row was last written at \($0.iso)" }
          ?? "the row knows nothing of it",
      ],
      refutedIf: "an archive with the object's older events would settle it")
  }
}
