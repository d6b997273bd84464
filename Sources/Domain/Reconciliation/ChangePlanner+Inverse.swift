import Billing
import SQL

extension ChangePlanner {
  /// How much longer a plan can be undone than applied: thirty days.
  static let undoSeconds: Int64 = 30 * 86_400

  /// The plan that undoes another: old and new exchanged, guarded by the new values.
  ///
  /// The time of the last change is restored as well, so that afterwards the table reads byte
  /// for byte as exported and the plan itself could run again. An inserted row cannot be taken
  /// back: it is marked as deleted and gives up its unique values where the table knows soft
  /// deletes, and listed otherwise. When any part cannot be undone in order, nothing is.
  public func inverse(of plan: ChangePlan) -> ChangePlan {
    var draft = PlanDraft(tables: tables, holders: SlotHolders(tables: tables, wanted: []))
    var notes: [String] = []
    var undone: [Change] = []
    for planned in plan.changes {
      let (change, note) = inverse(of: planned.change)
      if let note { notes.append(note) }
      if let change {
        undone.append(change)
      } else {
        let stays = planned.change.newSlots(in: tables[planned.change.table])
        draft.kept.formUnion(stays.compactMap { $0 })
      }
    }
    draft.admit(undone)
    draft.settle()
    if !draft.review.isEmpty {
      notes = draft.review.map {
        "\(tables[$0.change.table].name.text) \($0.change.keyText): \($0.sentence)"
      }
      notes.append("therefore nothing is undone: half of it would be worse than all or none")
    }
    let changes = draft.review.isEmpty ? draft.groups(limit: .max)[0] : []
    var header = plan.header
    header.expires = header.expires.adding(seconds: Self.undoSeconds)
    return ChangePlan(
      id: plan.id + "-undo", undoes: plan.id, part: plan.part, header: header,
      tables: tables, changes: changes, irreversible: notes)
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
    for (place, column) in shape.columns.enumerated()
    where change.new[column: place] == nil && !column.hasDefault && column.role != .touched {
      inverse.old.append(ColumnCell(place, .null))
    }
    inverse.new = [ColumnCell(column, Self.cell(header.asOf, as: shape.columns[column].type))]
    for place in givenUp(by: change, shape) { inverse.new.append(ColumnCell(place, .null)) }
    return (
      inverse,
      "\(row): was inserted; it is marked as deleted, its unique values cleared, and not removed"
    )
  }

  /// The columns that an inserted row must clear so that its unique values are free again.
  private func givenUp(by change: Change, _ shape: TableShape) -> [Int] {
    let lasting = shape.uniqueIndexes.filter { $0.whereNull != shape.column(.softDelete) }
    let unique = Set(lasting.flatMap(\.columns))
    return shape.columns.indices.filter { place in
      unique.contains(place) && shape.columns[place].isNullable
        && shape.columns[place].role == .value && change.locator[column: place] == nil
        && (change.new[column: place] ?? .null) != .null
    }
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
