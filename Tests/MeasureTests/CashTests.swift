import Billing
import Bytes
import Measure
import Revenue
import TestSupport
import Testing

/// Money in a few words.
private struct Money {
  var book = PaymentBook()
  var collections: [CollectionCase] = []

  mutating func entry(
    _ category: String, _ amount: Int64, fee: Int64 = 0, source: String = "", at day: String,
    currency: String = "usd"
  ) {
    var entry = BalanceEntry(
      id: book.symbols.intern("txn_\(book.balance.count)"), category: book.symbols.intern(category),
      currency: book.symbols.intern(currency), created: instant(day), amount: amount, fee: fee,
      net: amount - fee)
    entry.source = book.symbols.intern(source)
    book.balance.append(entry)
  }

  mutating func charge(_ id: String, at day: String, behind sources: String...) {
    let charge = book.symbols.intern(id)
    book.chargeTimes[charge] = instant(day)
    for source in sources { book.charges[book.symbols.intern(source)] = charge }
  }

  /// What became by an instant of those that were tried to collect.
  func dunning(_ asOf: String) -> DunningMeasure {
    var measure = DunningMeasure(zone: .utc, asOf: instant(asOf))
    measure.take(collections)
    return measure
  }

  mutating func collection(
    _ reason: BillingReason, _ amount: Int64, _ attempts: [(String, Bool)], paid: String? = nil,
    lost: String? = nil, afterTrial: Bool = false
  ) {
    var one = CollectionCase(
      invoice: book.symbols.intern("in_\(collections.count)"),
      customer: book.symbols.intern("cus_1"), currency: book.symbols.intern("usd"),
      amountDue: amount, reason: reason)
    one.attempts = attempts.map { .init(time: instant($0.0), succeeded: $0.1) }
    one.paidAt = paid.map { instant($0) }
    one.lostAt = lost.map { instant($0) }
    one.followsTrial = afterTrial
    collections.append(one)
  }
}

@Suite struct `cash` {
  private let money: Money = {
    var money = Money()
    money.entry("charge", 10_000, fee: 320, source: "ch_1", at: "2025-01-10")
    money.entry("payout", -5000, source: "po_1", at: "2025-01-31")
    money.entry("dispute", -10_000, fee: 1500, source: "dp_1", at: "2025-03-05")
    money.entry("dispute_reversal", 10_000, fee: -1500, source: "dp_1", at: "2025-03-20")
    money.entry("refund", -400, source: "re_1", at: "2025-03-21")
    money.entry("tax", -30, source: "", at: "2025-03-22")
    money.entry("charge", 700, at: "2025-02-01", currency: "jpy")
    money.charge("ch_1", at: "2025-01-10", behind: "dp_1", "re_1")
    return money
  }()

  @Test func `the balance rolls forward month by month, months without anything among them`() {
    let months = BalanceMeasure(zone: .utc).months(of: money.book)
    let text = months.map { "\(money.book.symbols.text($0.currency)) \($0.period.text)" }
    #expect(text == ["jpy 2025-02", "usd 2025-01", "usd 2025-02", "usd 2025-03"])
    #expect(months.map(\.opening) == [0, 0, 4680, 4680])
    #expect(months.map(\.closing) == [700, 4680, 4680, 4250])
    #expect(months[1].payouts.net == -5000)
    #expect(
      months[3].categories.map { money.book.symbols.text($0.name) }
        == ["dispute", "dispute_reversal", "refund", "tax"])
  }

  @Test func `a dispute's fee stands by itself, and one that is won gives it back`() {
    let months = BalanceMeasure(zone: .utc).cash(of: money.book)
    let march = months[3]
    #expect((march.disputes, march.disputeReversals, march.disputeFees) == (-10_000, 10_000, 0))
    #expect((march.refunds, march.fees, march.other) == (-400, 0, -30))
    #expect(months[1].collected == 9680)
    #expect(march.collected == -400)
  }

  @Test func `refunds and disputes also stand by the month of their charge`() {
    let cells = BalanceMeasure(zone: .utc).reversals(of: money.book)
    #expect(cells.map(\.category) == [.refund, .dispute, .disputeReversal])
    #expect(cells.allSatisfy { $0.chargePeriod?.text == "2025-01" && $0.period.text == "2025-03" })
    var unknown = money
    unknown.entry("refund", -1, source: "re_9", at: "2025-03-30")
    #expect(BalanceMeasure(zone: .utc).reversals(of: unknown.book)[0].chargePeriod == nil)
  }

  @Test func `one charge can be in two months`() throws {
    var late = Money()
    late.entry("charge", 100, at: "2025-02-01T04:30:00Z")
    let local = try Zones.newYork()
    #expect(BalanceMeasure(zone: .utc).cash(of: late.book)[0].period.text == "2025-02")
    #expect(BalanceMeasure(zone: local).cash(of: late.book)[0].period.text == "2025-01")
  }

  @Test(
    arguments: [
      ("charge", "ch_1", 1, "charge"), ("payment", "py_1", 1, "charge"),
      ("payment_refund", "pyr_1", -1, "refund"), ("adjustment", "dp_1", -1, "dispute"),
      ("adjustment", "dp_1", 1, "dispute_reversal"), ("adjustment", "", 1, "adjustment"),
      ("stripe_fee", "", -1, "fee"), ("payout_failure", "po_1", 1, "payout_reversal"),
      ("contribution", "", -1, "contribution"),
    ] as [(String, String, Int64, String)])
  func `a transaction without a category has that of its type`(
    _ type: String, _ source: String, _ amount: Int64, _ category: String
  ) {
    #expect(BalanceCategory.name(ofType: type, source: source, amount: amount) == category)
  }
}

