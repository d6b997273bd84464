import Diagnostics
import JSON
import Read
import Reconciliation
import TestSupport
import Testing

/// A record that is not delivered: why, and whom it taints.
struct Odd: Sendable, CustomTestStringConvertible {
  var text: String
  var code: Diagnostic.Code
  var subject: String?
  var severity = Diagnostic.Severity.rejection
  var testDescription: String { "\(code.rawValue) \(text)" }
}

private let odds: [Odd] = [
  Odd(text: #"{"a":1}"#, code: .stripeUnknownShape, subject: nil),
  Odd(text: #"{"a":"cus_1"}"#, code: .stripeUnknownShape, subject: "cus_1"),
  Odd(text: "-0.5", code: .stripeUnknownShape, subject: nil),
  Odd(text: #"{"object":"list","data":{}}"#, code: .stripeUnknownShape, subject: nil),
  Odd(text: #"{"object":"","id":"x"}"#, code: .stripeUnknownShape, subject: nil),
  Odd(
    text: #"{"error":{"message":"no","type":"invalid_request_error"}}"#,
    code: .stripeErrorResponse, subject: nil),
  Odd(
    text: #"{"object":{"id":"sub_7","object":"subscription"},"previous_attributes":{}}"#,
    code: .stripeBareData, subject: "sub_7"),
  Odd(
    text:
      #"{"id":"evt_1","object":"v2.core.event","created":"2024-03-07T18:27:56.000Z","#
      + #""type":"v1.x","related_object":{"id":"sub_2","type":"t","url":"/u"}}"#,
    code: .stripeThinEvent, subject: "sub_2"),
  Odd(
    text: #"{"id":"evt_1","object":"v2.core.event","type":"v2.x","related_object":null}"#,
    code: .stripeThinEvent, subject: "evt_1"),
  Odd(
    text: "2026-01-31 12:00:00   --> customer.subscription.updated [evt_1Abc]",
    code: .stripeListenText, subject: "evt_1Abc"),
  Odd(
    text: "2026-01-31 12:00:00  <--  [200] POST http://localhost:3000 [evt_1Abc]",
    code: .stripeListenText, subject: "evt_1Abc"),
  Odd(
    text: #"{"object":"event","created":1,"type":"t","data":{"object":{"id":"sub_1"}}}"#,
    code: .stripeEventID, subject: "sub_1"),
  Odd(
    text: #"{"id":7,"object":"event","created":1,"type":"t","data":{"object":{"id":"sub_1"}}}"#,
    code: .stripeEventID, subject: "sub_1"),
  Odd(
    text: #"{"id":"","object":"event","created":1,"type":"t","data":{"object":{"id":"x"}}}"#,
    code: .stripeEventID, subject: "x"),
  Odd(
    text:
      #"{"id":"evt_1","object":"event","created":"1","type":"t","data":{"object":{"id":"in_1"}}}"#,
    code: .stripeEventCreated, subject: "in_1"),
  Odd(
    text:
      #"{"id":"evt_1","object":"event","created":1.5,"type":"t","data":{"object":{"id":"in_1"}}}"#,
    code: .stripeEventCreated, subject: "in_1"),
  Odd(
    text:
      #"{"id":"evt_1","object":"event","created":1,"type":null,"data":{"object":{"id":"in_1"}}}"#,
    code: .stripeEventType, subject: "in_1"),
  Odd(
    text: #"{"id":"evt_1","object":"event","created":1,"type":"t","data":{"object":"sub_1"}}"#,
    code: .stripeEventObject, subject: "sub_1"),
  Odd(
    text: #"{"id":"evt_1","object":"event","created":1,"type":"t","data":[]}"#,
    code: .stripeEventObject, subject: "evt_1"),
  Odd(
    text: #"{"id":"evt_1","object":"event","created":1,"type":"t"}"#,
    code: .stripeEventObject, subject: "evt_1"),
  Odd(
    text: #"{"id":"evt_1","object":"event","created":1,"type":"ping","data":{"object":null}}"#,
    code: .stripeEventIdle, subject: nil, severity: .remark),
  Odd(
    text: #"{"object":"invoice","subscription":"sub_1"}"#, code: .stripeObjectWithoutID,
    subject: nil, severity: .remark),
  Odd(
    text: #"{"object":"invoice","id":5,"subscription":"sub_1"}"#, code: .stripeObjectID,
    subject: "sub_1"),
  Odd(
    text: #"{"headers":{},"body":"id=evt_1"}"#, code: .stripeEmbeddedText, subject: "evt_1"),
  Odd(
    text: #"{"payload":"{\"id\":\"evt_1\",\"customer\":\"cus_4\""}"#,
    code: .stripeEmbeddedText, subject: "cus_4"),
  Odd(
    text: #"{"id":"evt_1","object":"event","id":"evt_1"}"#, code: .jsonDuplicateKey,
    subject: "evt_1"),
]

@Test(arguments: odds)
func `an odd record is named, counted and passed over`(_ odd: Odd) throws {
  for text in [
    "\(event(8))\n\(odd.text)\n\(event(9))\n", listPage([event(8), odd.text, event(9)]),
  ] {
    if text.hasPrefix(#"{"object":"list""#), odd.code == .stripeListenText { continue }
    let outcome = outcome(text)
    #expect(outcome.ids == ["evt_8", "evt_9"])
    #expect(outcome.records.map(\.number) == [1, 3])
    let entry = try #require(outcome.log.entries.first)
    #expect(outcome.log.entries.count == 1)
    #expect(entry.code == odd.code && entry.severity == odd.severity)
    #expect(entry.subject == odd.subject)
    #expect(entry.recordNumber == 2)
    let isRejection = odd.severity == .rejection
    #expect(outcome.count.deliveredCount == 2 && outcome.count.recordCount == 3)
    #expect(outcome.count.rejectedCount == (isRejection ? 1 : 0))
    #expect(outcome.count.untrackedCount == (isRejection && odd.subject == nil ? 1 : 0))
    let start = UInt64(
      text.utf8.count - text.split(separator: odd.text, maxSplits: 1)[1].utf8.count
        - odd.text.utf8.count)
    #expect((start...start + UInt64(odd.text.utf8.count)).contains(entry.span.startByte))
  }
}

@Test(arguments: ["", " \n\r\n\t", "\u{FEFF}", "\u{FEFF}\n"])
func `an empty file is loud`(_ text: String) {
  let outcome = outcome(text)
  #expect(outcome.count == ReadCount())
  #expect(outcome.log.counts[.stripeEmptyFile] == 1)
  #expect(outcome.log.entries.last?.severity == .warning)
}

@Test func `a page without rows is loud`() {
  #expect(outcome(listPage([])).codes == ["stripe-empty-page"])
}

@Test func `a byte order mark is passed over at the start of a file only`() {
  #expect(outcome("\u{FEFF}" + event(1)).codes == ["stripe-byte-order-mark"])
  let second = outcome(event(1) + "\n\u{FEFF}" + event(2) + "\n" + event(3))
  #expect(second.codes == ["json-byte-order-mark"])
  #expect(second.ids == ["evt_1", "evt_3"])
}

@Test(arguments: [
  "\n", "{", "}", "[", "]", "\"", "\"abc", "{\"id\":\"evt_5\"", "{\"a\":\"", "]}", "}}}", "nul",
  "01", "1 2", ":", "\\", "{\"id\":\"evt_5\",\"a\":{\"b\":[}", "<html>", "{]",
])
func `a broken row never hides the next one`(_ row: String) {
  for rows in [[event(1), row, event(2)], [row, event(1), event(2)], [event(1), event(2), row]] {
    for page in [listPage(rows), "[\(rows.joined(separator: ","))]", prettyRows(rows)] {
      let outcome = outcome(page, layout: .documents)
      #expect(outcome.ids == ["evt_1", "evt_2"], "\(page)")
      #expect(outcome.count.rejectedCount > 0)
      #expect(outcome.count.recordCount == 2 + outcome.count.rejectedCount)
    }
  }
}

private func prettyRows(_ rows: [String]) -> String {
  "{\n  \"data\": [\n    "
    + rows.map { pretty($0).replacing("\n", with: "\n    ") }.joined(separator: ",\n    ")
    + "\n  ],\n  \"has_more\": false\n}\n"
}

@Test func `a doubled or trailing comma spoils the page, not its rows`() {
  for text in [listPage([event(1), "", event(2)]), listPage([event(1), event(2), ""])] {
    let outcome = outcome(text)
    #expect(outcome.ids == ["evt_1", "evt_2"])
    #expect(outcome.count.rejectedCount == 1 && outcome.count.untrackedCount == 1)
  }
}

@Test func `a page that is cut gives its whole rows and doubts everything else`() {
  let page = listPage([event(1, subscription: "sub_1"), event(2, subscription: "sub_2")])
  for end in 0..<page.utf8.count {
    let outcome = outcome(Array(page.utf8.prefix(end)))
    if end > 0 { #expect(outcome.count.rejectedCount > 0, "\(end)") }
    #expect(["evt_1", "evt_2"].starts(with: outcome.ids))
    #expect(outcome.count.recordCount == outcome.ids.count + outcome.count.rejectedCount)
  }
}

@Test func `every cut of a line leaves the next one whole`() {
  let line = Array(event(1).utf8)
  for end in 1..<line.count {
    let outcome = outcome(Array("\(event(0))\n".utf8) + line[..<end] + Array("\n\(event(2))".utf8))
    #expect(outcome.ids == ["evt_0", "evt_2"])
    #expect(outcome.count.rejectedCount == 1)
  }
}

@Test func `a page longer than the limit is read row by row`() {
  var limits = JSONLimits()
  limits.byteCount = 400
  let page = listPage((10..<30).map { event($0) }, hasMore: true)
  let whole = outcome(page, limits: limits)
  #expect(whole.ids == (10..<30).map { "evt_\($0)" })
  #expect(whole.log.entries.isEmpty && whole.count.hasMore)
  limits.byteCount = 100
  let none = outcome(page, limits: limits)
  #expect(none.ids.isEmpty && none.count.rejectedCount == 20)
  #expect(Set(none.codes) == ["json-size"])
}

@Test(
  arguments: [
    (#"{"x":"sub_1","y":"sub_1"#, "sub_1"), (#"{"x":"sub_1","customer":"cus_1","#, "sub_1"),
    (#"{"x":"sub_1","y":"sub_2","customer":"cus_1","#, "cus_1"),
    (#"{"x":"sub_1","y":"sub_2","#, nil),
    (#"{"id":"evt_1","id":"in_9","x"#, "in_9"), (#"{"id":"evt_1","sub_total":5,"#, "evt_1"),
    (#"{"id" : "in_1","note":"a_b","x":"sub_sched_1""#, "in_1"), (#"{"note":"a_b","#, nil),
  ] as [(String, String?)])
func `a broken record taints whom it names`(_ text: String, _ subject: String?) {
  #expect(outcome(text, layout: .lines).log.entries.first?.subject == subject)
}

@Test func `the fault of a broken line is placed in the file`() {
  let text = Marked(event(1) + "\n" + #"{"id":"evt_2","created":‹<›x>1}"# + "\n")
  let outcome = outcome(text.bytes)
  #expect(
    outcome.log.entries.first?.span.startByte == text.ranges.first.map { UInt64($0.lowerBound) })
  #expect(outcome.log.entries.first?.code == .jsonUnexpectedByte)
}

@Test func `hostile lists take linear time`() {
  for row in [#"{"id":"evt_1","#, "[", "\"", "{\"a\":", "{\"id\":\"evt_1\"}", "x,"] {
    let text = "[" + String(repeating: row, count: 300_000 / row.utf8.count)
    let outcome = outcome(text)
    #expect(outcome.count.rejectedCount > 0)
  }
}

@Test(arguments: 0..<40 as Range<UInt64>)
func `damage anywhere never crashes, and every record is counted once`(_ seed: UInt64) {
  var random = SplitMix64(seed: seed)
  let rows = (1...6).map { event($0) }
  let texts = [rows.joined(separator: "\n"), listPage(rows), prettyRows(rows)]
  for text in texts {
    for _ in 0..<30 {
      var bytes = Array(text.utf8)
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let place = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<3, using: &random) {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
        case 1: bytes.remove(at: place)
        default: bytes.insert(Array("{}[],:\"\\\n".utf8)[place % 9], at: place)
        }
      }
      let outcome = outcome(bytes)
      #expect(outcome.count.deliveredCount == outcome.records.count)
      #expect(outcome.log.rejectionCount == outcome.count.rejectedCount)
      let numbers = outcome.records.map(\.number)
      #expect(numbers == numbers.sorted() && Set(numbers).count == numbers.count)
    }
  }
}
