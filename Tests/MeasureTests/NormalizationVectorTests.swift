import Billing
import Revenue
import TestSupport
import Testing

/// Amounts brought to a month, as others worked them out.
@Suite("amounts for a month", .enabled(if: Vectors.areThere))
struct NormalizationVectorTests {
  @Test func `every interval and factor gives the same amount`() throws {
    let cases = try Vectors("money_and_time").json("mrr_normalization.json")["cases"].list
    #expect(!cases.isEmpty)
    for one in cases {
      let amount = try #require(Fraction(decimal: one["amount"].text))
      let interval = try #require(BillingInterval(rawValue: one["interval"].text))
      let monthly = one["mrr_by_factor"]
      for factor in monthly.members.keys {
        var factors = MonthFactors()
        let parts = factor.split(separator: "/").compactMap { Fraction(decimal: String($0)) }
        let value = parts.dropFirst().reduce(parts[0]) { $0 / $1 }
        if interval == .day { factors.days = value }
        if interval == .week { factors.weeks = value }
        let period = BillingPeriod(interval, count: one["interval_count"].number)
        let exact = try amount * #require(factors.factor(of: period))
        #expect(exact.rounded() == monthly[factor].number, "\(factor) \(one)")
      }
    }
  }

  @Test func `63 prices of another program give its own monthly amounts`() throws {
    let rows = try Vectors("killbill_analytics").rows("mrr_normalization.csv")
    #expect(rows.count == 63)
    for row in rows {
      let cells = row.split(separator: ",").map(String.init)
      let price = try #require(Fraction(decimal: cells[1]))
      let period = BillingPeriod(word: cells[0])
      let exact =
        try period.map { try price * #require(MonthFactors().factor(of: $0)) } ?? Fraction.zero
      #expect(exact.decimalText(places: 4) == cells[2])
      #expect((exact * Fraction(100)).rounded().map { String($0) } == cells[3])
    }
  }
}
