import Diagnostics
import Foundation
import Read
import Reconciliation
import Testing

private func string(_ text: String) -> String {
  "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
}

@Test(
  arguments: [
    (event(1), .bare),
    (listPage([event(1)]), .listPage),
    ("[\(event(1))]", .array),
    (
      #"{"object":"search_result","data":[\#(event(1))],"has_more":false,"next_page":null}"#,
      .searchPage
    ),
    (
      #"{"data":[\#(event(1))],"next_page_url":null,"previous_page_url":null}"#, .nextGenerationPage
    ),
    (#"{"data":[\#(event(1))],"has_more":false}"#, .listPage),
    (
      #"{"version":"0","id":"c1b2","detail-type":"customer.created","#
        + #""source":"aws.partner/stripe.com/ed_1","account":"123456789012","#
        + #""time":"2026-01-01T00:00:00Z","resources":[],"detail":\#(event(1))}"#,
      .eventBridge
    ),
    (
      #"{"specversion":"1.0","type":"customer.created","source":"/providers/stripe/ed_1","#
        + #""id":"x","time":"2026-01-01T00:00:00Z","data":\#(event(1))}"#,
      .eventGrid
    ),
    (#"{"headers":{"stripe-signature":"t=1"},"body":\#(event(1)),"topic":"x"}"#, .deliveryLog),
    (#"{"headers":{},"body":\#(string(event(1)))}"#, .deliveryLog),
    (#"{"id":7,"received_at":"2026","payload":\#(string(event(1)))}"#, .deliveryLog),
    (#"{"id":7,"type":"x","data":\#(string(event(1)))}"#, .deliveryLog),
    (#"{"payload":\#(event(1))}"#, .deliveryLog),
  ] as [(String, StripeRecord.Container)])
func `an event is found in every container`(_ text: String, _ container: StripeRecord.Container) {
  for text in [text, text + "\n", "\u{FEFF}" + text, pretty(text)] {
    let outcome = outcome(text)
    #expect(outcome.ids == ["evt_1"])
    #expect(outcome.records.map(\.container) == [container])
    #expect(outcome.records.map(\.kind) == [.event])
    #expect(outcome.count.rejectedCount == 0 && outcome.count.recordCount == 1)
    #expect(outcome.layout == (text.dropLast().contains("\n") ? .documents : .lines))
  }
}

/// The same JSON over many lines.
func pretty(_ text: String) -> String {
  guard let value = try? JSONSerialization.jsonObject(with: Data(text.utf8)),
    let data = try? JSONSerialization.data(
      withJSONObject: value, options: [.prettyPrinted, .sortedKeys])
  else { return text }
  return String(decoding: data, as: UTF8.self)
}

@Test func `an event inside a logged string is placed at its row`() throws {
  let row = #"{"payload":\#(string(event(1)))}"#
  let outcome = outcome(event(0) + "\n" + row + "\n")
  let record = try #require(outcome.records.last)
  #expect(record.text == event(1))
  #expect(record.startByte == UInt64(event(0).utf8.count + 1))
  #expect(record.byteCount == UInt32(row.utf8.count))
}

@Test func `containers may hold containers`() {
  let bridge = #"{"detail-type":"x","source":"aws","detail":\#(event(2))}"#
  let outcome = outcome("[\(listPage([event(1), bridge])),\(listPage([subscription(3)]))]")
  #expect(outcome.ids == ["evt_1", "evt_2", "sub_3"])
  #expect(outcome.records.map(\.container) == [.listPage, .eventBridge, .listPage])
  #expect(outcome.records.map(\.number) == [1, 2, 3])
}

@Test func `containers beyond any known nesting are refused`() {
  let deep = String(repeating: "[", count: 9) + event(1) + String(repeating: "]", count: 9)
  let outcome = outcome(deep)
  #expect(outcome.codes == ["stripe-unknown-shape"])
  #expect(outcome.log.entries.first?.subject == "sub_1")
}

@Test(arguments: [
  [event(1), listPage([event(2), event(3)]), "[\(subscription(4))]", subscription(5)],
  [
    pretty(event(1)), pretty(listPage([event(2), event(3)])), pretty(subscription(4)),
    subscription(5),
  ],
])
func `values follow each other in one file`(_ values: [String]) {
  for separator in ["\n", "\r\n", "\n\n \n"] {
    let outcome = outcome(values.joined(separator: separator))
    #expect(outcome.ids.map { $0.last } == ["1", "2", "3", "4", "5"])
    #expect(outcome.records.map(\.number) == [1, 2, 3, 4, 5])
    #expect(outcome.log.entries.isEmpty)
  }
}

@Test func `values follow each other on one line`() {
  let outcome = outcome(event(1) + event(2) + " " + event(3))
  #expect(outcome.layout == .documents)
  #expect(outcome.ids == ["evt_1", "evt_2", "evt_3"])
}

@Test func `an array with an element a line is one document`() {
  let text = "[\n\(event(1)),\n\(event(2))\n]\n"
  #expect(outcome(text).layout == .documents)
  #expect(outcome(text).ids == ["evt_1", "evt_2"])
  let twoLines = "[\(event(1)),\n\(event(2))]"
  #expect(outcome(twoLines).layout == .documents)
}

@Test func `lines whose first is broken are still lines`() {
  let text = "{\"id\":\"evt_0\",\n\(event(1))\n\(event(2))\n"
  let outcome = outcome(text)
  #expect(outcome.layout == .lines)
  #expect(outcome.ids == ["evt_1", "evt_2"])
  #expect(outcome.codes == ["json-truncated"])
  #expect(outcome.log.entries.first?.subject == "evt_0")
}

@Test func `a single line without an end is one of documents`() {
  #expect(outcome(String(listPage([event(1), event(2)]).dropLast(40))).layout == .documents)
}

@Test func `an old customer's subscriptions are records of their own`() {
  let customer =
    #"{"id":"cus_9","object":"customer","subscriptions":{"object":"list","#
    + #""has_more":true,"data":[\#(subscription(1)),\#(subscription(2))]}}"#
  let outcome = outcome(customer + "\n" + event(1))
  #expect(outcome.ids == ["cus_9", "sub_1", "sub_2", "evt_1"])
  #expect(outcome.records.map(\.container) == [.bare, .nestedList, .nestedList, .bare])
  #expect(outcome.records.map(\.number) == [1, 2, 3, 4])
  #expect(outcome.codes == ["stripe-nested-list-cut"])
  #expect(outcome.count.lastPageHasMore == nil)
}

@Test func `the last page of a file says whether more follow`() {
  #expect(outcome(listPage([event(1)], hasMore: true)).count.hasMore)
  let first = listPage([event(1)], hasMore: true)
  let second = listPage([event(2)])
  #expect(!outcome(first + "\n" + second).count.hasMore)
  #expect(outcome(second + "\n" + first).count.hasMore)
  #expect(outcome(event(1)).count.lastPageHasMore == nil)
  let next = #"{"data":[\#(event(1))],"next_page_url":"/v2/core/events?page=2"}"#
  #expect(outcome(next).count.hasMore)
}

@Test func `records and remarks are numbered alike whatever the pieces`() {
  var lines = (1...30).map { event($0) }
  lines[4] = #"{"id":"evt_5","object":"event","#
  lines[11] = listPage([event(40), "[", event(41)])
  lines[20] = "{}"
  let text = lines.joined(separator: "\n")
  let whole = outcome(text)
  #expect(whole.count.recordCount == 32 && whole.count.rejectedCount == 3)
  for pieceCount in 2...12 {
    let pieces = outcome(text, pieceCount: pieceCount)
    #expect(pieces.records == whole.records)
    #expect(pieces.count == whole.count)
    #expect(pieces.log.entries == whole.log.entries)
  }
}
