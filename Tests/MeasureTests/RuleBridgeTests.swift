import Billing
import Bytes
import Diagnostics
import Measure
import Revenue
import Testing

private let coupon =
  #"{"id":"c_half","object":"coupon","percent_off":50,"duration":"repeating","#
  + #""duration_in_months":12,"valid":true}"#

/// Three customers: one with a discount for some months, one whose end is asked for, one who owes.
private let histories = Histories(
  [
    event(
      "evt_1", "created", at: "2025-01-10",
      subscription(
        "sub_1", "active", customer: "cus_1", items: [item("si_1", price("p_1", "2000"))],
        start: "2025-01-10",
        more: #""discount":{"id":"di_1","object":"discount","coupon":\#(coupon),"#
          + at("start", "2025-01-10") + "," + at("end", "2026-01-10") + "}")),
    event(
      "evt_2", "created", at: "2025-01-11",
      subscription(
        "sub_2", "active", customer: "cus_2", items: [item("si_2", price("p_1", "2000"))],
        start: "2025-01-11",
        more: #""cancel_at_period_end":true,"# + at("canceled_at", "2025-03-01") + ","
          + at("cancel_at", "2026-01-11"))),
    event(
      "evt_3", "created", at: "2025-01-12",
      subscription(
        "sub_3", "past_due", customer: "cus_3",
        items: [item("si_3", price("p_1", "2000", currency: "eur"))], start: "2025-01-12",
        currency: "eur")),
  ], asOf: "2025-06-30")

@Suite struct `the bridge between two sets of rules` {
  private func bridge(
    _ start: MeasureProfile, _ end: MeasureProfile
  ) throws(Failure) -> Bridge {
    try RuleBridge(asOf: histories.clock) { histories.figures($0) }
      .bridge(from: start.rules, to: end.rules)
  }

  @Test func `has one line for each rule that differs, in each currency`() throws {
    let bridge = try bridge(.stripe, .baremetrics)
    let lines = bridge.spans.map { span in
      span.lines.map { "\($0.reason.name) \($0.parts.count) \($0.change)" }
    }
    #expect(bridge.spans.map { bridge.symbols.text($0.currency) } == ["eur", "usd"])
    #expect(bridge.spans.map(\.opening) == [2_000, 2_000])
    #expect(
      lines == [
        [
          "grace for unpaid renewals: as long as Stripe tries → 30 days 1 -2000",
          "churn: cancel-request → effective-end 0 0", "discounts: forever → all 0 0",
        ],
        [
          "grace for unpaid renewals: as long as Stripe tries → 30 days 0 0",
          "churn: cancel-request → effective-end 1 2000", "discounts: forever → all 1 -1000",
        ],
      ])
    #expect(bridge.spans.map(\.closing) == [0, 3_000])
  }

  @Test(arguments: MeasureProfile.allCases)
  func `foots from every profile to every other`(_ start: MeasureProfile) throws {
    for end in MeasureProfile.allCases {
      let checks = try bridge(start, end).tieOuts
      #expect(!checks.isEmpty)
      #expect(checks.allSatisfy { $0.result == .passed })
    }
  }

  @Test func `says nothing where nothing differs`() throws {
    let bridge = try bridge(.default, .default)
    #expect(bridge.spans.allSatisfy { $0.lines.isEmpty && $0.opening == $0.closing })
  }
}
