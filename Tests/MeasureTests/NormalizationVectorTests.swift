import Billing
import Foundation
import Revenue
import Testing

/// Amounts brought to a month, as others worked them out.
@Suite("amounts for a month", .enabled(if: sharedFolder != nil))
struct NormalizationVectorTests {
  @Test func `every interval and factor gives the same amount`() throws {
    let cases = try Vectors("money_and_time").json("mrr_normalization.json")["cases"]
    for one in try #require(cases as? [[String: Any]]) {
      let amount = try #require((one["amount"] as? String).flatMap { Fraction(decimal: $0) })
      let interval = try #require((one["interval"] as? String).flatMap(BillingInterval.init))
      let count = try #require(one["interval_count"] as? Int)
      for (factor, monthly) in try #require(one["mrr_by_factor"] as? [String: Int]) {
        var factors = MonthFactors()
        let parts = factor.split(separator: "/").compactMap { Fraction(decimal: String($0)) }
        let value = parts.dropFirst().reduce(parts[0]) { $0 / $1 }
        if interval == .day { factors.days = value }
        if interval == .week { factors.weeks = value }
        let period = BillingPeriod(interval, count: Int64(count))
        let exact = try amount * #require(factors.factor(of: period))
        #expect(exact.rounded() == Int64(monthly), "\(factor) \(one)")
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
