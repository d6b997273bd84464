import Billing
import Reconciliation

extension Check {
  static let noLiveRow = Check(
    "U05", "no-live-row",
    definition: "An owner has fewer live rows than the pipeline demands.",
    origin: "A paid row ended and nobody put the owner back on the free plan.",
    harm: .denied, severity: .p1, disposition: .review,
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
    file.add(drift)
  }
}
