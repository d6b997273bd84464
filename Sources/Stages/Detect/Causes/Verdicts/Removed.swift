import Billing
import Bytes
import Reconciliation

extension Verdict {
  /// Somebody took the row, or its owner, away.
  static let removed = Verdict(.localWrite) { file in
    switch file.drift.code {
    case "C10", "C11":
      return file.plainCause(
        .localWrite, 90, ["the deletion is marked in the database only; no event asks for it"],
        refutedIf: "an event that deletes the customer would show it wrong")
    case "C12": return gone(file, 80)
    case "S04": return file.ownerLacksRows && wasHandled(file) ? gone(file, 75) : nil
    default: return nil
    }
  }

  /// Whether the application was done with the first event of the subscription of which the ledger
  /// still tells.
  private static func wasHandled(_ file: CauseCase) -> Bool {
    for state in file.freeze?.suspects ?? [] {
      switch file.board.fate(of: state) {
      case .forgotten: continue
      case .processed: return true
      default: return false
      }
    }
    return false
  }

  private static func gone(_ file: CauseCase, _ confidence: Int) -> Cause {
    var cause = file.cause(
      .localWrite, confidence, refutedIf: "the row, in a dump of before, would show it wrong")
    cause.lostEvents = []
    cause.evidence.append("every owner has a row as a rule, and this one has none any more")
    return cause
  }
}

extension CauseCase {
  /// Whether the owner is known, should have a row in any case, and has none at all.
  var ownerLacksRows: Bool {
    guard drift.owner != .empty, (board.evidence.definition.liveRows?.minimum ?? 0) > 0 else {
      return false
    }
    return !board.owners.haveRow(drift.owner)
  }
}
