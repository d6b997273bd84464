import Reconciliation

extension Verdict {
  /// The handler wrote the row, and wrote something that no state says.
  static let partialWrite = Verdict(.processedNoEffect) { file in
    guard !file.foreign.isEmpty, let writer = file.writer else { return nil }
    guard case .processed(let entry) = file.board.fate(of: writer) else { return nil }
    // A null is as old as the row; a value may have come later, if no column tells when.
    let isSure = file.tellsLastWrite || file.lacksForeign
    var cause = file.plainCause(
      .processedNoEffect, isSure ? 80 : 50,
      [
        isSure
          ? "the row was written while \(writer.title) was handled"
          : "the row was made while \(writer.title) was handled; no column tells of later writes",
        "\(file.fieldNames(file.foreign)) \(file.lacksForeign ? "stayed null" : "became wrong"), "
          + "although the event has it",
      ],
      refutedIf: "a later write of the row by something else would show it wrong")
    cause.reason = .partialWrite
    cause.frozenAtEvent = writer.event
    cause.lostEvents = [writer.event]
    cause.origins = [writer.origin, entry.origin]
    return cause
  }
}
