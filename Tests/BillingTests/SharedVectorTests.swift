import Billing
import TestSupport
import Testing

/// What others worked out about periods, zones and currencies.
@Suite(.enabled(if: Vectors.areThere)) struct `worked examples of time and currencies` {
  private func read<Content: Decodable>(_ name: String, as type: Content.Type) throws -> Content {
    try Vectors("money_and_time").decoded(name, as: type)
  }

  private struct Periods: Decodable {
    struct Moment: Decodable {
      var utc: String
      var timezone: String
      var local: String
      var localDate: String
      var period: String
    }
    struct Month: Decodable {
      var timezone: String
      var period: String
      var startUtc: String
      var endExclusiveUtc: String
      var hours: Int64
    }
    struct Cycle: Decodable {
      var anchor: String
      var interval: String
      var intervalCount: Int64
      var dates: [String]
    }
    var instants: [Moment]
    var monthBounds: [Month]
    var anchors: [Cycle]
  }

  @Test func `instants, months and billing cycles are theirs`() throws {
    let periods = try read("periods_and_timezones.json", as: Periods.self)
    for moment in periods.instants {
      let zone = try ZoneFile.system(moment.timezone)
      let time = try instant(moment.utc)
      let local = time.adding(seconds: zone.offset(at: time))
      #expect(local.text(separator: "T", fractionDigits: 0) == moment.local.prefix(19))
      #expect(zone.day(of: time).text == moment.localDate)
      #expect(zone.month(of: time).text == moment.period)
    }
    for month in periods.monthBounds {
      let zone = try ZoneFile.system(month.timezone)
      let range = zone.range(of: try day(month.period + "-01").month)
      #expect(range.lowerBound.iso == month.startUtc)
      #expect(range.upperBound.iso == month.endExclusiveUtc)
      // Their hours are whole ones: half an hour of Lord Howe is left out.
      #expect((range.upperBound.seconds - range.lowerBound.seconds) / 3600 == month.hours)
    }
    for cycle in periods.anchors {
      let interval = try #require(BillingInterval(rawValue: cycle.interval))
      let period = BillingPeriod(interval, count: cycle.intervalCount)
      let anchor = try day(cycle.anchor).start
      let dates = cycle.dates.indices.map { period.start(ofPeriod: $0, from: anchor) }
      #expect(dates.map { $0.map { CalendarDay($0).text } } == cycle.dates)
    }
  }

  private struct Exponents: Decodable {
    struct Case: Decodable {
      var currency: String
      var amount: Int64
      var major: String
    }
    var zeroDecimal: [String]
    var twoDecimalWholeUnitsOnly: [String]
    var threeDecimalMultipleOfTen: [String]
    var cases: [Case]
  }

  @Test func `currencies are written as theirs`() throws {
    let exponents = try read("stripe_currency_exponents.json", as: Exponents.self)
    let table = CurrencyTable.standard
    for code in exponents.zeroDecimal { #expect(table.digits(of: code.lowercased()) == 0) }
    for code in exponents.twoDecimalWholeUnitsOnly {
      #expect(table.digits(of: code.lowercased()) == 2 && table.step(of: code.lowercased()) == 100)
    }
    for code in exponents.threeDecimalMultipleOfTen {
      #expect(table.digits(of: code.lowercased()) == 3 && table.step(of: code.lowercased()) == 10)
    }
    for one in exponents.cases {
      let money = Money(minorUnits: one.amount, currency: one.currency.lowercased())
      #expect(money.decimalText == one.major)
    }
  }
}
