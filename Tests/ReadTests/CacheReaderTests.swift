import Billing
import Bytes
import Diagnostics
import JSON
import Read
import Reconciliation
import Testing

private let definitions: [CacheDefinition] = {
  var state = CacheDefinition(
    name: "state", keyPrefix: "s:", keyField: .customer, lifetimeSeconds: 86_400)
  state.negativeWords = ["none"]
  state.values = [
    .init(.status, path: ["status"]), .init(.subscription, path: ["sub", "id"]),
    .init(.periodEnd, path: ["end"]), .init(.cancelAtPeriodEnd, path: ["ends"]),
  ]
  var link = CacheDefinition(
    name: "link", purpose: .link, keyPrefix: "s:user:", keyField: .owner, lifetimeSeconds: 0)
  link.values = [.init(.customer, path: [])]
  var sync = CacheDefinition(
    name: "sync", purpose: .attempts, keyPrefix: "y:", keyField: .customer, lifetimeSeconds: 0)
  sync.values = [.init(.attempts, path: ["n"]), .init(.error, path: ["e"])]
  return [state, link, sync]
}()

private func read(_ text: String, cuts: [Int] = []) -> CacheReader.Part {
  let bytes = Array(text.utf8)
  let reader = CacheReader(definitions, places: [0, 1, 2])
  var json = JSONReader()
  return withView(bytes) {
    reader.read($0, startByte: 100, file: FileID(rawValue: 3), reader: &json)
  }
}

extension CacheReader.Part {
  fileprivate func cells(_ table: Int, _ entry: Int) -> [String] {
    CacheField.allCases.compactMap { field in
      let cell = tables[table][entry, field]
      guard cell.isKnown else { return nil }
      let text = cell.time?.iso ?? cell.text(in: symbols) ?? "null"
      return "\(field.rawValue)=\(text)"
    }
  }

  fileprivate func key(_ table: Int, _ entry: Int) -> String {
    symbols.text(tables[table].entries[entry].key)
  }
}

private let inside = #""status":"active","sub":{"id":"sub_1"},"ends":false,"end":"#
private let around = #""key":"s:cus_1","ttl_seconds":60,"written_at":"#
private let quoted = inside.replacing("\"", with: "\\\"")

@Test(arguments: [
  "{\"value\":{\(inside)1768456800},\(around)\"2026-01-15T05:00:00Z\"}",
  "{\(around)1768453200,\"value\":\"{\(quoted)\\\"2026-01-15T06:00:00.000Z\\\"}\"}",
])
func `an entry is read as an object and as a text that holds JSON`(_ line: String) {
  let part = read(line + "\n")
  #expect(part.log.entries.isEmpty && part.recordCount == 1 && part.rejectedCount == 0)
  #expect(part.key(0, 0) == "s:cus_1")
  let entry = part.tables[0].entries[0]
  #expect(part.symbols.text(entry.identifier) == "cus_1")
  #expect(entry.writtenAt?.iso == "2026-01-15T05:00:00Z" && entry.secondsLeft == 60)
  #expect(entry.origin.startByte == 100 && entry.origin.byteCount == line.utf8.count)
  #expect(
    part.cells(0, 0) == [
      "subscription=sub_1", "status=active", "period-end=2026-01-15T06:00:00Z",
      "cancel-at-period-end=false",
    ])
}

