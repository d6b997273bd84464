import Billing
import Reconciliation

extension Check {
  static let missingRow = Check(
    "D06", "missing-row",
    definition: "A row that every row of another table must have is not there.",
    origin: "What makes the one does not make the other, or failed half-way.",
    harm: .audit, severity: .p2, disposition: .review,
    fix: "Make the row as the application makes one for somebody new.",
    safeguard: "The table was read as a whole.",
    personWhen: "Always: trueup makes no rows.",
    needs: [],
    findByRule: { check, file in
      guard case .required(let required) = file.declared.rule, file.isWhole(file.table),
        let others = file.board.table(named: required.table)
      else { return [] }
      let column = file.column(required.column)
      var named = RowIndex(by: [column], minimumCapacity: file.table.count)
      for row in file.rows where column[row].hasValue { _ = named.add(row) }
      let target = TableColumn(required.target, of: others)
      let wanted = RowFilter(required.conditions, of: others, file.evidence.symbols)
      return (0..<others.count).compactMap { row -> Drift? in
        guard wanted.accepts(row), target[row].hasValue, named.group(of: target[row]) == nil,
          !file.isFresh(row, of: others)
        else { return nil }
        return check.finding(
          about: row, in: file, of: others, story: "\(file.table.definition.name) has no row of it")
      }
    })
}
