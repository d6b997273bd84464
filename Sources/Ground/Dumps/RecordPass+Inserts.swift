import Bytes
import Diagnostics

extension RecordPass {
  /// Reads every row of the INSERT statements for one table, or one of their rows by itself.
  mutating func readInserts(
    into table: String?, log: inout DiagnosticLog, visit: (borrowing DumpRow) -> Void
  ) {
    guard let table else { return }
    let name = TableName(table)
    let columns = header.columns.map { Array($0.utf8) }
    var scan = SQLScan(bytes, escape: format.escape)
    scan.skipTrivia()
    if scan.next == UInt8(ascii: "(") {
      _ = readRow(&scan, hasColumns: true, log: &log, visit: visit)
      return
    }
    while !scan.isAtEnd {
      let start = scan.at
      if scan.take("INSERT"), let insert = InsertStatement(&scan, at: start),
        name.matches(insert.path)
      {
        let hasColumns = insert.columns == nil || insert.columns == columns
        readTuples(&scan, hasColumns: hasColumns, log: &log, visit: visit)
      }
      scan.skipStatement()
      scan.skipTrivia()
    }
  }

  /// Reads the rows that follow VALUES.
  private mutating func readTuples(
    _ scan: inout SQLScan, hasColumns: Bool, log: inout DiagnosticLog,
    visit: (borrowing DumpRow) -> Void
  ) {
    repeat {
      scan.skipTrivia()
      guard readRow(&scan, hasColumns: hasColumns, log: &log, visit: visit) else { return }
    } while scan.take(UInt8(ascii: ","))
    scan.skipTrivia()
    if scan.next != UInt8(ascii: ";") {
      let at = min(scan.at, bytes.count)
      reject(at..<at, .badLiteral(at: at, column: nil), log: &log)
    }
  }

  /// Reads one row; false when it is not known where it ends.
  private mutating func readRow(
    _ scan: inout SQLScan, hasColumns: Bool, log: inout DiagnosticLog,
    visit: (borrowing DumpRow) -> Void
  ) -> Bool {
    let start = scan.at
    let issue = readTuple(&scan)
    let record = start..<min(scan.at, bytes.count)
    if let issue = issue ?? issueOfValues(record, hasColumns: hasColumns) {
      reject(record, issue, log: &log)
    } else {
      admit(record, isHigh: true, log: &log, visit: visit)
    }
    return issue == nil
  }

  /// Sets the borders of the values in one pair of parentheses.
  private func readTuple(_ scan: inout SQLScan) -> RecordIssue? {
    let start = scan.at
    guard scan.take(UInt8(ascii: "(")) else { return .badLiteral(at: start, column: nil) }
    var field = 0
    repeat {
      scan.skipTrivia()
      let lower = scan.at
      guard scan.skipToListEnd() else { return .unterminatedQuote(at: lower, column: field) }
      var upper = scan.at
      while upper > lower, bytes[upper - 1] <= 0x20 { upper -= 1 }
      setBounds(field, lower, upper)
      field += 1
    } while scan.take(UInt8(ascii: ","))
    guard scan.take(UInt8(ascii: ")")) else { return .badLiteral(at: start, column: nil) }
    return field == columnCount
      ? nil : .uneven(at: start, found: field, wanted: columnCount)
  }

  private func issueOfValues(_ record: Range<Int>, hasColumns: Bool) -> RecordIssue? {
    guard hasColumns else {
      return .badLiteral(at: record.lowerBound, column: nil)
    }
    for column in 0..<columnCount {
      let range = unsafe bounds[2 * column]..<bounds[2 * column + 1]
      let nul = bytes[range].offset(of: 0, from: 0)
      if nul < range.count { return .nulByte(at: range.lowerBound + nul, column: column) }
      guard SQLLiteral(bytes[range], escape: format.escape) != nil else {
        return .badLiteral(at: range.lowerBound, column: column)
      }
    }
    return nil
  }
}
