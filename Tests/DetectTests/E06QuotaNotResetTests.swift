import Billing
import Reconciliation
import TestSupport
import Testing

private let tables = "credits id:key user:owner day#integer from#time to#time current#flag"

private let groundless = " | no rule says what the row is granted for"
private let unsure = " | nothing tells which period was meant"

private func world(_ text: String, asOf: String = "2026-01-15") -> World {
  let rule = DeclaredCheck(
    name: "next", table: "credits",
    rule: .reset(ResetDate(column: "to", day: "day", start: "from")),
    conditions: [RowCondition(column: "current", test: .equals("yes"))])
  return World(tables: tables, rules: [rule], text)
}

@Test func `E06 a current period that has ended was not begun anew`() {
  // The clock is 15 January 2026, 06:00; a day is 24 hours.
  #expect(
    world(
      """
      in credits id=1 user=u1 day=1 from=@2026-01-01 to=@2026-02-01 current=yes
      in credits id=2 user=u2 day=1 from=@2025-12-01 to=@2026-01-01 current=yes
      in credits id=3 user=u3 day=1 from=@2025-12-01 to=@2026-01-01 current=no
      in credits id=4 user=u4 day=15 from=@2025-12-15 to=@2026-01-15 current=yes
      """
    ).findings == [
      "E06 review next: the period ended 14 days ago and no new one was begun 2" + groundless,
      "E06 review next: the period ended today and no new one was begun 4" + groundless,
    ])
}

@Test func `E06 a day that a month lacks is its last one`() {
  #expect(
    world(
      """
      in credits id=1 user=u1 day=31 from=@2026-01-31 to=@2026-02-28 current=yes
      in credits id=2 user=u2 day=31 from=@2026-02-28 to=@2026-03-31 current=yes
      in credits id=3 user=u3 day=29 from=@2028-01-29 to=@2028-02-29 current=yes
      in credits id=4 user=u4 day=31 from=@2026-02-28 to=@2026-03-28 current=yes
      in credits id=5 user=u5 day=10 from=@2026-01-10 to=@2026-03-10 current=yes
      in credits id=6 user=u6 day=1 from=@2026-01-10 to=@2026-02-01 current=yes
      in credits id=7 user=u7 day=0 from=@2026-01-10 to=@2026-02-01 current=yes
      in credits id=8 user=u8 day=32 from=@2026-01-10 to=@2026-02-01 current=yes
      in credits id=9 user=u9 day=20 to=@2026-02-20 current=yes
      """
    ).findings == [
      "E06 review next: the period ends on day 28, it should on day 31 4" + unsure,
      "E06 review next: the period is not the one from its start to day 10 5" + unsure,
      "E06 review next: day is 0, which no month has 7" + unsure,
      "E06 review next: day is 32, which no month has 8" + unsure,
    ])
}

@Test func `E06 a month begins anew in its row where the pipeline says so, as often as it has to`()
{
  let tables =
    "credits id:key user:owner total#integer used#integer left#integer day#integer from#time "
    + "to#time"
  let rules = [
    DeclaredCheck(
      name: "next", table: "credits",
      rule: .reset(ResetDate(column: "to", day: "day", start: "from", isInPlace: true))),
    DeclaredCheck(
      name: "free", table: "credits", rule: .grant(Grant(metric: "credits", amount: "total"))),
    DeclaredCheck(
      name: "sums", table: "credits",
      rule: .balance(Balance(column: "left", granted: "total", used: "used"))),
  ]
  func world(_ used: Int, _ left: Int) -> World {
    World(
      tables: tables, rules: rules,
      """
      user u1
      in credits id=1 user=u1 total=9 used=\(used) left=\(left) day=31 from=@2025-10-31 \
      to=@2025-11-30
      """
    ) {
      $0.entitlements = [
        EntitlementDefinition(plan: "", metric: "credits", limit: 9, per: "month")
      ]
    }
  }
  #expect(
    world(0, 9).findings == [
      "E06 auto next: the period ended 46 days ago and no new one was begun 1"
    ])
  let credits = world(0, 9).mended().evidence().tables.last
  #expect(
    credits?.cells.suffix(2).compactMap { $0.time?.iso.prefix(10) } == ["2025-12-31", "2026-01-31"])
  #expect(world(0, 9).mended().findings == [])
  #expect(
    world(4, 5).findings == [
      "E06 review next: the period ended 46 days ago and no new one was begun 1 | what was used "
        + "since the period ended belongs to the new one"
    ])
}

@Test(arguments: 1...31) func `the next day of a month is the first that the calendar has`(
  _ day: Int
) {
  // From every day of four years, a leap year among them, by walking from day to day.
  let first = Int64(1_704_067_200)
  for offset in stride(from: Int64(0), to: 4 * 366, by: 1) {
    let today = CalendarDay(Timestamp(seconds: first + offset * 86_400 + offset % 86_400))
    var slow = Timestamp(seconds: first + (offset + 1) * 86_400)
    while true {
      let tomorrow = slow.adding(seconds: 86_400)
      let (civil, isLast) = (CivilTime(slow), CivilTime(tomorrow).day == 1)
      if civil.day == day || (isLast && civil.day < day) { break }
      slow = tomorrow
    }
    #expect(today.next(ofMonth: day).start == slow)
  }
}

@Test func `a month knows its start, its length and its name`() {
  let time = Timestamp(seconds: 1_709_251_199)
  let month = CalendarMonth(time)
  #expect(month.text == "2024-02")
  #expect(month.dayCount == 29)
  #expect(month.start.iso == "2024-02-01T00:00:00Z")
  #expect(month.next.text == "2024-03")
  #expect(CalendarMonth(Timestamp(seconds: -1)).text == "1969-12")
  #expect(CalendarMonth(number: -1).start < CalendarMonth(number: 0).start)
}
