import Billing
import Bytes
import Reconciliation

extension Check {
  /// Writes a finding of this check about one pair.
  ///
  /// - Parameters:
  ///   - pair: what it is about.
  ///   - file: the account's case, which tells what else the owner has.
  ///   - fields: the differences it explains.
  ///   - story: one sentence for people, without personal data.
  ///   - sets: what the row should get; empty when there is no statement to propose.
  ///   - isDowngrade: whether the change takes something away from the owner.
  ///   - hold: a reason of the check's own to leave the change to a person.
  /// - Returns: the finding, with its statement if one may be proposed.
  func finding(
    about pair: PairView, in file: AccountCase, fields: [FieldDifference], story: String,
    sets: [NewCell] = [], isDowngrade: Bool = false, hold: String? = nil
  ) -> Drift {
    var drift = Drift(
      code: code, name: name, severity: severity, harm: harm, disposition: disposition,
      table: file.board.rowsTableName, owner: file.account.owner)
    drift.row = pair.row
    drift.subscription = pair.subscription
    drift.customer = pair.customer
    drift.fields = fields
    drift.story = story
    drift.advice = fix
    drift.monthly = file.board.money.monthly(of: pair)
    drift.evidence = pair.origins
    if let row = pair.row, !sets.isEmpty {
      drift.remedy = .update(row: row, set: sets, guards: guards(isDowngrade: isDowngrade))
      drift.guards = ["every old value of the row"] + (isDowngrade ? ["no other live row"] : [])
    }
    if disposition == .auto {
      let policy = FixPolicy(file)
      drift.heldBack =
        hold ?? policy.reasonToHold(pair, setting: sets, isDowngrade: isDowngrade)
      if drift.heldBack != nil { drift.disposition = .review }
    }
    return drift
  }

  private func guards(isDowngrade: Bool) -> [ChangeGuard] {
    isDowngrade ? [.noOtherLiveRow, .provenance] : [.provenance]
  }
}

extension FieldDifference {
  /// The change that makes the row say what Stripe says.
  var newCell: NewCell { NewCell(column: column, cell: sides.stripe) }
}

extension AccountCase {
  /// Where the owner's own row stands.
  var ownerOrigin: RecordOrigin? { account.ownerRow.flatMap { board.owners?.origins[$0] } }

  /// A difference between what a rule demands of a field and what the row says.
  func wanted(_ field: RowField, _ cell: Cell, _ pair: PairView) -> FieldDifference? {
    board.rows?.definition.place(of: field).map {
      FieldDifference(
        field: field, column: $0, sides: Sides(stripe: cell, database: pair[field]))
    }
  }

  /// The change of one field's column to a value; `nil` when no column holds the field.
  func newCell(_ field: RowField, _ cell: Cell) -> NewCell? {
    board.rows?.definition.place(of: field).map { NewCell(column: $0, cell: cell) }
  }
}
