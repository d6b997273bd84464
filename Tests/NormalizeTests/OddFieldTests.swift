import Diagnostics
import Normalize
import Reconciliation
import TestSupport
import Testing

@Suite struct `odd fields` {
  /// An object with ‹the odd value› marked, and the pointer to it.
  static let cases: [(kind: StripeKind, members: String, pointer: String)] = [
    (.subscription, #""status":‹7›"#, "/status"),
    (.subscription, #""customer":‹7›"#, "/customer"),
    (.subscription, #""customer":‹{"object":"customer"}›"#, "/customer"),
    (.subscription, #""created":‹"2024-01-01"›"#, "/created"),
    (.subscription, #""created":‹1.5›"#, "/created"),
    (.subscription, #""created":‹99999999999999999999›"#, "/created"),
    (.subscription, #""created":‹999999999999›"#, "/created"),
    (.subscription, #""created":‹999999999999999›"#, "/created"),
    (.subscription, #""cancel_at_period_end":‹"true"›"#, "/cancel_at_period_end"),
    (.subscription, #""pause_collection":‹"void"›"#, "/pause_collection"),
    (.subscription, #""pause_collection":{"behavior":‹1›}"#, "/pause_collection/behavior"),
    (.subscription, #""discounts":‹"di"›"#, "/discounts"),
    (.subscription, #""discounts":[‹1›]"#, "/discounts/0"),
    (.subscription, #""pending_update":‹[]›"#, "/pending_update"),
    (.subscription, #""metadata":‹"x"›"#, "/metadata"),
    (.subscription, #""metadata":{"userId":‹12›}"#, "/metadata/userId"),
    (.subscription, #""items":‹3›"#, "/items"),
    (.subscription, #""items":{"data":‹{}›}"#, "/items/data"),
    (
      .subscription, #""items":{"data":[{"current_period_start":1,"current_period_end":‹"x"›}]}"#,
      "/items/data/0/current_period_end"
    ),
    (.subscription, #""items":{"data":[{"quantity":‹"2"›}]}"#, "/items/data/0/quantity"),
    (
      .subscription, #""items":{"data":[{"price":{"unit_amount":‹"12"›}}]}"#,
      "/items/data/0/price/unit_amount"
    ),
    (
      .subscription, #""items":{"data":[{"price":{"recurring":‹"month"›}}]}"#,
      "/items/data/0/price/recurring"
    ),
    (.subscription, #""plan":{"amount":‹true›}"#, "/plan/amount"),
    (.customer, #""deleted":‹"yes"›"#, "/deleted"),
    (.invoice, #""amount_due":‹"12"›"#, "/amount_due"),
    (.invoice, #""status_transitions":{"paid_at":‹"x"›}"#, "/status_transitions/paid_at"),
    (.checkoutSession, #""client_reference_id":‹12›"#, "/client_reference_id"),
    (
      .subscriptionSchedule, #""current_phase":{"end_date":‹"x"›},"phases":[]"#,
      "/current_phase/end_date"
    ),
    (.subscriptionSchedule, #""current_phase":{"end_date":5},"phases":‹{}›"#, "/phases"),
  ]

  @Test(arguments: cases)
  func `a value of a wrong type is noted once, where it stands`(
    kind: StripeKind, members: String, pointer: String
  ) throws {
    let marked = Marked(object(kind, members))
    let range = try #require(marked.ranges.first)
    let outcome = Normalized([String(decoding: marked.bytes, as: UTF8.self)])
    let entry = try #require(outcome.log.entries.first)
    #expect(outcome.log.entries.count == 1)
    #expect(entry.code == .oddField && entry.severity == .warning)
    #expect(entry.place == pointer)
    #expect(entry.span.startByte == UInt64(range.lowerBound))
    #expect(entry.span.byteCount == UInt32(range.count))
    #expect(entry.recordNumber == 1 && entry.subject == "x_1")
  }

  @Test func `each odd field of an event is noted, the replaced ones too`() {
    let body = object(.subscription, #""status":1,"created":"x","currency":"usd""#)
    let outcome = Normalized([
      event("evt_1", "x.updated", at: 5, body, previous: #"{"status":2}"#)
    ])
    #expect(
      outcome.log.entries.map(\.place) == [
        "/data/object/status", "/data/object/created", "/data/previous_attributes/status",
      ])
    #expect(outcome.word(.status) == "!" && outcome.word(.currency) == "usd")
    #expect(outcome.previous().isEmpty)
  }
}
