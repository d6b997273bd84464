import Billing
import Reconciliation

extension Check {
  static let duplicateValue = Check(
    "D01", "duplicate-value",
    definition: "Two rows hold the same value where the pipeline says that each is unique.",
    origin: "An index that was never made, a race, or rows that were copied by hand.",
    harm: .audit, severity: .p2, disposition: .review,
    fix: "Decide which row keeps the value, and make the index.",
    safeguard: "Rows that are marked as deleted do not count.",
    personWhen: "Always: no file says which row is the right one.",
    needs: [],
    findByRule: { check, file in
      guard case .unique(let names, let nullsDistinct) = file.declared.rule else { return [] }
      var index = RowIndex(by: names.map(file.column), minimumCapacity: file.table.count)
      var found: [Drift] = []
      for row in file.rows where index.isWhole(row, nullsDistinct: nullsDistinct) {
        let group = index.add(row)
        let first = index.firstRows[group]
        guard first != row else { continue }
        found.append(
          check.finding(
            about: row, in: file,
            story: "an earlier row has the same \(names.joined(separator: ", "))", with: [first]))
      }
      return found
    })
}
