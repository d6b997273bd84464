import Billing
import Bytes
import Foundation
import Measure
import Revenue
import Testing

@Suite("edge cases of recurring revenue")
struct EdgeCaseTests {
  @Test func `a renewal that fails counts until Stripe gives up, and again once it is paid`() {
    let events = [
      began, then("2025-02-01", basic("past_due")), then("2025-02-20", basic("unpaid")),
      then("2025-03-05", basic("active")),
    ]
    #expect(
      movements(events) == [
        "2025-01-01 new 0→1000 start", "2025-02-20 churn 1000→0 unpaid",
        "2025-03-05 reactivation 0→1000 recovered",
      ])
    let impatient = profile { $0.graceDays = 10 }
    #expect(movements(events, impatient)[1] == "2025-02-11 churn 1000→0 delinquent")
    #expect(movements([began, then("2025-02-01", basic("past_due"))]).count == 1)
  }

  @Test func `a subscription that is another customer's counts for both, and is an exception`() {
    let moved = basic().replacing("cus_1", with: "cus_2")
    let histories = Histories([began, then("2025-03-10", moved)])
    #expect(
      histories.figures().movementRows == [
        "2025-01-01,cus_1,usd,new,0,1000,1000", "2025-03-10,cus_1,usd,churn,1000,0,-1000",
        "2025-03-10,cus_2,usd,new,0,1000,1000",
      ])
    #expect(histories.ledger().exceptions.map(\.kind) == [.customerChanged])
  }

  @Test func `customers that are one are not told apart`() throws {
    let moved = basic().replacing("cus_1", with: "cus_2")
    let histories = Histories([began, then("2025-03-10", moved)])
    let aliases = try CustomerAliases(
      Array("customer,same_as\ncus_1,cus_2\n".utf8), name: "aliases.csv")
    let ledger = ItemLedger(
      rules: MeasureRules(), terms: TermsBook(), asOf: instant("2025-12-31"), aliases: aliases)
    let parts = histories.parts.map { ledger.ledger(of: $0) }
    #expect(parts.flatMap(\.exceptions).isEmpty)
    #expect(parts.flatMap(\.changes).map(\.netChange) == [1000])
  }

  @Test func `a trial counts from its end, one that is prolonged from its later end`() {
    let trial = { (end: String) in
      at("trial_start", "2025-01-01") + "," + at("trial_end", end)
    }
    let events = [
      event("evt_1", "created", at: "2025-01-01", basic("trialing", more: trial("2025-01-15"))),
      then("2025-01-10", basic("trialing", more: trial("2025-02-01"))),
      then("2025-02-01T00:40:00Z", basic("active", more: trial("2025-02-01"))),
    ]
    #expect(movements(events) == ["2025-02-01 new 0→1000 trial_end"])
  }

  @Test func `a trial that ends without a payment method, or is cancelled inside, never counts`() {
    let trial = at("trial_start", "2025-01-01") + "," + at("trial_end", "2025-01-15")
    let start = event("evt_1", "created", at: "2025-01-01", basic("trialing", more: trial))
    #expect(movements([start, then("2025-01-15", basic("paused", more: trial))]).isEmpty)
    #expect(movements([start, ended("2025-01-09", more: trial)]).isEmpty)
  }

  @Test(arguments: ["incomplete", "incomplete_expired"])
  func `what was never paid is neither new nor churn`(_ status: String) {
    let start = event("evt_1", "created", at: "2025-01-01", basic("incomplete"))
    #expect(movements([start, then("2025-01-02", basic(status))]).isEmpty)
  }

  @Test func `metered items and a quantity of nothing bring nothing, and no exception`() {
    let items = [
      item("si_1", price("p_m", "50", usage: "metered"), quantity: nil),
      item("si_2", price("p_1", "1000"), quantity: 0),
    ]
    let histories = Histories([event("evt_1", "created", at: "2025-01-01", basic(items: items))])
    #expect(histories.figures().movements.isEmpty)
    #expect(histories.ledger().exceptions.isEmpty)
  }

  @Test func `items of several intervals are each brought to a month`() {
    let items = [
      item("si_1", price("p_y", "120000", per: "year")),
      item("si_2", price("p_w", "1000", per: "week")),
      item("si_3", price("p_d", "100", per: "day")),
      item("si_4", price("p_q", "9000", per: "month", count: 3), quantity: 2),
    ]
    #expect(
      movements([event("evt_1", "created", at: "2025-01-01", basic(items: items))])
        == ["2025-01-01 new 0→23375 start"])
  }

  @Test func `packages are counted before they are priced`() {
    let packed = price("p_1", "500", more: #","transform_quantity":{"divide_by":10,"round":"up"}"#)
    let object = basic(items: [item("si_1", packed, quantity: 21)])
    #expect(
      movements([event("evt_1", "created", at: "2025-01-01", object)])
        == ["2025-01-01 new 0→1500 start"])
  }

  @Test func `a tiered price without its tiers is an exception, never a silent nothing`() {
    let tiered = price("p_t", "0")
      .replacing(#""billing_scheme":"per_unit""#, with: #""billing_scheme":"tiered""#)
      .replacing(#""unit_amount":0,"unit_amount_decimal":"0""#, with: #""unit_amount":null"#)
    let object = basic(items: [item("si_1", tiered, quantity: 7)])
    let created = event("evt_1", "created", at: "2025-01-01", object)
    let ledger = Histories([created]).ledger()
    #expect(ledger.exceptions.map(\.kind) == [.unknownTier])
    #expect(ledger.exceptions.map { ledger.symbols.text($0.subject) } == ["p_t"])
    let full =
      tiered.dropLast() + #","tiers_mode":"volume","tiers":[{"up_to":5,"#
      + #""unit_amount":1000},{"up_to":null,"unit_amount":800,"flat_amount":100}]}"#
    #expect(movements([created, String(full)]) == ["2025-01-01 new 0→5700 start"])
    let line =
      #"{"id":"in_1","object":"invoice","status":"open","subscription":"sub_1","lines":"#
      + #"{"data":[{"amount":4200,"proration":false,"subscription_item":"si_1","period":"#
      + #"{"start":\#(instant("2025-01-01").seconds)},"price":\#(tiered)}]}}"#
    #expect(movements([created, line]) == ["2025-01-01 new 0→4200 start"])
  }

  @Test func `a price without an amount and a coupon without terms are exceptions`() {
    let object = basic(
      items: [item("si_1", #""p_gone""#)],
      more: #""discounts":[{"id":"di_1","source":{"coupon":"gone"}}]"#)
    let ledger = Histories([event("evt_1", "created", at: "2025-01-01", object)]).ledger()
    #expect(Set(ledger.exceptions.map(\.kind)) == [.missingInterval, .unknownCoupon])
  }

  @Test func `a backdated start counts from its day, and both times are kept`() {
    let object = subscription(
      "sub_1", "active", customer: "cus_1", items: [item("si_1", price("p_1", "1000"))],
      start: "2025-01-01")
    let histories = Histories([event("evt_1", "created", at: "2025-02-10", object)])
    let ledger = histories.ledger()
    #expect(ledger.changes.map(\.time) == [instant("2025-01-01")])
    #expect(ledger.changes.map(\.sight.time) == [instant("2025-02-10")])
  }

  @Test func `an end that is planned counts on its day, or when it is asked for`() {
    let planned = at("cancel_at", "2025-03-01") + "," + at("canceled_at", "2025-02-10")
    let events = [began, then("2025-02-10", basic("active", more: planned))]
    #expect(movements(events)[1] == "2025-03-01 churn 1000→0 end")
    let early = profile { $0.churn = .cancelRequest }
    #expect(movements(events, early)[1] == "2025-02-10 churn 1000→0 cancel_request")
    let revoked = events + [then("2025-02-12", basic())]
    #expect(movements(revoked).count == 1)
    #expect(movements(revoked, early)[2] == "2025-02-12 reactivation 0→1000 cancel_revoked")
    let late = profile { $0.churn = .periodEnd }
    let paid = ended("2025-02-10", more: at("current_period_end", "2025-03-01"))
    #expect(movements([began, paid], late)[1] == "2025-03-01 churn 1000→0 end")
  }

  @Test
  func `a coupon ends on its day without an event, and one of an ended subscription is nothing`() {
    let discount =
      #""discount":{"id":"di_1","coupon":{"id":"half","object":"coupon","#
      + #""duration":"repeating","percent_off":50},"#
      + at("start", "2025-01-01") + "," + at("end", "2025-04-01") + "}"
    let events = [event("evt_1", "created", at: "2025-01-01", basic(more: discount))]
    #expect(movements(events) == ["2025-01-01 new 0→1000 start"])
    #expect(
      movements(events, profile { $0.discounts = .recurring }) == [
        "2025-01-01 new 0→500 start", "2025-04-01 expansion 500→1000 discount_change",
      ])
    let after = then(
      "2025-03-01", basic("canceled", more: discount + "," + at("ended_at", "2025-02-01")))
    #expect(movements([began, ended("2025-02-01"), after]).count == 2)
  }

  @Test func `amounts off an invoice are spread over its items by value, never below nothing`() {
    let off = { (amount: Int) in
      #""discount":{"id":"di_1","coupon":{"id":"off","duration":"forever","amount_off":\#(amount),"#
        + #""currency":"usd"},"start":0}"#
    }
    let items = [
      item("si_1", price("p_1", "1000")), item("si_2", price("p_2", "3000")),
    ]
    let ledger = { (amount: Int) in
      Histories([
        event("evt_1", "created", at: "2025-01-01", basic(items: items, more: off(amount)))
      ]).ledger().changes.map(\.netAfter)
    }
    #expect(ledger(400) == [900, 2700])
    #expect(ledger(9_000) == [0, 0])
  }

  @Test func `a pause counts by what becomes of the invoices`() {
    let paused = { (behavior: String) in
      then("2025-02-01", basic(more: #""pause_collection":{"behavior":"\#(behavior)"}"#))
    }
    let resumed = then("2025-03-01", basic())
    #expect(
      movements([began, paused("void"), resumed]).dropFirst() == [
        "2025-02-01 churn 1000→0 paused", "2025-03-01 reactivation 0→1000 resumed",
      ])
    #expect(movements([began, paused("keep_as_draft"), resumed]).count == 1)
    #expect(
      movements([began, paused("keep_as_draft")], profile { $0.pause = .excluded }).count == 2)
    #expect(movements([began, paused("void")], profile { $0.pause = .included }).count == 1)
  }

  @Test func `a swap of plans on one day is no churn, on the next it is`() {
    let other = { (time: String) in
      event(
        "evt_2", "created", at: time,
        subscription(
          "sub_2", "active", customer: "cus_1", items: [item("si_2", price("p_2", "2500"))],
          start: time))
    }
    #expect(
      movements([began, ended("2025-02-10"), other("2025-02-10T01:00:00Z")])
        .dropFirst() == ["2025-02-10 expansion 1000→2500 several"])
    #expect(
      movements([began, ended("2025-02-10"), other("2025-02-11")]).dropFirst() == [
        "2025-02-10 churn 1000→0 end", "2025-02-11 reactivation 0→2500 start",
      ])
    let short = profile { $0.reactivationWindowDays = 30 }
    #expect(
      movements([began, ended("2025-02-10"), other("2025-06-11")], short).last
        == "2025-06-11 new 0→2500 start")
  }

  @Test func `prices, seats and items change in place for their own reasons`() {
    let dearer = [item("si_1", price("p_2", "1500"))]
    let more = [item("si_1", price("p_2", "1500"), quantity: 3)]
    let added = more + [item("si_2", price("p_3", "200"))]
    let events = [
      began, then("2025-02-01", basic(items: dearer)), then("2025-03-01", basic(items: more)),
      then("2025-04-01", basic(items: added)), then("2025-05-01", basic(items: dearer)),
    ]
    #expect(
      movements(events).dropFirst() == [
        "2025-02-01 expansion 1000→1500 price_change",
        "2025-03-01 expansion 1500→4500 quantity_change",
        "2025-04-01 expansion 4500→4700 item_added",
        "2025-05-01 contraction 4700→1500 several",
      ])
  }

  @Test func `one of two subscriptions is a contraction, the last one churn`() {
    let other = event(
      "evt_2", "created", at: "2025-01-01",
      subscription(
        "sub_2", "active", customer: "cus_1", items: [item("si_2", price("p_2", "500"))],
        start: "2025-01-01"))
    let otherEnds = event(
      "evt_3", "deleted", at: "2025-03-01",
      subscription(
        "sub_2", "canceled", customer: "cus_1", items: [item("si_2", price("p_2", "500"))],
        start: "2025-01-01", more: at("ended_at", "2025-03-01")))
    #expect(
      movements([began, other, ended("2025-02-01"), otherEnds]).dropFirst() == [
        "2025-02-01 contraction 1500→500 end", "2025-03-01 churn 500→0 end",
      ])
  }

  @Test func `a customer who changes currency neither left nor came`() {
    let euro = event(
      "evt_2", "created", at: "2025-02-01T02:00:00Z",
      subscription(
        "sub_2", "active", customer: "cus_1",
        items: [item("si_2", price("p_e", "900", currency: "eur"))], start: "2025-02-01T02:00:00Z",
        currency: "eur"))
    let told = movements([began, ended("2025-02-01"), euro])
    #expect(
      told == [
        "2025-02-01 new 0→900 currency_change", "2025-01-01 new 0→1000 start",
        "2025-02-01 churn 1000→0 currency_change",
      ])
  }

  @Test(arguments: [true, false])
  func `a change of currency moves the balance in one currency, too`(_ showsExchange: Bool) throws {
    let euro = event(
      "evt_2", "created", at: "2025-02-01T02:00:00Z",
      subscription(
        "sub_2", "active", customer: "cus_1",
        items: [item("si_2", price("p_e", "900", currency: "eur"))], start: "2025-02-01T02:00:00Z",
        currency: "eur"))
    let file = """
      effective_date,rate_type,from_currency,to_currency,rate
      2025-01-01,closing,eur,usd,1.10
      2025-02-01,closing,eur,usd,1.20
      """
    var rules = MeasureRules()
    rules.reportingCurrency = "usd"
    (rules.showsExchangeMovement, rules.missingRate) = (showsExchange, .carryForward)
    let histories = Histories([began, ended("2025-02-01"), euro], asOf: "2025-02-20")
    let figures = histories.figures(rules, rates: try ExchangeRates(Array(file.utf8), name: "r"))
    let february = try #require(figures.consolidated?.totals[1])
    #expect(february.opening == 1_000)
    #expect(february.movements == MovementSums(all: 0))
    #expect(february.exchange == 80)
    #expect(february.closing == 1_080)
  }

  @Test func `an export without a beginning counts from the dates that objects carry`() {
    let object = basic("canceled", more: at("ended_at", "2025-05-01"))
    #expect(
      movements([object], asOf: "2030-06-01") == [
        "2025-01-01 new 0→1000 start", "2025-05-01 churn 1000→0 end",
      ])
    #expect(
      Histories([basic("unpaid")]).ledger().exceptions.map(\.kind) == [.unknownSince])
  }

  @Test func `days begin where the business is`() throws {
    let events = [
      event(
        "evt_1", "created", at: "2025-01-31T23:30:00Z",
        subscription(
          "sub_1", "active", customer: "cus_1", items: [item("si_1", price("p_1", "1000"))],
          start: "2025-01-31T23:30:00Z"))
    ]
    let histories = Histories(events, asOf: "2025-03-01")
    #expect(histories.figures().months.first?.text == "2025-01")
    let file = "/usr/share/zoneinfo/Europe/Berlin"
    guard let bytes = try? Array(Data(contentsOf: URL(filePath: file))) else { return }
    let berlin = try unsafe bytes.withUnsafeBufferPointer { buffer in
      try unsafe TimeZoneRules(name: "Europe/Berlin", tzif: ByteView(buffer))
    }
    #expect(histories.figures(zone: berlin).months.first?.text == "2025-02")
  }
}
