import Billing
import Reconciliation

extension Check {
  static let danglingReference = Check(
    "D02", "dangling-reference",
    definition: "A row points at one that does not exist or is marked as deleted.",
    origin: "The other row was deleted without what belongs to it, or never made.",
    harm: .audit, severity: .p2, disposition: .review,
    fix: "Delete the row as well, or point it at the right one.",
    safeguard: "The table it points into was read as a whole.",
    personWhen: "Always: either of the two rows may be the wrong one.",
    needs: [],
    findByRule: { check, file in
      guard case .reference(let name, let other, let target, let mustBeLive) = file.declared.rule,
        let others = file.board.table(named: other), file.isWhole(others)
      else { return [] }
      let column = file.column(name)
      let targets = RowTargets(target, of: others)
      return file.rows.compactMap { row -> Drift? in
        guard column[row].hasValue else { return nil }
        switch targets[column[row]] {
        case .live: return nil
        case .none:
          guard !file.isFresh(row, of: file.table) else { return nil }
          return check.finding(
            about: row, in: file, story: "\(name) points at no row of \(other)")
        case .deleted(let gone):
          guard mustBeLive, !file.isFresh(gone, of: others) else { return nil }
          var drift = check.finding(
            about: row, in: file,
            story: "\(name) points at a row of \(other) that is marked as deleted")
          drift.evidence.append(others.origins[gone])
          return drift
        }
      }
    })
}

/// The rows of a table that others point at.
struct RowTargets {
  /// What a pointer leads to.
  enum Target {
    /// A row that counts; the first one.
    case live(Int)
    /// Rows that are marked as deleted alone; the first of them.
    case deleted(Int)
    /// Nothing.
    case none
  }

  private var live: RowIndex
  private var deleted: RowIndex

  init(_ column: String, of table: DatabaseTable) {
    let cells = TableColumn(column, of: table)
    let mark = TableColumn(.deletedAt, of: table)
    live = RowIndex(by: [cells], minimumCapacity: table.count)
    deleted = RowIndex(by: [cells])
    for row in 0..<table.count where cells[row].hasValue {
      if mark[row].hasValue { _ = deleted.add(row) } else { _ = live.add(row) }
    }
  }

  subscript(cell: Cell) -> Target {
    if let group = live.group(of: cell) { return .live(live.firstRows[group]) }
    if let group = deleted.group(of: cell) { return .deleted(deleted.firstRows[group]) }
    return .none
  }
}
