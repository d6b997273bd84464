import Billing
import Diagnostics
import Reconciliation
import Testing

@Suite struct `keys that repeat` {
  /// A table whose rows have these cells in the columns of its key.
  private func table(_ names: [String], _ rows: [[Cell]]) -> DatabaseTable {
    let columns = names.map { ColumnDefinition(name: $0, type: .integer, isKey: true) }
    let definition = TableDefinition(name: "rows", role: .subscriptions, columns: columns)
    var table = DatabaseTable(definition: definition, keeping: Array(columns.indices))
    for (place, row) in rows.enumerated() {
      table.origins.append(
        RecordOrigin(
          file: FileID(rawValue: 0), recordNumber: UInt32(place + 1), startByte: 0, byteCount: 1))
      table.cells += row
    }
    return table
  }

  @Test func `a row is told with the first that has its key`() {
    let rows: [[Cell]] = [7, 8, 7, 9, 8, 7].map { [.integer($0)] }
    let keys = RepeatedKeys(in: table(["id"], rows))
    #expect(keys.columns == ["id"])
    #expect(keys.repetitions.map(\.row) == [2, 4, 5])
    #expect(keys.repetitions.map(\.first) == [0, 1, 0])
  }

  @Test func `a key of several columns repeats only as a whole`() {
    let rows: [[Cell]] = [[1, 2], [2, 1], [1, 1], [1, 2]].map { $0.map { .integer($0) } }
    let keys = RepeatedKeys(in: table(["user", "plan"], rows))
    #expect(keys.columns == ["user", "plan"])
    #expect(keys.repetitions.map { [$0.row, $0.first] } == [[3, 0]])
  }

  @Test func `keys that say nothing are passed over`() {
    let rows: [[Cell]] = [[.null], [.null], [.malformed], [.malformed], [.unknown], [.unknown]]
    #expect(RepeatedKeys(in: table(["id"], rows)).repetitions.isEmpty)
  }
}
