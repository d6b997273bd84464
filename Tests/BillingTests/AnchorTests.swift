import Billing
import Testing

@Suite struct `billing cycles` {
  @Test(arguments: [
    ("2025-01-31", BillingInterval.month, 1, 1, "2025-02-28"),
    ("2025-01-31", .month, 1, 2, "2025-03-31"), ("2025-01-31", .month, 1, 13, "2026-02-28"),
    ("2025-01-31", .month, 1, -1, "2024-12-31"), ("2025-03-31", .month, 1, -1, "2025-02-28"),
    ("2024-02-29", .year, 1, 1, "2025-02-28"), ("2024-02-29", .year, 1, 4, "2028-02-29"),
    ("2024-11-30", .month, 3, 1, "2025-02-28"), ("2024-11-30", .month, 3, 2, "2025-05-30"),
    ("2025-01-31", .week, 2, 1, "2025-02-14"), ("2025-12-31", .day, 30, 1, "2026-01-30"),
  ])
  func `a period is counted from the anchor, and a short month clamps it`(
    _ anchor: String, _ interval: BillingInterval, _ count: Int64, _ index: Int, _ date: String
  ) throws {
    let period = BillingPeriod(interval, count: count)
    let noon = try day(anchor).start.adding(seconds: 43_200)
    let start = try #require(period.start(ofPeriod: index, from: noon))
    #expect(CalendarDay(start).text == date)
    #expect(CivilTime(start).hour == 12)
  }

  @Test func `a period too far away is none`() {
    let period = BillingPeriod(.year, count: .max)
    #expect(period.start(ofPeriod: 2, from: Timestamp(seconds: 0)) == nil)
  }
}
