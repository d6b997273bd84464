import Billing
import Bytes
import Reconciliation

extension Verdict {
  /// Several owners' rows name one customer: what wrote the last of them tells how that came about.
  static let shared = Verdict(.localWrite, .processedNoEffect) { file in
    guard file.drift.code == "C04", let written = file.lastWriteOfLink else { return nil }
    let past = ([file.trace.timeline] + file.trace.siblings).flatMap(\.points).map(\.state)
      .filter { $0.source == .event }
    let title =
      "the row that was written last of those with the customer was written at "
      + written.iso
    if let event = past.last(where: { file.board.wrote($0, at: written) }) {
      guard case .processed = file.board.fate(of: event) else { return nil }
      var cause = file.plainCause(
        .processedNoEffect, 70, [title + ", while \(event.title) was handled"],
        refutedIf: "an older dump in which that row has the customer would show it wrong")
      cause.reason = .identity
      cause.lostEvents = [event.event]
      cause.origins = [event.origin]
      return cause
    }
    guard let newest = past.map(\.time).max(), written > newest else { return nil }
    return file.plainCause(
      .localWrite, 70,
      [title + ", after the customer's newest event and not while one was handled"],
      refutedIf: "an older dump in which that row has the customer would show it wrong")
  }

  /// Classes of links, which the customer's events bear on.
  static let codesOfCustomers: Set<String> = ["C01", "C04"]
}

extension CauseCase {
  /// When the row that was changed last of those that name the finding's customer was changed.
  fileprivate var lastWriteOfLink: Timestamp? {
    guard let rows = board.rows else { return nil }
    return (0..<rows.count).lazy.filter { rows.symbol($0, .customer) == drift.customer }
      .compactMap { rows[$0, .updatedAt].time ?? rows[$0, .createdAt].time }.max()
  }
}
