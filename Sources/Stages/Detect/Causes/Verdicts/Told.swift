import Bytes
import Reconciliation

extension Verdict {
  /// The class is the verdict: the finding is about the event itself.
  static let told = Verdict(
    .notDelivered, .ackedUnrecorded, .typeUnsubscribed, .processedNoEffect, .stuck,
    .handlerFailed, .dead, .outOfOrder, .shape, .wrongSource, .agedOut
  ) { file in
    guard let code = codeOfClass[file.drift.code] else { return nil }
    var cause = file.plainCause(
      code, 95, [file.drift.story], refutedIf: file.drift.cause.refutedIf)
    let isAboutType = file.drift.code == "W12"
    if !isAboutType, file.drift.subject != .empty {
      cause.lostEvents = [file.board.evidence.symbols.text(file.drift.subject)]
    }
    return cause
  }

  /// The verdict that each class about an event stands for.
  static let codeOfClass: [String: Cause.Code] = [
    "W01": .notDelivered, "W02": .ackedUnrecorded, "W04": .stuck, "W05": .handlerFailed,
    "W06": .dead, "W07": .handlerFailed, "W12": .typeUnsubscribed,
  ]
}
