import Bytes
import Diagnostics
import Dumps

/// A dump that has been read: its header, the rows as bytes or NULL, and what was said about it.
struct Dump {
  var header: DumpHeader
  var rows: [[[UInt8]?]] = []
  var indices: [Int] = []
  var starts: [UInt64] = []
  var log = DiagnosticLog()
  var count = DumpCount()

  var codes: [String] { log.entries.map(\.code.rawValue) }
  var texts: [[String?]] { rows.map { $0.map { $0.map { String(decoding: $0, as: UTF8.self) } } } }
}

/// Lends an array as a view.
func withView<Result>(
  _ bytes: [UInt8], _ body: (ByteView) throws -> Result
) rethrows -> Result {
  try unsafe bytes.withUnsafeBufferPointer { buffer in try unsafe body(ByteView(buffer)) }
}

extension DumpReader {
  /// Reads a dump in the given number of pieces.
  func dump(
    _ bytes: [UInt8], declaring columns: [String] = [], pieces: Int = 1, endIsProven: Bool = false
  ) throws -> Dump {
    try withView(bytes) { view in
      var dump = Dump(header: try header(of: view, declaring: columns))
      let rows = view[dump.header.rows]
      let borders = [0] + cuts(of: rows, count: pieces) + [rows.count]
      for (lower, upper) in zip(borders, borders.dropFirst()) {
        let header = dump.header
        var records: [[[UInt8]?]] = []
        var scratch: [UInt8] = []
        let count = read(
          rows[lower..<upper], startByte: UInt64(header.rows.lowerBound + lower), header: header,
          file: FileID(rawValue: 0), log: &dump.log, firstRecordIndex: dump.count.recordCount,
          isLast: upper == rows.count, endIsProven: endIsProven
        ) { row in
          dump.indices.append(row.recordIndex)
          dump.starts.append(row.startByte)
          records.append(
            (0..<row.columnCount).map { column in
              let cell = row.cell(column)
              return cell.isNull ? nil : cell.text(into: &scratch).array
            })
        }
        dump.rows += records
        dump.count += count
      }
      return dump
    }
  }

  func dump(_ text: String, declaring columns: [String] = []) throws -> Dump {
    try dump(Array(text.utf8), declaring: columns)
  }
}
