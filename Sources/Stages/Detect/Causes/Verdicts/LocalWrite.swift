import Billing
import Reconciliation

extension Verdict {
  /// The row says what no state of the past says, and was written when no event came.
  static let localWrite = Verdict(.localWrite) { file in
    if file.trace.timeline.points.isEmpty { return withoutObject(file) }
    let isForeign = !file.foreign.isEmpty || file.lacksLink
    guard isForeign, file.isWrittenLater, let written = file.writtenAt else { return nil }
    var cause = file.plainCause(
      .localWrite, 90,
      [
        "the row equals no state of the object's whole history in "
          + (file.foreign.isEmpty ? "its link" : file.fieldNames(file.foreign)),
        "it was last written at \(written.iso), after the newest event and not while one was "
          + "handled",
      ],
      refutedIf: "an event that says what the row says would show it wrong")
    cause.frozenAtEvent = file.newestEvent?.event ?? ""
    return cause
  }

  /// A live row of which Stripe knows nothing was made by something else than its events.
  private static func withoutObject(_ file: CauseCase) -> Cause? {
    guard ["S05", "S13"].contains(file.drift.code) else { return nil }
    return file.plainCause(
      .localWrite, file.drift.code == "S13" ? 90 : 60,
      ["no object of Stripe's stands behind the row, so no event can have made it"],
      refutedIf: "an object or event of the row's subscription would show it wrong")
  }
}

extension CauseCase {
  /// Whether the row follows an object without naming it.
  var lacksLink: Bool { drift.code == "S24" }

  /// The names of fields, in the order of the finding.
  func fieldNames(_ fields: Set<RowField>) -> String {
    drift.fields.map(\.field).filter(fields.contains).map(\.rawValue).joined(separator: ", ")
  }
}
