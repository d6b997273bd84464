import Billing
import Bytes
import Foundation
import Measure
import Revenue
import TestSupport
import Testing

/// A made-up year of a few customers' subscriptions.
private struct RandomStory {
  private(set) var events: [String] = []
  private var random: SplitMix64
  private var number = 0

  init(seed: UInt64) {
    random = SplitMix64(seed: seed)
    for subscription in 0..<12 { tell(subscription) }
  }

  /// Events of one subscription, some of them within one second of another's.
  private mutating func tell(_ subscription: Int) {
    var day = pick(0...200)
    let start = time(day)
    var verb = "created"
    while day < 360 {
      let status = Self.statuses[pick(0...Self.statuses.count - 1)]
      let object = object(subscription, status, start, time(day))
      number += 1
      events.append(
        event("evt_\(number)", status == "canceled" ? "deleted" : verb, at: time(day), object))
      if status == "canceled" { return }
      verb = "updated"
      day += pick(1...60)
    }
  }

  private static let statuses = [
    "active", "active", "active", "active", "past_due", "unpaid", "trialing", "canceled",
  ]

  private mutating func object(
    _ number: Int, _ status: String, _ start: String, _ now: String
  ) -> String {
    let currency = number % 3 == 0 ? "eur" : "usd"
    let items = (0...pick(0...2)).map { place in
      item(
        "si_\(number)_\(place)",
        price(
          "p_\(pick(1...4))", "\(pick(1...9999)).\(pick(0...99))",
          per: ["day", "week", "month", "year"][pick(0...3)], currency: currency),
        quantity: pick(0...5))
    }
    var more = status == "canceled" ? at("ended_at", now) : at("ended_at", nil)
    if pick(0...3) == 0 { more += #","pause_collection":{"behavior":"void"}"# }
    if pick(0...2) == 0 {
      more +=
        #","discount":{"id":"di","coupon":{"id":"c\#(pick(1...9))","duration":"forever","#
        + #""percent_off":\#(pick(1...100))},"start":0}"#
    }
    return subscription(
      "sub_\(number)", status, customer: "cus_\(number / 2)", items: items, start: start,
      currency: currency, more: more)
  }

  private mutating func pick(_ range: ClosedRange<Int>) -> Int {
    Int.random(in: range, using: &random)
  }

  private func time(_ day: Int) -> String {
    instant("2025-01-01").adding(seconds: Int64(day) * 86_400 + 43_200).iso
  }
}

extension RollForward {
  /// What the opening balance and everything that moves it come to.
  fileprivate var sum: Int64 {
    MovementKind.allCases.reduce(opening + exchange) { $0 + movements[$1] }
  }
}

@Suite("recurring revenue, whatever happens")
struct RecurringPropertyTests {
  @Test(arguments: MeasureProfile.allCases, 0..<8 as Range<UInt64>)
  func `every roll-forward foots, and so does what it is a sum of`(
    _ profile: MeasureProfile, _ seed: UInt64
  ) {
    let histories = Histories(RandomStory(seed: seed).events, asOf: "2026-01-15")
    for grain in MovementGrain.allCases {
      var rules = profile.rules
      rules.grain = grain
      check(histories.figures(rules), asOf: histories.clock)
    }
  }

  @Test(
    arguments: ["America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia"],
    0..<3 as Range<UInt64>)
  func `they foot wherever days and months begin`(_ name: String, _ seed: UInt64) throws {
    let file = URL(filePath: "/usr/share/zoneinfo/\(name)")
    let bytes = try Array(Data(contentsOf: file))
    let zone = try unsafe bytes.withUnsafeBufferPointer {
      try unsafe TimeZoneRules(name: name, tzif: ByteView($0))
    }
    let histories = Histories(RandomStory(seed: seed).events, asOf: "2026-01-15")
    for profile in MeasureProfile.allCases {
      var rules = profile.rules
      rules.timeZone = name
      check(histories.figures(rules, zone: zone), asOf: histories.clock)
    }
  }

  @Test(arguments: MeasureProfile.allCases, 0..<4 as Range<UInt64>)
  func `they foot in one currency, whatever the rates do`(
    _ profile: MeasureProfile, _ seed: UInt64
  ) throws {
    var random = SplitMix64(seed: seed)
    var file = "effective_date,rate_type,from_currency,to_currency,rate\n"
    for month in 1...12 {
      let rate = Int.random(in: 1...30_000, using: &random)
      file += "2025-\(month < 10 ? "0" : "")\(month)-28,closing,eur,usd,0.\(rate)\n"
    }
    var rules = profile.rules
    rules.reportingCurrency = "usd"
    rules.missingRate = .carryForward
    let histories = Histories(RandomStory(seed: seed).events, asOf: "2025-12-31")
    let figures = histories.figures(
      rules, rates: try ExchangeRates(Array(file.utf8), name: "rates.csv"))
    let rows = try #require(figures.consolidated?.rows)
    let totals = try #require(figures.consolidated?.totals)
    var last: [RollForward?] = figures.currencies.map { _ in nil }
    for (month, total) in totals.enumerated() {
      var sum: Int64 = 0
      for place in figures.currencies.indices {
        let row = try #require(rows[month * figures.currencies.count + place].amounts)
        #expect(row.sum == row.closing)
        #expect(row.opening == last[place]?.closing ?? row.opening)
        last[place] = row
        sum += row.closing
      }
      #expect(total.map { $0.sum == $0.closing && $0.closing == sum } == true)
    }
  }

