import Billing
import Bytes
import Reconciliation

extension Drift {
  /// Begins a finding of a check, with what the check says of all of them.
  ///
  /// - Parameters:
  ///   - check: the check.
  ///   - table: the table that it is about.
  ///   - owner: whom it is about; empty when unknown.
  ///   - story: one sentence for people, without personal data.
  init(of check: Check, in table: String, owner: Symbol = .empty, story: String) {
    self.init(
      code: check.code, name: check.name, severity: check.severity, harm: check.harm,
      disposition: check.disposition, table: table, owner: owner)
    self.story = story
    advice = check.fix
  }

  /// Begins a finding of a check about a pair of an account.
  ///
  /// - Parameters:
  ///   - check: the check.
  ///   - pair: what it is about.
  ///   - table: the table that it is about.
  ///   - file: the account's case.
  ///   - fields: the differences it explains.
  ///   - story: one sentence for people, without personal data.
  init(
    of check: Check, about pair: PairView, in table: String, _ file: AccountCase,
    fields: [FieldDifference], story: String
  ) {
    self.init(of: check, in: table, owner: file.account.owner, story: story)
    subscription = pair.subscription
    customer = pair.customer
    self.fields = fields
    marker = pair.object.flatMap(EventMarker.init)
    monthly = file.board.money.monthly(of: pair.pair)
    evidence = pair.origins
  }
}

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
      of: self, about: pair, in: file.board.rowsTableName, file, fields: fields, story: story)
    drift.row = pair.row
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
