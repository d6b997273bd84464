import Billing
import SQL

extension ChangePlanner {
  /// How much longer a plan can be undone than applied: thirty days.
  static let undoSeconds: Int64 = 30 * 86_400

  /// The plan that undoes another: old and new exchanged, guarded by the new values.
  ///
  /// The time of the last change is restored as well, so that afterwards the table reads byte
  /// for byte as exported and the plan itself could run again. An inserted row cannot be taken
  /// back: it is marked as deleted where the table knows soft deletes, and listed otherwise.
  public func inverse(of plan: ChangePlan) -> ChangePlan {
    var draft = PlanDraft(tables: tables, holders: SlotHolders(tables: tables, wanted: []))
    var notes: [String] = []
    var undone: [Change] = []
    for planned in plan.changes {
      let (change, note) = inverse(of: planned.change)
      if let change { undone.append(change) }
      if let note { notes.append(note) }
    }
    draft.admit(undone)
    draft.settle()
    notes += draft.review.map {
      "\(tables[$0.change.table].name.text) \($0.change.keyText): \($0.sentence)"
    }
    var header = plan.header
    header.expires = header.expires.adding(seconds: Self.undoSeconds)
    return ChangePlan(
      id: plan.id + "-undo", undoes: plan.id, part: plan.part, header: header,
      tables: tables, changes: draft.groups(limit: .max)[0], irreversible: notes)
  }

  private func inverse(of change: Change) -> (Change?, note: String?) {
    let shape = tables[change.table]
    switch change.verb {
    case .insert: return inverse(ofInsert: change, shape)
    case .update, .softDelete:
      let touched = shape.column(.touched)
      var inverse = change
      inverse.verb = .update
      inverse.guards = []
      inverse.old = change.old.compactMap { value in
        value.column == touched
          ? nil : ColumnCell(value.column, change.new[column: value.column] ?? value.cell)
      }
      inverse.new = change.old.filter {
        $0.column == touched || change.new[column: $0.column] != nil
      }
      return (inverse, nil)
    }
  }

  private func inverse(ofInsert change: Change, _ shape: TableShape) -> (Change?, note: String?) {
    let row = "\(shape.name.text) \(change.keyText)"
    guard let column = shape.column(.softDelete) else {
      return (nil, "\(row): was inserted and stays; the table knows no soft delete")
    }
    var inverse = change
    inverse.verb = .softDelete
    inverse.guards = []
    inverse.old = change.new
    inverse.new = [ColumnCell(column, Self.cell(header.asOf, as: shape.columns[column].type))]
    return (inverse, "\(row): was inserted; it is marked as deleted and not removed")
  }

  /// An instant as a column of the given type writes it.
  static func cell(_ time: Timestamp, as type: SQLType) -> ExportedCell {
    switch type {
    case .timestamptz: .text(time.text(separator: " ", fractionDigits: nil) + "+00")
    case .boolean: .text("t")
    default: .text(time.text(separator: " ", fractionDigits: nil))
    }
  }
}