  private func check(_ figures: RecurringFigures, asOf: Timestamp) {
    let measure = RecurringMeasure(rules: figures.rules, zone: figures.zone, asOf: asOf)
    for currency in figures.currencies {
      var last: RollForward?
      for month in currency.months {
        #expect(month.foots)
        #expect(month.opening == last?.closing ?? 0)
        last = month
        let end = month.period.range(in: figures.zone).upperBound
        let plans = measure.plans(figures, before: end).filter { $0.currency == currency.currency }
        #expect(plans.map(\.net).reduce(0, +) == month.closing)
        let customers = measure.customers(figures, before: end)
          .filter { $0.currency == currency.currency && $0.net > 0 }
        #expect(customers.map(\.net).reduce(0, +) == month.closing)
        #expect(Int64(customers.count) == month.closingCustomers)
        #expect(customers.map(\.subscriptions).reduce(0, +) == month.closingSubscriptions)
        if let base = month.base { #expect(base.kept <= base.opening && base.kept <= base.current) }
      }
    }
  }

  @Test(arguments: MeasureProfile.allCases, 0..<3 as Range<UInt64>)
  func `every tie-out holds, whichever month is closed`(_ profile: MeasureProfile, _ seed: UInt64) {
    let histories = Histories(RandomStory(seed: seed).events, asOf: "2026-01-15")
    let figures = histories.figures(profile.rules)
    let measure = RecurringMeasure(rules: figures.rules, zone: figures.zone, asOf: histories.clock)
    for period in figures.months {
      let close = measure.close(of: figures, period.month, asOf: histories.clock)
      #expect(close.tieOuts.count > figures.months.count * 3)
      #expect(close.tieOuts.allSatisfy { $0.result == .passed })
      // What comes and goes day by day is what comes and goes in the month.
      let months = figures.currencies.compactMap { $0.months.first { $0.period == period } }
      #expect(
        close.days.reduce(0) { $0 + $1.cancellations }
          == months.reduce(0) { $0 + $1.customers.churn })
      #expect(
        close.days.reduce(0) { $0 + $1.arrivals }
          == months.reduce(0) { $0 + $1.customers.new + $1.customers.reactivation })
      let last = close.planDays.filter { $0.day == close.days.last?.day }
      if period.month < CalendarMonth(histories.clock) {
        #expect(last.map(\.items) == close.plans.map(\.items))
      }
    }
  }

  @Test(arguments: [
    ("mrr-item-ledger", \RollForward.closing), ("mrr-roll-forward", \.movements.expansion),
    ("customer-roll-forward", \.customers.churn), ("customer-count", \.closingCustomers),
    ("mrr-plans", \.closing), ("mrr-customers", \.closing),
  ])
  func `a figure that is not what it should be does not tie out`(
    _ check: String, _ place: any WritableKeyPath<RollForward, Int64> & Sendable
  ) {
    let histories = Histories(RandomStory(seed: 1).events, asOf: "2025-12-31")
    var figures = histories.figures()
    let last = figures.months.count - 1
    figures.currencies[0].months[last][keyPath: place] += 1
    let measure = RecurringMeasure(rules: figures.rules, zone: .utc, asOf: histories.clock)
    let close = measure.close(of: figures, figures.months[last].month, asOf: histories.clock)
    #expect(close.tieOuts.contains { $0.check == check && $0.result == .failed })
  }

  @Test(arguments: [MeasureProfile.default, .stripe, .chartMogul], 0..<6 as Range<UInt64>)
  func `a balance worked out from the last states alone is the running sum`(
    _ profile: MeasureProfile, _ seed: UInt64
  ) {
    let events = RandomStory(seed: seed).events
    let figures = Histories(events, asOf: "2025-12-31T23:59:59Z").figures(profile.rules)
    for month in figures.months {
      let end = month.range(in: .utc).upperBound.adding(seconds: -1)
      let scratch = Histories(lastObjects(of: events, until: end), takenAt: end.iso, asOf: end.iso)
        .figures(profile.rules)
      for currency in figures.currencies {
        let code = figures.ledger.symbols.text(currency.currency)
        #expect(
          scratch.closing(code, month.text) ?? 0 == figures.closing(code, month.text),
          "\(code) \(month.text)")
      }
    }
  }

  /// The object of each subscription's last event, by itself.
  private func lastObjects(of events: [String], until end: Timestamp) -> [String] {
    var last: [Substring: (Timestamp, String)] = [:]
    for event in events {
      guard let created = event.firstMatch(of: /"created":(\d+),"livemode"/),
        let body = event.firstMatch(of: /"data":\{"object":(\{"id":"([^"]+)".*)\}\}$/)
      else { continue }
      let time = Timestamp(seconds: Int64(created.1) ?? 0)
      guard time <= end, last[body.2].map({ $0.0 < time }) ?? true else { continue }
      last[body.2] = (time, String(body.1))
    }
    return last.values.map(\.1)
  }

  @Test(arguments: MeasureProfile.allCases, 0..<4 as Range<UInt64>)
  func `neither order nor copies of events change a figure`(
    _ profile: MeasureProfile, _ seed: UInt64
  ) {
    let events = RandomStory(seed: seed).events
    var random = SplitMix64(seed: seed)
    let shuffled = (events + events.prefix(20)).shuffled(using: &random)
    let (one, other) = (Histories(events), Histories(shuffled))
    #expect(one.figures(profile.rules).movementRows == other.figures(profile.rules).movementRows)
    #expect(
      one.figures(profile.rules).rollForwardRows == other.figures(profile.rules).rollForwardRows)
  }
}
