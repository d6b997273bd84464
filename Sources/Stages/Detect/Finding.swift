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
  /// - Returns: the finding, with its statement if one may be proposed.
  func finding(
    about pair: PairView, in file: AccountCase, fields: [FieldDifference], story: String,
    sets: [NewCell] = [], isDowngrade: Bool = false
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
      drift.heldBack =
        FixPolicy(file).reasonToHold(pair, setting: sets, isDowngrade: isDowngrade)
      if drift.heldBack != nil { drift.disposition = .review }
    }
    return drift
  }

  private func guards(isDowngrade: Bool) -> [ChangeGuard] {
    isDowngrade ? [.noOtherLiveRow, .provenance] : [.provenance]
  }
}

/// When a change that is safe as a rule is left to a person all the same.
struct FixPolicy {
  private let file: AccountCase

  init(_ file: AccountCase) { self.file = file }

  /// Why a person must decide; `nil` when the change may run by itself.
  func reasonToHold(
    _ pair: PairView, setting sets: [NewCell], isDowngrade: Bool
  ) -> String? {
    guard pair.row != nil else { return "there is no row to change" }
    guard !sets.isEmpty else { return "no value is known that would mend it" }
    if let object = pair.object {
      if let doubt = doubt(about: object) { return doubt }
    }
    if file.account.hasIdentityConflict {
      return "the keys that name the owner contradict each other"
    }
    if let reason = columnReason(sets) { return reason }
    if isProtected(pair) { return "the row's provenance is protected by the pipeline" }
    if isDowngrade, !file.evidence.coverage.isTrustworthy {
      return "the evidence is incomplete, so nothing is taken away"
    }
    return nil
  }

  private func doubt(about object: StripeObject) -> String? {
    if object.notes.contains(.conflicting) { return "an event id came with two contents" }
    if object.notes.contains(.ambiguous) { return "events of one second cannot be ordered" }
    if object.notes.contains(.tainted) { return "a rejected record may be about it" }
    if object.notes.contains(.hasGap) { return "an event is missing from the export" }
    return nil
  }

  private func columnReason(_ sets: [NewCell]) -> String? {
    guard let definition = file.board.rows?.definition else { return nil }
    for set in sets {
      let column = definition.columns[set.column]
      if !column.isFixable { return "the pipeline does not let column \(column.name) be changed" }
      if !column.isNullable, set.cell.isNull { return "column \(column.name) cannot be null" }
      if !set.cell.isKnown { return "the value for column \(column.name) is not known" }
    }
    return nil
  }

  private func isProtected(_ pair: PairView) -> Bool {
    guard let word = pair[.provenance].symbol else { return false }
    let text = file.evidence.symbols.text(word)
    return file.evidence.definition.safety.protectedProvenance.contains {
      $0.utf8.elementsEqual(text.utf8)
    }
  }
}

extension FieldDifference {
  /// The change that makes the row say what Stripe says.
  var newCell: NewCell { NewCell(column: column, cell: sides.stripe) }
}

extension Remedy {
  /// Whether this changes a row.
  var isUpdate: Bool {
    if case .update = self { return true }
    return false
  }
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
