import Billing
import Bytes
import Reconciliation

extension Check {
  static let valueNotAllowed = Check(
    "D07", "value-not-allowed",
    definition: "A column holds a value that the pipeline rules out, or none where one must be.",
    origin: "A placeholder that nobody replaced, or a writer with other ideas.",
    harm: .audit, severity: .p2, disposition: .review,
    fix: "Write the value that is meant.",
    safeguard: "The value is as it was exported.",
    personWhen: "Always: no file says which value is meant.",
    needs: [],
    findByRule: { check, file in
      guard case .allowed(let allowed) = file.declared.rule else { return [] }
      let column = file.column(allowed.column)
      let values = allowed.values.map { CellWord($0, file.evidence.symbols) }
      let never = allowed.never.map { CellWord($0, file.evidence.symbols) }
      func fault(_ cell: Cell) -> String? {
        guard cell.isKnown else { return nil }
        if cell.isNull || cell.symbol == .empty {
          return allowed.isNeeded ? "is empty" : nil
        }
        if never.contains(where: { $0.equals(cell) }) { return "holds what stands for no value" }
        if !values.isEmpty, !values.contains(where: { $0.equals(cell) }) {
          return "holds none of the values that it may"
        }
        guard let number = cell.integer else { return nil }
        if let least = allowed.least, number < least { return "is \(number), less than \(least)" }
        if let most = allowed.most, number > most { return "is \(number), more than \(most)" }
        return nil
      }
      return file.rows.compactMap { row in
        fault(column[row]).map {
          check.finding(about: row, in: file, story: "\(allowed.column) \($0)")
        }
      }
    })
}
