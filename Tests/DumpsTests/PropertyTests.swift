import Bytes
import Diagnostics
import TestSupport
import Testing

@testable import Dumps

private let hostile: [String] = [
  "", " ", ",", "\"", "\"\"", "\\", "\\N", "\\.", "\n", "\r\n", "\r", "\t", "NULL", "a", "żółć",
  "👩‍👩",
  "\u{FEFF}", "'", ";", "|", "0", "x\ny", "\",\"", String(repeating: "long,\"", count: 30),
]

private func randomValue(_ random: inout SplitMix64) -> [UInt8]? {
  if Int.random(in: 0..<5, using: &random) == 0 { return nil }
  let parts = (0..<Int.random(in: 0..<4, using: &random)).map { _ in
    hostile[Int.random(in: 0..<hostile.count, using: &random)]
  }
  return Array(parts.joined().utf8)
}

private func randomTable(_ seed: UInt64) -> (bytes: [UInt8], columns: Int, rows: [[[UInt8]?]]) {
  var random = SplitMix64(seed: seed)
  let columns = Int.random(in: 1..<6, using: &random)
  let rows = (0..<Int.random(in: 1..<40, using: &random)).map { _ in
    (0..<columns).map { _ in randomValue(&random) }
  }
  var writer = DumpWriter(columns: (0..<columns).map { "c\($0)" })
  for row in rows {
    for value in row { writer.append(value) }
    writer.endRecord()
  }
  return (writer.bytes, columns, rows)
}

/// Reads with one of the two passes, whatever the format would choose.
private func read(_ bytes: [UInt8], _ format: DumpFormat, columns: Int, carefully: Bool) -> Dump {
  var dump = Dump(
    header: DumpHeader(columns: (0..<columns).map { "c\($0)" }, rows: 0..<bytes.count))
  withView(bytes) { view in
    var pass = RecordPass(
      view, startByte: 0, header: dump.header, format: format, file: FileID(rawValue: 0),
      firstRecordIndex: 0, isLast: true, endIsProven: false)
    var rows: [[[UInt8]?]] = []
    let visit = { (row: borrowing DumpRow) in
      rows.append(
        (0..<row.columnCount).map { row.cell($0).isNull ? nil : row.cell($0).array })
    }
    if carefully {
      pass.readCarefully(log: &dump.log, visit: visit)
    } else {
      pass.readBlocks(log: &dump.log, visit: visit)
    }
    dump.rows = rows
    dump.count = pass.count
  }
  return dump
}

@Suite struct `for hostile random tables` {
  @Test(arguments: 0..<200 as Range<UInt64>)
  func `what was written is read back`(_ seed: UInt64) throws {
    let table = randomTable(seed)
    let dump = try DumpReader(format: .postgresCSV).dump(table.bytes)
    #expect(dump.rows == table.rows)
    #expect(dump.codes.isEmpty)
  }

  @Test(arguments: 0..<60 as Range<UInt64>)
  func `pieces give the rows of the whole`(_ seed: UInt64) throws {
    let table = randomTable(seed)
    for pieces in 2..<9 {
      let dump = try DumpReader(format: .postgresCSV).dump(table.bytes, pieces: pieces)
      #expect(dump.rows == table.rows)
      #expect(dump.indices == Array(table.rows.indices))
      #expect(dump.codes.isEmpty)
    }
  }

  @Test(arguments: 0..<12 as Range<UInt64>)
  func `a cut is a prefix whose last record is flagged, or it is reported`(_ seed: UInt64) {
    let table = randomTable(seed)
    let reader = DumpReader(format: .postgresCSV)
    for count in 0..<table.bytes.count {
      guard let dump = try? reader.dump(Array(table.bytes[0..<count])) else { continue }
      let isFlagged = dump.codes.contains("dump-cut-record")
      let whole = isFlagged && dump.count.rejectedCount == 0 ? dump.rows.dropLast() : dump.rows[...]
      #expect(whole.elementsEqual(table.rows.prefix(whole.count)))
      #expect(isFlagged || dump.count.rejectedCount == 0)
    }
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `whole records end where a record ends`(_ seed: UInt64) throws {
    let table = randomTable(seed)
    let dump = try DumpReader(format: .postgresCSV).dump(table.bytes)
    let ends = Set(dump.starts.map(Int.init) + [0, table.bytes.count])
    for count in 0..<table.bytes.count {
      let whole = withView(Array(table.bytes[0..<count])) {
        DumpReader(format: .postgresCSV).wholeRecordByteCount(of: $0)
      }
      #expect(ends.contains(whole))
      #expect(!ends.contains { $0 > whole && $0 <= count })
    }
  }
}

@Suite struct `for random bytes` {
  static let formats: [DumpFormat] = [
    .postgresCSV, .postgresCSVBackslashN, .postgresText, .mysqlTab, .mysqlCSV, .rfc4180,
  ]

  @Test(arguments: formats)
  func `the fast reading equals the slow one`(_ format: DumpFormat) {
    let alphabet = Array("aab,,\t\t\"\"\\\n\n\r".utf8) + [0x00, 0xC3, 0xB3, UInt8(ascii: "N")]
    for seed in 0..<3_000 as Range<UInt64> {
      var random = SplitMix64(seed: seed)
      // The rarer bytes come in only for some seeds, so that most records are plain.
      let limit = seed % 3 == 0 ? alphabet.count : seed % 3 == 1 ? 12 : 6
      let bytes = (0..<Int.random(in: 1..<300, using: &random)).map { _ in
        alphabet[Int.random(in: 0..<limit, using: &random)]
      }
      for columns in 1..<4 {
        let fast = read(bytes, format, columns: columns, carefully: false)
        let slow = read(bytes, format, columns: columns, carefully: true)
        #expect(fast.rows == slow.rows, "seed \(seed)")
        #expect(fast.log.entries == slow.log.entries, "seed \(seed)")
        #expect(fast.count == slow.count)
      }
    }
  }
}
