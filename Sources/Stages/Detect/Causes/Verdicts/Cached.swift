import Reconciliation

extension Verdict {
  /// An entry of a cache that says what was known when it was written: the row went on.
  static let cached = Verdict(.processedNoEffect, .unknown) { file in
    guard codesOfEntries.contains(file.drift.code) else { return nil }
    // Without an event after the writing, whoever wrote it had read something old.
    guard file.freeze?.scope == .writing, let suspect = file.suspect else {
      return file.drift.cause
    }
    guard case .processed = file.fate else { return nil }
    var cause = file.cause(
      .processedNoEffect, 80,
      refutedIf: "an entry that was written after the event would show it wrong")
    cause.reason = .partialWrite
    cause.lostEvents = [suspect.event]
    cause.evidence.append("handling it did not drop the entry")
    return cause
  }

  /// Classes of entries that say something else than both sides.
  static let codesOfEntries: Set<String> = ["K02", "K03", "K04", "K05", "K06"]
}