@Suite struct `payments that failed` {
  private let money: Money = {
    var money = Money()
    money.collection(
      .subscriptionCycle, 3000, [("2025-05-01", false), ("2025-06-04", true)], paid: "2025-06-04")
    money.collection(.subscriptionUpdate, 500, [("2025-05-02", true)], paid: "2025-05-02")
    money.collection(.subscriptionCycle, 2000, [("2025-05-31", false)], lost: "2025-07-01")
    // Paid outside Stripe after a failure: recovered by other means.
    money.collection(.subscription, 40, [("2025-05-31", false)], paid: "2025-05-31")
    // Out of scope, each for another reason.
    money.collection(.subscriptionCreate, 7, [("2025-05-01", false)])
    money.collection(.manual, 7, [("2025-05-01", false)])
    money.collection(.subscriptionCycle, 7, [("2025-05-01", false)], afterTrial: true)
    money.collection(.subscriptionCycle, 0, [("2025-05-01", false)])
    money.collection(.subscriptionCycle, 7, [])
    return money
  }()

  @Test(
    arguments: [
      ("2025-05-31", 40, 0, 5000), ("2025-06-30", 3040, 0, 2000), ("2025-07-31", 3040, 2000, 0),
    ] as [(String, Int64, Int64, Int64)])
  func `what became of them is judged at an instant, in the month they first failed`(
    _ asOf: String, _ recovered: Int64, _ lost: Int64, _ open: Int64
  ) {
    let months = money.dunning(asOf).months(in: money.book.symbols)
    #expect(months.count == 1)
    #expect((months[0].attempted, months[0].failed) == (5540, 5040))
    #expect((months[0].recovered, months[0].lost, months[0].open) == (recovered, lost, open))
    #expect(months[0].failureRate == Ratio(5040, of: 5540))
  }

  @Test func `an attempt after the instant is not known yet`() {
    let months = money.dunning("2025-05-30").months(in: money.book.symbols)
    #expect(months[0].attempted == 3500)
  }

  @Test func `days are counted from the first failure to the money`() {
    let recoveries = money.dunning("2025-07-31").recoveries
    #expect(recoveries.map(\.dayCount) == [34, 0])
    #expect(recoveries.map(\.amount) == [3000, 40])
  }

  @Test func `failed is always recovered, lost and open`() {
    var random = SplitMix64(seed: 5)
    for _ in 0..<200 {
      var money = Money()
      for _ in 0..<20 {
        func day() -> String { "2025-0\(random.next() % 9 + 1)-1\(random.next() % 10)" }
        let attempts = [(day(), random.next() % 2 == 0), (day(), true)].sorted { $0.0 < $1.0 }
        money.collection(
          .subscriptionCycle, Int64(random.next() % 9000), attempts,
          paid: random.next() % 2 == 0 ? day() : nil, lost: random.next() % 3 == 0 ? day() : nil)
      }
      let asOf = "2025-0\(random.next() % 9 + 1)-01"
      for month in money.dunning(asOf).months(in: money.book.symbols) {
        #expect(month.failed == month.recovered + month.lost + month.open)
        #expect(month.attempted >= month.failed)
      }
    }
  }
}
