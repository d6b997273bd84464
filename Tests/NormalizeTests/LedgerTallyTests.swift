import Bytes
import Diagnostics
import Dumps
import Normalize
import Reconciliation
import Testing

private let table = TableDefinition(
  name: "events", role: .ledger,
  columns: [
    ColumnDefinition(name: "id", field: .event, type: .text, isKey: true),
    ColumnDefinition(name: "created", field: .createdAt, type: .timestamp(precision: 3)),
    ColumnDefinition(name: "received", field: .receivedAt, type: .timestamp(precision: 3)),
    ColumnDefinition(name: "done", field: .processedAt, type: .timestamp(precision: 3)),
    ColumnDefinition(name: "tries", field: .attempts, type: .integer),
    ColumnDefinition(name: "status", field: .eventStatus, type: .text),
  ])

/// A ledger from lines of seconds: created, received, done (or nothing), tries, status.
private func tally(_ lines: [String]) throws -> LedgerTally {
  func instant(_ second: Substring) -> String {
    second.isEmpty
      ? "" : "2026-01-15 05:\(second.count < 3 ? "00" : "01"):\(second.suffix(2)).500"
  }
  let rows = lines.enumerated().map { place, line in
    let cells = line.split(separator: " ", omittingEmptySubsequences: false)
    return (["e\(place)"] + cells[0..<3].map(instant) + cells[3...].map(String.init))
      .joined(separator: ",")
  }
  let text = (["id,created,received,done,tries,status"] + rows).joined(separator: "\n") + "\n"
  let bytes = Array(text.utf8)
  var log = DiagnosticLog()
  var rules = EventRules()
  rules.statuses = [
    EventStatusWord("ok", means: .processed), EventStatusWord("bad", means: .failed),
  ]
  let format = try #require(DumpFormat(name: "postgres-csv"))
  let reader = DumpReader(format: format, table: "events")
  return try unsafe bytes.withUnsafeBufferPointer { buffer in
    let view = unsafe ByteView(buffer)
    let header = try reader.header(of: view)
    var tally = LedgerTally(definition: table, rules: rules, header: header)
    _ = reader.read(
      view[header.rows], startByte: UInt64(header.rows.lowerBound), header: header,
      file: FileID(rawValue: 0), log: &log, isLast: true, endIsProven: true
    ) { row in
      var remarks = DiagnosticLog()
      tally.take(row, log: &remarks)
    }
    return tally
  }
}

@Test func `a tally counts what was done, what failed and what was tried again`() throws {
  let counts = try tally(["10 11 12 1 ok", "20 21  4 bad", "30 31 32 2 ok", "40 41 42 1 ok"])
  #expect(counts.eventCount == 4 && counts.processedCount == 3 && counts.failedCount == 1)
  #expect(counts.retriedCount == 2 && counts.retryCount == 4)
  #expect(counts.latency(percent: 50) == 2000 && counts.delay(percent: 95) == 1000)
}

@Test func `a percentile is one of the values`() throws {
  let counts = try tally((10..<20).map { "10 11 \($0 + 1) 1 ok" })
  #expect(counts.latency(percent: 50) == 5000)
  #expect(counts.latency(percent: 90) == 9000)
  #expect(counts.latency(percent: 95) == 10000)
  #expect(counts.latency(percent: 1) == 1000)
}

@Test func `an event is out of order when a later one came in first`() throws {
  #expect(try tally(["10 11 12 1 ok", "20 21 22 1 ok", "30 31 32 1 ok"]).outOfOrderCount == 0)
  #expect(try tally(["10 29 30 1 ok", "20 21 22 1 ok", "30 31 32 1 ok"]).outOfOrderCount == 1)
  #expect(try tally(["10 40 41 1 ok", "20 39 41 1 ok", "30 31 32 1 ok"]).outOfOrderCount == 2)
  #expect(try tally(["10 15 16 1 ok", "10 12 13 1 ok"]).outOfOrderCount == 0)
  #expect(try tally([]).outOfOrderCount == nil)
}

@Test func `tallies of stretches add up to that of the whole`() throws {
  var generator = [7, 3, 9, 1, 4, 4, 8, 2, 6, 5].makeIterator()
  let lines = (0..<10).map { place in
    let late = generator.next() ?? 0
    return "\(10 + place * 2) \(20 + place + late) \(50 + late) \(1 + late % 3) ok"
  }
  let whole = try tally(lines)
  for cut in 0...lines.count {
    var sum = try tally(Array(lines[..<cut]))
    sum.add(try tally(Array(lines[cut...])))
    #expect(sum.outOfOrderCount == whole.outOfOrderCount && sum.retryCount == whole.retryCount)
    #expect([50, 95, 99].allSatisfy { sum.latency(percent: $0) == whole.latency(percent: $0) })
  }
}
