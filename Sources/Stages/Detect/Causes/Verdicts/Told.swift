import Bytes
import Reconciliation

extension Verdict {
  /// The class is the verdict: the finding is about the event itself.
  static let told = Verdict(
    .notDelivered, .ackedUnrecorded, .typeUnsubscribed, .processedNoEffect, .stuck,
    .handlerFailed, .dead, .outOfOrder, .shape, .wrongSource, .agedOut
  ) { file in
    guard let code = codeOfClass[file.drift.code] else { return nil }
    if code == .typeUnsubscribed { return ofType(file) }
    var cause = file.plainCause(
      code, 95, [file.drift.story], refutedIf: file.drift.cause.refutedIf)
    if file.drift.subject != .empty {
      cause.lostEvents = [file.board.evidence.symbols.text(file.drift.subject)]
    }
    return cause
  }

  /// What becomes of the events of a type that the ledger has none of.
  private static func ofType(_ file: CauseCase) -> Cause {
    let fate = file.board.fate(ofUnheard: file.drift.subject)
    let story = [file.drift.story]
    switch fate {
    case .unsent?:
      return file.plainCause(
        .typeUnsubscribed, 95, story + ["no endpoint is sent events of this type"],
        refutedIf: file.drift.cause.refutedIf)
    case .alone?:
      return file.plainCause(.unknown, 0, story, refutedIf: EventFate.endpointsWanted)
    case nil:
      return file.plainCause(
        .ackedUnrecorded, 80, story + ["an endpoint is sent events of this type"],
        refutedIf: file.drift.cause.refutedIf)
    default:
      return file.plainCause(
        .typeUnsubscribed, 85, story,
        refutedIf: "a row of any event of the type in the ledger, or "
          + "an endpoint that is sent it, would show it wrong")
    }
  }

  /// The verdict that each class about an event stands for.
  static let codeOfClass: [String: Cause.Code] = [
    "W01": .notDelivered, "W02": .ackedUnrecorded, "W04": .stuck, "W05": .handlerFailed,
    "W06": .dead, "W07": .handlerFailed, "W12": .typeUnsubscribed,
  ]
}
