import Billing
import Bytes
import Diagnostics
import Dumps
import JSON
import Normalize
import Reconciliation
import TestSupport
import Testing

/// What the copies of events in a column of a ledger claim.
private func bodies(_ copies: [(event: String, body: String)]) throws -> EventBodies {
  let definition = TableDefinition(
    name: "t", role: .ledger,
    columns: [
      ColumnDefinition(name: "event", field: .event, type: .text),
      ColumnDefinition(name: "body", field: .payload, type: .jsonb),
    ])
  let lines = copies.map { copy in
    copy.event + ",\"" + copy.body.replacing("\"", with: "\"\"") + "\"\n"
  }
  return try withView(Array(("event,body\n" + lines.joined()).utf8)) { view in
    let header = try DumpReader(format: .postgresCSV).header(of: view, declaring: [])
    var rows = LedgerNormalizer(
      definition: definition,
      of: SystemDefinition(name: "s", clock: ClockRules(asOf: Timestamp(seconds: 0))),
      header: header, file: FileID(rawValue: 0))
    var (outer, log) = (DiagnosticLog(), DiagnosticLog())
    _ = DumpReader(format: .postgresCSV).read(
      view[header.rows], startByte: UInt64(header.rows.lowerBound), header: header,
      file: FileID(rawValue: 0), log: &outer
    ) { rows.take($0, log: &log) }
    let stretch = RecordedEvents.Stretch(rows.claims)
    return EventBodies(
      RecordedEvents(
        parts: (0..<RecordedEvents.partCount).map { RecordedEvents.Part($0, of: [stretch]) }))
  }
}

/// Whether an exported event is another one than the application's copies.
private func diverges(_ event: String, _ body: String, from bodies: EventBodies) -> Bool {
  let block = ByteBlock(Array(body.utf8))
  var reader = JSONReader()
  #expect(reader.read(block.view) == nil)
  var (hash, scratch) = (JSONContentHash(), [UInt8]())
  let version = reader.root["api_version"]?.text(into: &scratch).map { Fingerprint.of($0) }
  return bodies.diverge(
    event: RecordedEvents.fingerprint(of: event), version: version ?? 0,
    content: hash.hash(of: reader.root, passingOver: "pending_webhooks"))
}

private let first =
  #"{"id":"evt_1","object":"event","api_version":"v1","data":{"object":{"a":1,"b":"x"}}}"#

@Test func `a copy in another order, or delivered earlier, says the same`() throws {
  let copy =
    #"{"data": {"object": {"b": "x", "a": 1}}, "pending_webhooks": 2, "api_version": "v1", "#
    + #""object": "event", "id": "evt_1"}"#
  #expect(try !diverges("evt_1", first, from: bodies([("evt_1", copy)])))
}

@Test func `a copy that was edited diverges, and another event's copy tells nothing`() throws {
  let edited = first.replacing("\"a\":1", with: "\"a\":2")
  #expect(try diverges("evt_1", first, from: bodies([("evt_1", edited)])))
  #expect(try !diverges("evt_1", first, from: bodies([("evt_2", edited)])))
  #expect(try !diverges("evt_1", first, from: bodies([("evt_1", edited), ("evt_1", first)])))
}

@Test func `a copy of another version of the API has another form, which tells nothing`() throws {
  let older = first.replacing("v1", with: "v0").replacing("\"a\":1", with: "\"a\":2")
  #expect(try !diverges("evt_1", first, from: bodies([("evt_1", older)])))
}

@Test(arguments: [
  #"{"object":"subscription","data":{}}"#, "{\"id\":", #"{"object":"event"}"#, "[]",
])
func `what is no whole event tells nothing`(_ copy: String) throws {
  #expect(try !diverges("evt_1", first, from: bodies([("evt_1", copy)])))
}
