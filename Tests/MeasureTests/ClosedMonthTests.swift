import Billing
import Bytes
import Diagnostics
import Measure
import Revenue
import TestSupport
import Testing

private let march = CalendarMonth(text: "2025-03") ?? CalendarMonth(number: 0)

private func state(_ number: Int, _ status: String, _ amount: Int, more: String = "") -> String {
  subscription(
    "sub_\(number)", status, customer: "cus_\(number)",
    items: [item("si_\(number)", price("p_\(amount)", "\(amount)"))], start: "2025-01-10",
    more: more)
}

/// What was known when March was closed.
private let known = [
  event("evt_1", "created", at: "2025-01-10", state(1, "active", 1_000)),
  event("evt_2", "created", at: "2025-01-10", state(2, "active", 2_000)),
  event("evt_3", "updated", at: "2025-05-02", state(1, "active", 1_500)),
]

/// What came to light later: a raise in February, and an end in March.
private let late = [
  event("evt_4", "updated", at: "2025-02-11", state(1, "active", 1_200)),
  event(
    "evt_5", "deleted", at: "2025-03-12",
    state(2, "canceled", 2_000, more: at("ended_at", "2025-03-12"))),
]

private func histories(_ events: [String]) -> Histories { Histories(events, asOf: "2025-05-31") }

/// The figures beside closed months, and their corrections.
private func figures(
  of events: [String], beside closed: ClosedMonths
) -> (figures: RecurringFigures, corrections: [LedgerCorrection]) {
  let histories = histories(events)
  let (ledger, corrections) = histories.ledger().corrected(beside: closed, in: .utc)
  let measure = RecurringMeasure(rules: MeasureRules(), zone: .utc, asOf: histories.clock)
  return (measure.figures(ledger), corrections)
}

@Suite struct `closed months of what recurs` {
  private let reported = histories(known).figures()
  private var closed: [UInt8] { content(of: reported) }

  /// What closes March, or another month.
  private func content(
    of figures: RecurringFigures, through month: CalendarMonth = march
  ) -> [UInt8] {
    let close = CloseFigures(month, asOf: instant("2025-05-31"), figures)
    var content: [UInt8] = []
    // An array refuses nothing.
    try? ClosedMonthsWriter(through: month, of: close, by: MeasureRules().lines)
      .write(to: &content)
    return content
  }

  private func name(of content: [UInt8]) -> String {
    ClosedMonths.name(of: Digest(of: content), march)
  }

  /// A file as a later run gets it.
  private func read(_ content: [UInt8], as name: String? = nil) throws(Failure) -> ClosedMonths {
    try ClosedFile(content, month: march, name: name).read()
  }

  @Test func `are the same bytes whenever nothing else is known`() throws {
    let (again, corrections) = figures(of: known.reversed() + known, beside: try read(closed))
    #expect(corrections.isEmpty)
    #expect(again.rollForwardRows == reported.rollForwardRows)
    #expect(content(of: again) == closed)
    #expect(again.ledger.changes.allSatisfy { $0.sight.isOfRecord })
  }

  @Test func `stay, and what came to light is booked when the open months begin`() throws {
    let (figures, corrections) = figures(of: known + late, beside: try read(closed))
    #expect(content(of: figures) == closed)
    #expect(
      figures.rollForwardRows.map { $0.split(separator: ",").prefix(9).joined(separator: ",") } == [
        "usd,2025-01,0,3000,0,0,0,0,3000", "usd,2025-02,3000,0,0,0,0,0,3000",
        "usd,2025-03,3000,0,0,0,0,0,3000", "usd,2025-04,3000,0,0,200,0,-2000,1200",
        "usd,2025-05,1200,0,0,300,0,0,1500",
      ])
    #expect(
      corrections.map { "\($0.month.text) \($0.reported) \($0.restated) \($0.change)" } == [
        "2025-02 0 200 200", "2025-03 0 -2000 -2000",
      ])
    #expect(figures.movements.suffix(2).map(\.reason).contains(.correction))
    let restated = histories(known + late).figures()
    #expect(figures.closing("usd", "2025-05") == restated.closing("usd", "2025-05"))
  }

  @Test func `a change at the very beginning of the open month begins with what was reported`()
    throws
  {
    let edge = event("evt_6", "updated", at: "2025-04-01", state(1, "active", 900))
    let before = try read(content(of: histories(known + [edge]).figures()))
    let (figures, corrections) = figures(of: known + late + [edge], beside: before)
    #expect(corrections.map(\.change) == [200, -2_000])
    #expect(figures.closing("usd", "2025-03") == 3_000)
    #expect(figures.closing("usd", "2025-04") == 900)
    #expect(figures.currencies.allSatisfy { $0.months.allSatisfy(\.foots) })
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `foot whatever is left out when they are closed`(_ seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let all = known + late
    let some = all.filter { _ in Bool.random(using: &random) }
    let then = content(of: histories(some).figures())
    let (figures, corrections) = figures(of: all, beside: try read(then))
    #expect(figures.currencies.allSatisfy { $0.months.allSatisfy(\.foots) })
    let whole = histories(all).figures()
    #expect(figures.closing("usd", "2025-05") == whole.closing("usd", "2025-05"))
    let frozen = figures.closing("usd", "2025-03") ?? 0
    let known = whole.closing("usd", "2025-03") ?? 0
    #expect(frozen + corrections.reduce(0) { $0 + $1.change } == known)
    // Whoever closes the next month keeps the closed ones as they are.
    #expect(content(of: figures, through: march.next).count >= then.count)
  }

  @Test func `ids that are no words are kept as they are`() throws {
    let odd = [
      event(
        "evt_1", "created", at: "2025-01-10",
        subscription(
          "sub,1%", "active", customer: "cus%2C", items: [item("si_1", price("p_1", "1000"))],
          start: "2025-01-10"))
    ]
    let (again, corrections) = figures(
      of: odd, beside: try read(content(of: histories(odd).figures())))
    #expect(corrections.isEmpty)
    #expect(content(of: again) == content(of: histories(odd).figures()))
  }

  @Test func `a file that is none, or was changed, is refused`() throws {
    var content = closed
    let name = name(of: content)
    #expect(throws: Failure.self) { try read(Array("closed\n".utf8)) }
    #expect(throws: Failure.self) { try read([]) }
    content[content.count - 2] = UInt8(ascii: "7")
    #expect { try read(content, as: name) } throws: { ($0 as? Failure)?.code == .closedMonth }
    let end = try #require(closed.firstRange(of: Array("\ninvoice_id,".utf8)))
    let cut = Array(closed[..<(end.lowerBound - 6)])
    #expect { try read(cut) } throws: { ($0 as? Failure)?.position?.line == 4 }
    let whole = Array(closed[...end.lowerBound])
    #expect { try read(whole) } throws: { ($0 as? Failure)?.position?.line == 5 }
  }
}
