import Billing
import Bytes
import Reconciliation

extension Verdict {
  /// The row was written from an event of another mode or account.
  static let wrongSource = Verdict(.wrongSource) { file in
    guard ["C08", "W15"].contains(file.drift.code) else {
      return fromElsewhere(file) ?? withForeignEvent(file)
    }
    return file.plainCause(
      .wrongSource, 90, ["the record is of another mode or account than the run"],
      refutedIf: "an export of the same mode and account with the record would show it wrong")
  }

  /// The application received an event about a subscription that the whole export does not have.
  private static func fromElsewhere(_ file: CauseCase) -> Cause? {
    guard file.drift.code == "S05", let entry = file.markerEntry else { return nil }
    var cause = file.plainCause(
      .wrongSource, 80,
      [
        "the row was last written from \(entry.event), which the ledger has",
        "the export is whole and has no such subscription: the event came from somewhere else",
      ],
      refutedIf: "an export of this mode and account with the event would show it wrong")
    cause.lostEvents = [entry.event]
    cause.origins = [entry.origin]
    return cause
  }
}

extension Verdict {
  /// The row was written while the application took an event that says itself to be from elsewhere.
  private static func withForeignEvent(_ file: CauseCase) -> Cause? {
    guard file.drift.code == "S05", let written = file.writtenAt,
      let entry = file.board.foreignEntry(at: written)
    else { return nil }
    var cause = file.plainCause(
      .wrongSource, 75,
      [
        "the row was written at \(written.iso), while \(entry.event) was handled",
        "the ledger says that this event is of another mode or account than the run",
      ],
      refutedIf: "what the event is about, if not the row's subscription, would show it wrong")
    cause.lostEvents = [entry.event]
    cause.origins = [entry.origin]
    return cause
  }
}

extension CauseCase {
  /// The event that the row was last written from.
  var markerEvent: String? {
    self[.markerEvent].symbol.map { board.evidence.symbols.text($0) }
  }

  /// What the ledger says about the event that the row was last written from.
  fileprivate var markerEntry: EventEntry? { markerEvent.flatMap { board.entries.ledger($0) } }
}
