import Billing
import Bytes
import Reconciliation

extension Check {
  static let copyDiffers = Check(
    "D04", "copy-differs",
    definition: "A column that repeats another one holds something else.",
    origin: "One of the two was changed and the other was not.",
    harm: .audit, severity: .p2, disposition: .review,
    fix: "Write the value again from where it was copied, if that is the right one.",
    safeguard: "Both rows are as they were exported.",
    personWhen: "Always: either of the two may be the wrong one.",
    needs: [],
    findByRule: { check, file in
      guard case .copied(let copy) = file.declared.rule else { return [] }
      let table = copy.pointer.flatMap { file.board.table(named: $0.table) } ?? file.table
      let pointer = copy.pointer.map { (file.column($0.column), RowTargets($0.target, of: table)) }
      let column = file.column(copy.column)
      var source = CopySource(copy, of: table, file.evidence.symbols)
      var found: [Drift] = []
      for row in file.rows where column[row].isKnown {
        var origin = row
        if let (through, targets) = pointer {
          // A pointer that leads nowhere is another rule's finding.
          guard case .live(let target) = targets[through[row]] else { continue }
          origin = target
        }
        guard !file.isFresh(row, of: file.table), !file.isFresh(origin, of: table),
          let fault = source.fault(of: column[row], from: origin)
        else { continue }
        var drift = check.finding(about: row, in: file, story: "\(copy.column) \(fault)")
        if pointer != nil { drift.evidence.append(table.origins[origin]) }
        found.append(drift)
      }
      return found
    })
}

/// What a copy is compared with.
private struct CopySource {
  private let column: TableColumn
  private let path: JSONPath?
  private let name: String
  private let symbols: Symbols
  /// The values of the documents met so far.
  private var documents: [Symbol: Set<[UInt8]>?] = [:]

  init(_ copy: CopiedValue, of table: DatabaseTable, _ symbols: Symbols) {
    column = TableColumn(copy.source, of: table)
    path = copy.path
    let place = copy.path.map { " at \($0.text)" } ?? ""
    name = "\(table.definition.name).\(copy.source)\(place)"
    self.symbols = symbols
  }

  /// What is wrong with a copy of a row's value; `nil` when it is right or nobody can tell.
  mutating func fault(of copy: Cell, from row: Int) -> String? {
    let source = column[row]
    guard source.isKnown else { return nil }
    guard path != nil else { return copy == source ? nil : "differs from \(name)" }
    guard let document = source.symbol else {
      return copy.isNull ? nil : "has a value, \(name) has none"
    }
    guard let values = values(of: document) else { return "cannot be compared: no JSON in \(name)" }
    if values.isEmpty { return copy.isNull ? nil : "has a value, \(name) has none" }
    if let text = text(of: copy), values.contains(text) { return nil }
    return values.count == 1 ? "differs from \(name)" : "is none of the values of \(name)"
  }

  private mutating func values(of document: Symbol) -> Set<[UInt8]>? {
    if let known = documents[document] { return known }
    let values = symbols.withView(of: document) { path?.values(in: $0) }.map { Set($0) }
    documents[document] = .some(values)
    return values
  }

  /// A cell as the text that stands for it in JSON; `nil` for one without a value.
  private func text(of cell: Cell) -> [UInt8]? {
    if let symbol = cell.symbol { return symbols.array(symbol) }
    return cell.hasValue ? cell.text(in: symbols).map { Array($0.utf8) } : nil
  }
}
