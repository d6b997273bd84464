import Billing
import Bytes
import Measure
import Revenue
import TestSupport
import Testing

/// The worked examples of Stripe's page of metrics, where they are at hand.
@Suite("worked examples of billing metrics", .enabled(if: Vectors.areThere))
struct BillingMetricVectorTests {
  private let cases: [JSONFields]

  init() throws {
    cases = try Vectors("stripe_docs_billing_metrics").json("cases.json")["cases"].list
  }

  private func example(_ id: String) throws -> (given: JSONFields, expected: JSONFields) {
    let found = try #require(cases.first { $0["id"].text == id }, "\(id)")
    return (found["given"], found["expected"])
  }

  /// Subscriptions of one price each that began in January; `more` is a member of each.
  private func starts(
    _ count: Int, _ amount: Int64, per interval: String, from first: Int = 0, more: String = ""
  ) -> [String] {
    (first..<first + count).map { number in
      subscription(
        "sub_\(number)", "active", customer: "cus_\(number)",
        items: [item("si_\(number)", price("p_\(amount)_\(interval)", "\(amount)", per: interval))],
        start: "2025-01-02", more: more)
    }
  }

  /// What objects of January come to when the month is over.
  private func monthly(_ objects: [String], _ rules: MeasureRules = MeasureRules()) -> Int64? {
    Histories(objects, takenAt: "2025-01-20", asOf: "2025-01-31").figures(rules)
      .closing("usd", "2025-01")
  }

