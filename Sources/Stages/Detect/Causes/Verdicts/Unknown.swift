import Reconciliation

extension Verdict {
  /// No file at hand settles it; one that would is named, and so is the freeze point.
  static let unknown = Verdict(.unknown) { file in
    var cause = file.cause(.unknown, 0, refutedIf: wanted(file))
    if file.freeze?.isUnseen == true {
      cause.evidence.append("what came next is not in the export as an event")
    } else if !file.foreign.isEmpty, file.freeze?.scope != .beginning {
      cause.evidence.append("no known state has what the row says there")
    }
    return cause
  }

  private static func wanted(_ file: CauseCase) -> String {
    if case .undecided = file.fate {
      return "export the events again with pending_webhooks to settle it"
    }
    if case .alone = file.fate { return EventFate.endpointsWanted }
    if case .waiting = file.fate { return "the next dump of the ledger will settle it" }
    if file.freeze?.isUnseen == true {
      return "supply the events between the two states to settle it"
    }
    if file.suspect != nil, !file.board.entries.isWhole {
      return "supply the ledger of processed events to settle it"
    }
    if file.trace.timeline.points.isEmpty {
      return "supply an older dump of the table, and the events of what it is about, to settle it"
    }
    if file.drift.row != nil, file.writtenAt == nil {
      return "map the column of the row's last change (updated-at) to settle it"
    }
    return file.board.entries.isWhole
      ? "an older dump of the row would settle it"
      : "supply the ledger of processed events to settle it"
  }
}
