import Reconciliation

extension Verdict {
  /// What became of the event is the verdict: it never came, failed, or is stuck.
  static let lost = Verdict(
    .notDelivered, .ackedUnrecorded, .typeUnsubscribed, .handlerFailed, .dead, .stuck
  ) { file in
    guard let fate = file.fate, let (confidence, refutedIf) = standing[fate.code] else {
      return nil
    }
    return file.cause(fate.code, file.weighed(confidence), refutedIf: refutedIf)
  }

  /// For each verdict how sure it is, and what would show it wrong.
  private static let standing: [Cause.Code: (Int, String)] = [
    .notDelivered: (95, "a row of the event in the ledger would show it wrong"),
    .ackedUnrecorded: (90, "a row of the event in the ledger would show it wrong"),
    .typeUnsubscribed: (
      85, "a row of any event of the type, or an endpoint that is sent it, would show it wrong"
    ),
    .handlerFailed: (95, "a settled failure or a later success would show it wrong"),
    .dead: (95, "a settled failure or a later success would show it wrong"),
    .stuck: (90, "a processing time of the event would show it wrong"),
  ]
}
