import Billing
import Reconciliation

extension Check {
  static let twoLiveRows = Check(
    "U02", "two-live-rows",
    definition: "One owner has more live rows than may be, or two name one subscription.",
    origin: "No unique index, a race, or an upgrade that did not end the old row.",
    harm: .metrics, severity: .p1, disposition: .auto,
    fix: "End the rows that stand in for a paid one; keep the one that follows Stripe.",
    safeguard: "The kept row is live and follows a live subscription.",
    personWhen: "More than one row follows a subscription, or none does.",
    signs: [.row, .contested]
  ) { check, file in
    let maximum = file.evidence.definition.liveRows?.maximum ?? .max
    let live = file.liveRows
    let following = live.filter(\.isStripeLive)
    let standing = following.isEmpty ? live.filter { !$0.isRepeat } : following
    let places = standing.prefix(maximum).map(\.index)
    for pair in live where !places.contains(pair.index) && file.isOpen(pair) {
      // A second row about one subscription is one too many in any system.
      guard live.count > maximum || pair.isRepeat, !isStatusTold(of: pair, in: file) else {
        continue
      }
      let isSpare = following.count == 1 && (pair.isFallbackRow || pair.repeats(following[0]))
      let word = isSpare ? file.board.wordOf[.ended] : nil
      file.add(
        check.finding(
          about: pair, in: file,
          fields: [word.flatMap { file.wanted(.status, .symbol($0), pair) }].compactMap { $0 },
          story: "the owner has more live rows than may be: \(live.count)",
          sets: [word.flatMap { file.newCell(.status, .symbol($0)) }].compactMap { $0 },
          hold: isSpare ? nil : "it is open which of the live rows stays"),
        about: pair, settles: true)
    }
  }

  /// Whether a finding says already that the row's status is wrong.
  private static func isStatusTold(of pair: PairView, in file: AccountCase) -> Bool {
    file.drifts.contains { drift in
      drift.row == pair.row && drift.fields.contains { $0.field == .status }
    }
  }
}

extension PairView {
  /// Whether the row names a subscription that Stripe has and another row follows.
  fileprivate var isRepeat: Bool { subscription == nil && namesKnownSubscription }

  /// Whether a row names the very subscription that another row follows.
  fileprivate func repeats(_ other: PairView) -> Bool {
    isRepeat && self[.subscription] == other[.subscription]
  }
}
