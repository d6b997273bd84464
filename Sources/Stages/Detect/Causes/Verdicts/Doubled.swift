import Billing
import Reconciliation

extension Verdict {
  /// A payment has two rows: nothing was lost, and the time of the second tells what made it.
  static let doubled = Verdict(.localWrite, .unknown) { file in
    guard file.drift.code == "I06" else { return nil }
    guard file.isWrittenLater, let written = file.writtenAt else {
      return file.plainCause(
        .unknown, 0, ["nothing was lost on the way: both rows take in what one event tells"],
        refutedIf: "map the column of the event that each row was written from to settle it")
    }
    return file.plainCause(
      .localWrite, 75,
      [
        "the second row was written at \(written.iso), after the newest event of the payment and "
          + "not while one was handled"
      ],
      refutedIf: "an event of the payment of that time would show it wrong")
  }
}
