import Billing
import Reconciliation

extension Check {
  static let notOneRow = Check(
    "D05", "not-one-row",
    definition: "Of the rows of a group not exactly one is the one that counts.",
    origin: "The row before was not put aside when the next one was made, or both were.",
    harm: .audit, severity: .p2, disposition: .review,
    fix: "Decide which row of the group counts, and put the others aside.",
    safeguard: "Rows that are marked as deleted do not count.",
    personWhen: "Always: no file says which row is the right one.",
    needs: [],
    findByRule: { check, file in
      guard case .oneRow(let names, let minimum) = file.declared.rule else { return [] }
      var groups = RowIndex(by: names.map(file.column), minimumCapacity: file.table.count)
      var chosen: [[Int]] = []
      for row in 0..<file.table.count
      where file.filter.counts(row) && groups.isWhole(row, nullsDistinct: true) {
        let group = groups.add(row)
        if group == chosen.count { chosen.append([]) }
        if file.filter.accepts(row) { chosen[group].append(row) }
      }
      let key = names.joined(separator: ", ")
      return chosen.enumerated().compactMap { group, rows -> Drift? in
        if rows.count > 1 {
          return check.finding(
            about: rows[0], in: file, story: "\(rows.count) rows count for the same \(key)",
            with: Array(rows.dropFirst()))
        }
        guard rows.isEmpty, minimum > 0 else { return nil }
        return check.finding(
          about: groups.firstRows[group], in: file, story: "no row counts for this \(key)")
      }
    })
}