@Test func `the word for no subscription needs nothing else`() {
  let part = read(#"{"key":"s:cus_1","value":"{\"status\":\"none\"}","ttl_seconds":-1}"# + "\n")
  #expect(part.tables[0].entries[0].isNegative)
  #expect(part.tables[0].entries[0].secondsLeft == -1)
  #expect(part.tables[0].entries[0].writtenAt == nil)
}

@Test(arguments: [#""cus_7""#, #""\"cus_7\"""#])
func `a link is a bare text or a JSON string, and the longest prefix decides`(_ value: String) {
  let part = read(#"{"key":"s:user:u1","value":\#(value)}"# + "\n")
  #expect(part.tables[0].entries.isEmpty)
  #expect(part.cells(1, 0) == ["customer=cus_7"])
  #expect(part.symbols.text(part.tables[1].entries[0].identifier) == "u1")
}

@Test func `an error is kept as whether there is one`() {
  let part = read(
    #"{"key":"y:cus_1","value":{"n":4,"e":"card 4242 of Jane"}}"# + "\n"
      + #"{"key":"y:cus_2","value":{"n":4,"e":null}}"# + "\n"
      + #"{"key":"y:cus_3","value":{"n":4,"e":""}}"# + "\n")
  #expect((0..<3).map { part.tables[2][$0, .error] } == [.flag(true), .null, .null])
  #expect(part.symbols.find("card 4242 of Jane") == nil)
}

@Test func `keys of no declared cache and empty lines are passed over`() {
  let part = read(#"{"key":"other:1","value":"x"}"# + "\n\n  \r\n" + #"{"key":"t","value":1}"#)
  #expect(part.recordCount == 2 && part.rejectedCount == 0)
  #expect(part.tables.reduce(0) { $0 + $1.otherKeyCount } == 2)
}

@Test(arguments: [
  (#"{"key":"s:1","value":"#, "cache-bad-line"),
  (#"{"value":{"status":"active"}}"#, "cache-bad-line"),
  (#"{"key":7,"value":{}}"#, "cache-bad-line"), ("[1]", "cache-bad-line"),
  ("not json", "cache-bad-line"), (#"{"key":"s:1"}"#, "cache-bad-value"),
  (#"{"key":"s:1","value":null}"#, "cache-bad-value"),
  (#"{"key":"s:1","value":"{\"status\":"}"#, "cache-bad-value"),
  (#"{"key":"s:1","value":{"status":1}}"#, "cache-bad-value"),
  (#"{"key":"s:1","value":{"status":"active","end":"soon"}}"#, "cache-bad-value"),
  (#"{"key":"s:1","value":{"status":"active","ends":"no"}}"#, "cache-bad-value"),
  (#"{"key":"s:1","value":{"else":"active"}}"#, "cache-bad-value"),
  (#"{"key":"y:1","value":{"n":1.5}}"#, "cache-bad-value"),
])
func `a damaged line is rejected with its place, and the rest is read`(
  _ line: String, _ code: String
) {
  let good = #"{"key":"s:cus_2","value":{"status":"active","sub":{"id":"sub_2"}}}"#
  let part = read(good + "\n" + line + "\n" + good.replacing("cus_2", with: "cus_3"))
  #expect(part.recordCount == 3 && part.rejectedCount == 1)
  #expect(part.log.entries.map(\.code.rawValue) == [code])
  #expect(part.log.entries.first?.recordNumber == 2)
  let span = part.log.entries.first?.span
  #expect(span.map { $0.startByte >= UInt64(101 + good.utf8.count) } == true)
  #expect(part.tables[0].entries.count == 2)
}

@Test func `of several entries about one thing the one written last counts`() {
  var part = read(
    #"{"key":"s:a","value":{"status":"active"},"written_at":5}"# + "\n"
      + #"{"key":"s:a","value":{"status":"canceled"},"written_at":9}"# + "\n"
      + #"{"key":"s:a","value":{"status":"unpaid"},"written_at":7}"# + "\n")
  let a = part.symbols.find("a") ?? .empty
  #expect(part.tables[0].settle() == [0, 2])
  #expect(part.tables[0].place(of: a) == 1)
  let key = part.tables[0].entries[1].key
  part.tables[0].drop(key: key)
  #expect(part.tables[0].place(of: a) == nil)
}

@Test func `an entry that is gone is not given out`() {
  var part = read(#"{"key":"s:a","value":{"status":"active"},"ttl_seconds":-2}"#)
  _ = part.tables[0].settle()
  #expect(part.tables[0].place(of: part.symbols.find("a") ?? .empty) == nil)
}
