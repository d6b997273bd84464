import Billing
import Reconciliation

extension Verdict {
  /// The row says what no state of the past says, and was written when no event came.
  static let localWrite = Verdict(.localWrite, .unknown) { file in
    if file.trace.timeline.points.isEmpty { return withoutObject(file) }
    if let cause = besideLive(file) { return cause }
    let isForeign = !file.foreign.isEmpty || file.lacksLink
    guard isForeign, file.isWrittenLater, let written = file.writtenAt else { return nil }
    if file.board.evidence.coverage.lacksHandledEvents {
      return file.plainCause(
        .unknown, 0,
        [
          "the row was last written at \(written.iso), after the newest event of the export",
          "the ledger has events that the export lacks, and one of them may have written it",
        ], refutedIf: "supply the events that the ledger has and the export lacks to settle it")
    }
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
    switch file.drift.code {
    case "S13":
      return file.plainCause(
        .localWrite, 90, ["no object of Stripe's stands behind the row, so no event made it"],
        refutedIf: "an object of the row's owner would show it wrong")
    case "S05" where file.tellsSource:
      return file.plainCause(
        .localWrite, 70,
        [
          "no object of Stripe's stands behind the row",
          "neither its marker nor the ledger names an event of another mode or account that wrote "
            + "it",
        ],
        refutedIf: "an object or event of the row's subscription would show it wrong")
    case "S05":
      return file.plainCause(
        .unknown, 0, ["no object of Stripe's stands behind the row; it may be of another account"],
        refutedIf: "supply the ledger with the livemode or account of its events to settle it")
    default: return nil
    }
  }

  /// A second live row that was made while the subscription ran, and not by handling an event.
  private static func besideLive(_ file: CauseCase) -> Cause? {
    guard file.drift.code == "U02", let made = file[.createdAt].time,
      let began = file.trace.timeline.points.first?.state.time, made > began,
      !file.wasHandling(at: made)
    else { return nil }
    return file.plainCause(
      .localWrite, 75,
      [
        "the row was made at \(made.iso), after the subscription began and not while an event of "
          + "the owner's subscriptions was handled"
      ],
      refutedIf: "an event of that time would show it wrong")
  }
}

extension CauseCase {
  /// Whether the row follows an object without naming it.
  var lacksLink: Bool { drift.code == "S24" }

  /// Whether an event of one of the owner's subscriptions was handled when a row was written.
  fileprivate func wasHandling(at written: Timestamp) -> Bool {
    ([trace.timeline] + trace.siblings).contains { timeline in
      timeline.points.contains { $0.state.source == .event && board.wrote($0.state, at: written) }
    }
  }

  /// Whether the files would tell if an event of another mode or account had written the row.
  fileprivate var tellsSource: Bool {
    let evidence = board.evidence
    if board.rows?.definition.place(of: .markerEvent) != nil { return board.entries.isWhole }
    let ledger = evidence.definition.table(.ledger)
    return !evidence.ledger.audit.foreign.rows.isEmpty
      || [RowField.livemode, .account].contains { ledger?.place(of: $0) != nil }
  }

  /// The names of fields, in the order of the finding.
  func fieldNames(_ fields: Set<RowField>) -> String {
    drift.fields.map(\.field).filter(fields.contains).map(\.rawValue).joined(separator: ", ")
  }
}
