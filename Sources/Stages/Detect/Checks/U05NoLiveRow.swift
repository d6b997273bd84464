import Billing
import Bytes
import Reconciliation

extension Check {
  static let noLiveRow = Check(
    "U05", "no-live-row",
    definition: "An owner has fewer live rows than the pipeline demands.",
    origin: "A paid row ended and nobody put the owner back on the free plan.",
    harm: .denied, severity: .p1, disposition: .auto,
    fix: "Add the row of the free plan.",
    safeguard: "The owner is not deleted and has no live subscription.",
    personWhen: "The application makes the keys of its rows.",
    needs: [.owners, .subscriptions]
  ) { check, file in
    guard let rule = file.evidence.definition.liveRows, file.account.ownerRow != nil,
      !file.isOwnerDeleted, !file.isInFlight, file.liveSubscriptionCount == 0,
      file.liveRows.count < rule.minimum,
      !file.pairs.contains(where: { $0.row != nil && $0.rowMeaning == nil })
    else { return }
    var drift = Drift(
      of: check, in: file.board.rowsTableName, owner: file.account.owner,
      story: "the owner has no live row, not even of the free plan")
    drift.evidence = file.ownerOrigin.map { [$0] } ?? []
    drift.parent = file.releasingDrift
    let remedy = Remedy.insert(
      into: file.board.rowsTableName, values: file.fallbackRow(rule), guards: [.noOtherLiveRow])
    let reason =
      file.account.hasIdentityConflict
      ? "the keys that name the owner contradict each other"
      : TablePolicy(evidence: file.evidence).reasonToHold(remedy, in: drift.table)
    check.mend(&drift, by: remedy, unless: reason)
    file.add(drift)
  }
}

extension AccountCase {
  /// What the row of the free plan says, as far as the pipeline tells.
  fileprivate func fallbackRow(_ rule: LiveRowRule) -> [NewCell] {
    let word = rule.fallbackStatus.flatMap { evidence.symbols.find($0) }
    let cells: [(RowField, Cell?)] = [
      (.owner, .symbol(account.owner)), (.plan, board.fallbackPlan.map { .symbol($0) }),
      (.status, word.map { .symbol($0) }), (.ending, .flag(false)),
      (.cancelAtPeriodEnd, .flag(false)), (.createdAt, .time(evidence.definition.clock.asOf)),
    ]
    return cells.compactMap { field, cell in cell.flatMap { newCell(field, $0) } }
  }
}
