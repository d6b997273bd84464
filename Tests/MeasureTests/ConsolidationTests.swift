import Billing
import Measure
import Revenue
import Testing

/// A customer of 10.00 EUR who comes in January and goes in April, and one who stays.
private let events = [
  event("evt_1", "created", at: "2025-01-05", euros("sub_1", "active", "cus_1")),
  event("evt_2", "created", at: "2025-01-06", euros("sub_2", "active", "cus_2")),
  event(
    "evt_3", "deleted", at: "2025-04-10",
    euros("sub_1", "canceled", "cus_1", more: at("ended_at", "2025-04-10"))),
]

private func euros(_ id: String, _ status: String, _ customer: String, more: String = "") -> String
{
  subscription(
    id, status, customer: customer,
    items: [item("si_" + id, price("p_e", "1000", currency: "eur"))], start: "2025-01-05",
    currency: "eur", more: more)
}

private func rates(_ lines: String...) throws -> ExchangeRates {
  let head = "effective_date,rate_type,from_currency,to_currency,rate"
  return try ExchangeRates(Array(([head] + lines).joined(separator: "\n").utf8), name: "rates.csv")
}

private let yearly = [
  "2025-01-31,closing,eur,usd,1.10", "2025-02-28,closing,eur,usd,1.20",
  "2025-03-31,closing,eur,usd,1.30", "2025-04-30,closing,eur,usd,1.40",
  "2025-05-31,closing,eur,usd,1.50",
]

@Suite struct `amounts in one currency` {
  private func rows(
    _ profile: MeasureProfile, _ events: [String], _ lines: [String], asOf: String = "2025-05-31"
  ) throws -> [String] {
    var rules = profile.rules
    rules.reportingCurrency = "usd"
    let head = "effective_date,rate_type,from_currency,to_currency,rate"
    let file = Array(([head] + lines).joined(separator: "\n").utf8)
    return Histories(events, asOf: asOf)
      .figures(rules, rates: try ExchangeRates(file, name: "rates.csv")).consolidatedRows
  }

  @Test func `what rates do to a balance is a movement of its own`() throws {
    let all = try rows(.default, events, yearly).filter { $0.contains(",ALL,") }
    #expect(
      all == [
        "2025-01,ALL,usd,,0,2200,0,0,0,0,0,2200,", "2025-02,ALL,usd,,2200,0,0,0,0,0,200,2400,",
        "2025-03,ALL,usd,,2400,0,0,0,0,0,200,2600,",
        "2025-04,ALL,usd,,2600,0,0,0,0,-1400,200,1400,",
        "2025-05,ALL,usd,,1400,0,0,0,0,0,100,1500,",
      ])
  }

  @Test func `without such a movement everybody leaves with what they came with`() throws {
    let all = try rows(.chartMogul, events, yearly).filter { $0.contains(",ALL,") }
    #expect(
      all == [
        "2025-01,ALL,usd,,0,2200,0,0,0,0,0,2200,", "2025-02,ALL,usd,,2200,0,0,0,0,0,0,2200,",
        "2025-03,ALL,usd,,2200,0,0,0,0,0,0,2200,",
        "2025-04,ALL,usd,,2200,0,0,0,0,-1100,0,1100,",
        "2025-05,ALL,usd,,1100,0,0,0,0,0,0,1100,",
      ])
  }

  @Test func `nothing is left of a currency in which nobody pays`() throws {
    let change = event(
      "evt_4", "deleted", at: "2025-05-10T08:00:00Z",
      euros("sub_2", "canceled", "cus_2", more: at("ended_at", "2025-05-10T08:00:00Z")))
    let dollars = event(
      "evt_5", "created", at: "2025-05-10T09:00:00Z",
      subscription(
        "sub_3", "active", customer: "cus_2", items: [item("si_3", price("p_3", "1300"))],
        start: "2025-05-10T09:00:00Z"))
    let may = try rows(.chartMogul, events + [change, dollars], yearly).suffix(3)
    #expect(
      Array(may) == [
        "2025-05,eur,usd,1.50,1100,0,0,0,0,0,-1100,0,0",
        "2025-05,usd,usd,1,0,0,0,0,0,0,1300,1300,1300",
        "2025-05,ALL,usd,,1100,0,0,0,0,0,200,1300,",
      ])
  }

  @Test func `an amount that no number holds is blank and named`() throws {
    var rules = MeasureRules()
    rules.reportingCurrency = "usd"
    let rates = try rates("2025-01-31,closing,eur,usd,10000000000000000000")
    let figures = Histories(events, asOf: "2025-01-31").figures(rules, rates: rates)
    #expect(figures.consolidated?.totals == [nil])
    #expect(figures.consolidated?.exceptions.map(\.kind) == [.tooLarge])
  }
}

@Suite struct `the rate of a month` {
  private func rate(_ rates: ExchangeRates) -> String? {
    rates.rate(.closing, from: "eur", to: "usd", on: CalendarDay(instant("2025-03-31")))
      .map { "\($0.day.text) \($0.value.text) \($0.text)" }
  }

  @Test func `is the latest, whichever way it is come to`() throws {
    let old = "2024-01-31,closing,EUR,USD,1.5"
    #expect(rate(try rates(old)) == "2024-01-31 3/2 1.5")
    #expect(rate(try rates(old, "2025-03-31,closing,USD,EUR,0.8")) == "2025-03-31 5/4 1.25")
    let pivot = ["2025-03-01,closing,EUR,GBP,0.5", "2025-03-31,closing,GBP,USD,4"]
    #expect(rate(try rates(old, pivot[0], pivot[1])) == "2025-03-01 2 2")
  }

  @Test func `is the file's own where several are as late`() throws {
    let own = "2025-03-31,closing,EUR,USD,1.1"
    #expect(rate(try rates("2025-03-31,closing,USD,EUR,0.8", own)) == "2025-03-31 11/10 1.1")
  }
}
