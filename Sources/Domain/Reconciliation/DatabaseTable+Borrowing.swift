import Billing
import Bytes

extension DatabaseTable {
  /// Takes over the fields that rows of other tables hold for the rows of this one.
  ///
  /// A row that points at nothing, or at a row that is not there, has a null there: nothing is
  /// known that could be compared.
  ///
  /// - Parameter tables: all tables of the run.
  public mutating func borrow(from tables: [DatabaseTable]) {
    for borrowing in definition.borrowings {
      guard let column = definition.place(ofColumn: borrowing.column),
        let other = tables.first(where: {
          $0.definition.name.utf8.elementsEqual(borrowing.table.utf8)
        })
      else { continue }
      var rows = SymbolMap(minimumCapacity: other.count)
      for row in 0..<other.count { rows[other.symbol(row, .key)] = UInt32(row) }
      let pointers = (0..<count).map { self[$0, column: column].symbol }
      for field in borrowing.fields {
        lend(field) { row in
          guard let pointer = pointers[row], let target = rows[pointer] else { return .null }
          return other[Int(target), field]
        }
      }
    }
  }
}
