import Billing
import Reconciliation

extension Check {
  static let twoLiveRows = Check(
    "U02", "two-live-rows",
    definition: "One owner has more live rows than the pipeline allows.",
    origin: "No unique index, a race, or an upgrade that did not end the old row.",
    harm: .metrics, severity: .p1, disposition: .auto,
    fix: "End the rows that stand in for a paid one; keep the one that follows Stripe.",
    safeguard: "The kept row is live and follows a live subscription.",
    personWhen: "More than one row follows a subscription, or none does."
  ) { check, file in
    guard let rule = file.evidence.definition.liveRows else { return }
    let live = file.liveRows
    guard live.count > rule.maximum else { return }
    let kept = live.filter { $0.isStripeLive }
    for pair in live where !kept.contains(where: { $0.index == pair.index }) {
      let isSafe = kept.count == 1 && pair.isFallbackRow
      let word = file.board.wordOf[.ended]
      let sets =
        isSafe ? [word.flatMap { file.newCell(.status, .symbol($0)) }].compactMap { $0 } : []
      file.add(
        check.finding(
          about: pair, in: file, fields: file.differences(of: pair),
          story: "the owner has \(live.count) live rows where \(rule.maximum) may be",
          sets: sets),
        about: pair, settles: true)
    }
    guard kept.count > 1 else { return }
    for pair in kept.dropFirst() {
      file.add(
        check.finding(
          about: pair, in: file, fields: [],
          story: "the owner has \(live.count) live rows where \(rule.maximum) may be"),
        about: pair)
    }
  }
}