  @Test func `prices of every period are brought to a month`() throws {
    let mixed = try example("mrr_mixed")
    var objects: [String] = []
    for group in mixed.given.list {
      objects += starts(
        Int(group["subscribers"].number), group["unit_amount"].number,
        per: group["interval"].text, from: objects.count)
    }
    #expect(monthly(objects) == mixed.expected["mrr"].number)
    let annual = try example("annual_1200")
    let price = try #require(annual.given.list.first)
    #expect(
      monthly(starts(1, price["unit_amount"].number, per: price["interval"].text))
        == annual.expected["mrr"].number)
  }

  @Test(arguments: ["forever_half", "finite_coupon_default"])
  func `a discount counts when it has no end, or when the rules say so`(_ id: String) throws {
    let (given, expected) = try example(id)
    let coupon = given["coupon"]
    let terms =
      #"{"id":"c_1","object":"coupon","duration":"\#(coupon["duration"].text)","#
      + #""duration_in_months":6,"percent_off":\#(coupon["percent_off"].number),"valid":true}"#
    let discounted = starts(
      1, given["unit_amount"].number, per: given["interval"].text,
      more: #""discount":{"id":"di_1","object":"discount","coupon":\#(terms),"#
        + at("start", "2025-01-02") + "," + at("end", nil) + "}")
    #expect(monthly(discounted) == expected["mrr"].number)
    var rules = MeasureRules()
    rules.discounts = .recurring
    #expect(monthly(discounted, rules) == 5_000)
  }

  @Test func `balances and movements sum up`() throws {
    let (given, expected) = try example("growth_with_fx")
    var month = RollForward(ReportingPeriod(CalendarMonth(number: 24_300)), currency: .empty)
    month.opening = given["opening"].number
    for kind in MovementKind.allCases { month.movements[kind] = given[kind.rawValue].number }
    month.exchange = given["fx_adjustment"].number
    month.closing = expected["closing"].number
    #expect(month.foots)
    #expect(month.closing - month.opening == expected["growth"].number)
  }

  @Test func `trials are counted by subscription`() throws {
    let (_, expected) = try example("new_trials")
    func trial(_ number: Int, _ customer: String, _ status: String, _ start: String) -> String {
      let end = start == "2025-01-21" ? "2025-02-04" : "2025-01-15"
      return subscription(
        "sub_\(number)", status, customer: customer,
        items: [item("si_\(number)", price("p_1", "1000"))], start: start,
        more: at("trial_start", start) + "," + at("trial_end", end)
          + (status == "canceled" ? "," + at("ended_at", end) : ""))
    }
    let histories = Histories(
      [
        trial(1, "cus_jane", "trialing", "2025-01-01"),
        trial(2, "cus_jane", "trialing", "2025-01-01"),
        trial(3, "cus_john", "canceled", "2025-01-01"),
        trial(4, "cus_john", "trialing", "2025-01-21"),
      ], takenAt: "2025-01-25", asOf: "2025-01-31")
    let measure = RecurringMeasure(rules: MeasureRules(), zone: .utc, asOf: histories.clock)
    let january = instant("2025-01-01")..<instant("2025-02-01")
    #expect(
      measure.trials(histories.figures(), in: january).started
        == expected["new_trials"].number)
  }

  @Test func `rates are what they are of`() throws {
    let trials = try example("trial_conversion")
    var conversion = TrialConversion()
    conversion.converted = trials.given["converted"].number
    conversion.ended = trials.given["ended"].number
    #expect(text(conversion.cohortRate) == trials.expected["rate"].text)

    let churn = try example("subscriber_churn")
    var month = RollForward(ReportingPeriod(CalendarMonth(number: 24_300)), currency: .empty)
    month.openingCustomers = churn.given["opening"].number
    month.customers.new = churn.given["new"].number
    month.customers.churn = churn.given["churned"].number
    #expect(text(month.customerChurnWithNew) == churn.expected["rate"].text)

    let average = try example("arpu")
    month.closing = average.given["mrr"].number
    month.closingCustomers = average.given["active"].number
    #expect(month.averagePerCustomer.value == Fraction(average.expected["arpu"].number))

    // The page divides by a rounded rate; the exact one gives 5,500.00.
    (month.openingCustomers, month.customers.churn) = (110, 10)
    let lifetime = CurrencyFigures(currency: .empty, months: [month])
    #expect(lifetime.lifetimeValue(0, MeasureRules()) == Fraction(550_000))
  }

  private func text(_ ratio: Ratio) -> String { "\(ratio.part)/\(ratio.whole)" }

  @Test func `revenue that is lost is churn and contraction`() throws {
    let (given, expected) = try example("churned_revenue")
    func state(_ status: String, _ amount: Int64, more: String = "") -> String {
      subscription(
        "sub_2", status, customer: "cus_2",
        items: [item("si_2", price("p_\(amount)", "\(amount)"))],
        start: "2025-01-02", more: more)
    }
    let yearly = starts(1, given["cancelled_annual"].number, per: "year")[0]
    let ended =
      yearly.replacing(#""active","customer""#, with: #""canceled","customer""#)
      .dropLast() + "," + at("ended_at", "2025-02-10") + "}"
    let figures = Histories(
      [
        event("evt_1", "created", at: "2025-01-02", yearly),
        event("evt_2", "deleted", at: "2025-02-10", String(ended)),
        event(
          "evt_3", "created", at: "2025-01-02", state("active", given["downgrade_from"].number)),
        event("evt_4", "updated", at: "2025-02-11", state("active", given["downgrade_to"].number)),
      ], asOf: "2025-02-28"
    ).figures()
    #expect(
      figures.currencies.first?.months.last?.lostRevenue == expected["churned_revenue"].number)
  }

  @Test func `of two subscriptions that end the first is contraction, the last churn`() throws {
    let expected = try example("cancel_two_subs").expected
    let objects = [("sub_1", "2025-02-10"), ("sub_2", "2025-02-12")].map { id, end in
      subscription(
        id, "canceled", customer: "cus_1", items: [item("si_" + id, price("p_1", "1000"))],
        start: "2025-01-02", more: at("ended_at", end))
    }
    let figures = Histories(objects, takenAt: "2025-02-20", asOf: "2025-02-28").figures()
    #expect(
      figures.movements.dropFirst().map(\.kind.rawValue) == expected.list.map(\.text))
  }

  @Test func `an unpaid first invoice after a trial counts, unless the rules wait for it`() throws {
    #expect(try example("unpaid_first_invoice").expected.isThere)
    let objects = [
      subscription(
        "sub_1", "active", customer: "cus_1", items: [item("si_1", price("p_1", "1000"))],
        start: "2025-01-02",
        more: at("trial_start", "2025-01-02") + "," + at("trial_end", "2025-01-16"))
    ]
    #expect(monthly(objects) == 1_000)
    var rules = MeasureRules()
    rules.start = .firstPayment
    #expect(monthly(objects, rules) ?? 0 == 0)
  }

  @Test func `a cohort loses customers month by month`() throws {
    let (given, expected) = try example("cohort_subscriber")
    let count = given["start"].number
    let left = (1...5).map { expected["month\($0)"].number }
    let objects = (0..<count).map { number in
      // Those with the highest numbers go first.
      let month = left.firstIndex { number >= $0 }
      let end = month.map { at("ended_at", "2025-0\($0 + 2)-10") }
      return subscription(
        "sub_\(number)", end == nil ? "active" : "canceled", customer: "cus_\(number)",
        items: [item("si_\(number)", price("p_1", "1000"))], start: "2025-01-02", more: end ?? "")
    }
    let figures = Histories(objects, takenAt: "2025-06-20", asOf: "2025-06-30").figures()
    let cohort = try #require(figures.currencies.first?.cohorts.first)
    #expect(cohort.customerCount == count)
    #expect(cohort.customers == left)
  }

  @Test func `a cohort's revenue may grow`() throws {
    let (given, expected) = try example("cohort_revenue")
    let start = given["start_mrr"].number
    func state(_ number: Int, _ status: String, _ amount: Int64, more: String = "") -> String {
      subscription(
        "sub_\(number)", status, customer: "cus_\(number)",
        items: [item("si_\(number)", price("p_\(amount)", "\(amount)"))], start: "2025-01-02",
        more: more)
    }
    let (lost, rest) = (given["churned"].number, start - given["churned"].number)
    let figures = Histories(
      [
        event("evt_1", "created", at: "2025-01-02", state(1, "active", lost)),
        event("evt_2", "created", at: "2025-01-02", state(2, "active", rest)),
        event(
          "evt_3", "deleted", at: "2025-02-05",
          state(1, "canceled", lost, more: at("ended_at", "2025-02-05"))),
        event(
          "evt_4", "updated", at: "2025-02-06",
          state(2, "active", rest + given["expansion"].number)),
      ], asOf: "2025-02-28"
    ).figures()
    let cohort = try #require(figures.currencies.first?.cohorts.first)
    let rate = try #require(Ratio(cohort.revenues.last ?? 0, of: cohort.revenue).value)
    let parts = expected["rate"].text.split(separator: "/").compactMap { Int128($0) }
    #expect(rate == Fraction(parts[0], over: parts[1]))
  }

  @Test func `the balance is summed by category, its fees beside it`() throws {
    let (given, expected) = try example("balance_to_cash")
    var book = PaymentBook()
    for row in given["rows"].list.map(\.list) {
      book.add(row[0].text, gross: row[1].number, fee: -row[2].number)
    }
    let month = try #require(BalanceMeasure(zone: .utc).months(of: book).first)
    #expect(month.activity.gross == expected["total_gross"].number)
    #expect(month.activity.fee == expected["total_fee"].number)
    #expect(month.activity.net == expected["total_net"].number)
    #expect(month.activity.net == expected["rev_rec_cash_from_2025_03"].number)
  }

  @Test func `fees are those of all categories and those beside charges`() throws {
    let (given, expected) = try example("balance_to_fees")
    var book = PaymentBook()
    for category in ["fee", "network_cost", "contribution", "financing_paydown"] {
      book.add(category, gross: given["gross_\(category)"].number, fee: 0)
    }
    book.add("charge", gross: 0, fee: -given["fee_column_total"].number)
    let month = try #require(BalanceMeasure(zone: .utc).cash(of: book).first)
    #expect(-(month.fees + month.other) == expected["fees_debit"].number)
  }

  @Test func `the waterfall says what was earned and what is to come`() throws {
    let (given, expected) = try example("waterfall")
    var symbols = Symbols()
    let usd = symbols.intern("usd")
    let booked = try #require(CalendarMonth(text: "2025-04"))
    var totals = BookTotals()
    func post(_ event: JournalEvent, _ period: CalendarMonth, _ lines: [JournalLine]) {
      totals.post(
        JournalEntry(
          event, time: period.start, period: period, bookedPeriod: booked, currency: usd,
          customer: .empty, invoice: .empty),
        lines)
    }
    func earn(_ amount: Int64, _ period: CalendarMonth) {
      post(
        .revenueRecognized, period,
        [JournalLine(.deferredRevenue, amount), JournalLine(.revenue, -amount)])
    }
    let total = given["booked_2025_04"].number
    post(
      .invoiceFinalized, booked,
      [JournalLine(.accountsReceivable, total), JournalLine(.deferredRevenue, -total)])
    var earned: Int64 = 0
    for (month, amount) in given["recognized"].members.map({ ($0.key, JSONFields($0.value).number) }
    ) {
      earn(amount, try #require(CalendarMonth(text: month)))
      earned += amount
    }
    let june = try #require(CalendarMonth(text: "2025-06"))
    earn(total - earned, june.next)
    let cells = totals.waterfall(in: symbols).filter { $0.recognized <= june }
    #expect(cells.reduce(0) { $0 + $1.amount } == expected["recognized_to_date"].number)
    #expect(totals.scheduled(after: june, usd) == expected["remaining"].number)
  }
}

extension PaymentBook {
  /// Adds a transaction of January; what it cost is above zero.
  fileprivate mutating func add(_ category: String, gross: Int64, fee: Int64) {
    balance.append(
      BalanceEntry(
        id: symbols.intern("txn_\(balance.count)"), category: symbols.intern(category),
        currency: symbols.intern("usd"), created: instant("2025-01-10"), amount: gross, fee: fee,
        net: gross - fee))
  }
}
