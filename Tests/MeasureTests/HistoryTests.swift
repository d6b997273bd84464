import Billing
import Bytes
import Revenue
import TestSupport
import Testing

private let story = [
  event(
    "evt_1", "created", at: "2025-01-01",
    subscription(
      "sub_1", "active", customer: "cus_1", items: [item("si_1", price("p_1", "1000"))],
      start: "2025-01-01")),
  event(
    "evt_2", "updated", at: "2025-02-01",
    subscription(
      "sub_1", "past_due", customer: "cus_1",
      items: [item("si_1", price("p_1", "1000"), quantity: 3)], start: "2025-01-01")),
  event(
    "evt_3", "deleted", at: "2025-03-01",
    #"{"id":"sub_1","object":"subscription","deleted":true}"#),
]

/// What a history says, whatever its symbols are.
private func words(_ histories: Histories) -> [String] {
  histories.parts.flatMap { history in
    history.subscriptions.flatMap { past in
      history.states[past.states.range].map { state in
        let items = history.items[state.items.range].map { item in
          "\(history.symbols.text(item.item))×\(item.quantity ?? -1)"
            + " \(history.symbols.text(history.prices[Int(item.price)].price))"
        }
        return "\(history.symbols.text(past.subscription)) \(state.sight.time.iso) "
          + "\(state.status?.rawValue ?? "?") \(history.symbols.text(state.customer)) "
          + items.joined(separator: " ")
      }
    }
  }
}

private let told = [
  "sub_1 2025-01-01T00:00:00Z active cus_1 si_1×1 p_1",
  "sub_1 2025-02-01T00:00:00Z past_due cus_1 si_1×3 p_1",
  "sub_1 2025-03-01T00:00:00Z canceled cus_1 si_1×3 p_1",
]

@Test func `states come in their order, and a stub leaves what was known`() {
  #expect(words(Histories(story)) == told)
}

@Test(arguments: 0..<20 as Range<UInt64>)
func `neither the order of events nor copies of them change a history`(_ seed: UInt64) {
  var random = SplitMix64(seed: seed)
  let shuffled = (story + story).shuffled(using: &random)
  #expect(words(Histories(shuffled)) == told)
}

/// An update that says which quantity it replaced.
private func update(_ id: String, of object: String, from old: Int, to new: Int) -> String {
  event(
    id, "updated", at: "2025-02-01",
    subscription(
      object, "active", customer: "cus_1",
      items: [item("si_1", price("p_1", "1000"), quantity: new)], start: "2025-01-01")
  ).dropLast(2) + #","previous_attributes":{"quantity":\#(old)}}}"#
}

@Test(arguments: 0..<10 as Range<UInt64>)
func `updates of one second come in the order that they tell`(_ seed: UInt64) {
  var random = SplitMix64(seed: seed)
  // By their ids it would be the other way round.
  let tied = [
    event(
      "evt_0", "created", at: "2025-01-01",
      subscription(
        "sub_2", "active", customer: "cus_1", items: [item("si_1", price("p_1", "1000"))],
        start: "2025-01-01")),
    update("evt_9", of: "sub_2", from: 1, to: 2), update("evt_8", of: "sub_2", from: 2, to: 5),
    // Of another kind, but by the same id.
    event(
      "evt_7", "updated", at: "2025-02-01",
      #"{"id":"sub_2","object":"charge","amount":5,"created":1,"status":"succeeded"}"#),
  ]
  let shuffled = (story + tied + tied).shuffled(using: &random)
  #expect(
    words(Histories(shuffled)).sorted() == told + [
      "sub_2 2025-01-01T00:00:00Z active cus_1 si_1×1 p_1",
      "sub_2 2025-02-01T00:00:00Z active cus_1 si_1×2 p_1",
      "sub_2 2025-02-01T00:00:00Z active cus_1 si_1×5 p_1",
    ])
  let last = Histories(shuffled).parts.flatMap { history in
    history.subscriptions.filter { history.symbols.text($0.subscription) == "sub_2" }.map {
      history.items[Int(history.states[$0.states.range].last?.items.start ?? 0)].quantity
    }
  }
  #expect(last == [5])
  #expect(Histories(shuffled).parts.map(\.billing.charges.count).reduce(0, +) == 1)
}

@Test func `what ended stays ended, and what is later than the clock is not seen`() {
  let late = event(
    "evt_4", "updated", at: "2025-04-01",
    subscription("sub_1", "active", customer: "cus_1", items: [], start: "2025-01-01"))
  #expect(words(Histories(story + [late])) == told)
  #expect(words(Histories(story, asOf: "2025-02-15")) == Array(told.prefix(2)))
}

@Test func `an event that came with two contents counts for neither`() {
  let other = event(
    "evt_2", "updated", at: "2025-02-01",
    subscription("sub_1", "unpaid", customer: "cus_1", items: [], start: "2025-01-01"))
  #expect(
    words(Histories(story + [other])).map { $0.prefix(29) } == [
      told[0].prefix(29), told[2].prefix(29),
    ])
}

@Test func `tiers and coupons that stand elsewhere are found`() throws {
  let tiered = price("p_t", "0", more: "")
    .replacing(#""billing_scheme":"per_unit""#, with: #""billing_scheme":"tiered""#)
    .replacing(#""unit_amount":0,"unit_amount_decimal":"0""#, with: #""unit_amount":null"#)
  let full =
    tiered.dropLast() + #","tiers_mode":"graduated","tiers":["#
    + #"{"up_to":5,"unit_amount":1000,"flat_amount":null},{"up_to":null,"unit_amount":800}]}"#
  let coupon = #"{"id":"half","object":"coupon","duration":"forever","percent_off":50.0}"#
  let discount = #""discounts":[{"id":"di_1","source":{"coupon":"half","type":"coupon"}}]"#
  let told = subscription(
    "sub_1", "active", customer: "cus_1", items: [item("si_1", tiered, quantity: 7)],
    start: "2025-01-01", more: discount)
  let histories = Histories([
    event("evt_1", "created", at: "2025-01-01", told), String(full), coupon,
  ])
  let history = try #require(histories.parts.first { !$0.states.isEmpty })
  #expect(history.prices[0].amount(for: 7) == Fraction(6600))
  #expect(history.coupons.map(\.reduction) == [.share(Fraction(1, over: 2))])
  #expect(history.discounts.first?.terms == 0)
}
