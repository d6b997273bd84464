import Billing
import Bytes
import Measure
import Revenue
import TestSupport
import Testing

private let rules = RecognitionRules().lines

/// What closes a month, as a later run reads it.
private func closed(_ close: CloseFigures) throws -> (content: [UInt8], months: ClosedMonths) {
  let writer = ClosedMonthsWriter(through: close.month, of: close, by: rules)
  var content: [UInt8] = []
  try writer.write(to: &content)
  let name = writer.name(of: Digest(of: content))
  return (content, try ClosedMonths(content, name: name + ".csv.gz"))
}

extension JournalPages {
  fileprivate var entries: [JournalEntry] { (0..<count).flatMap { self[$0].entries } }

  fileprivate struct Line: Equatable {
    var line: JournalLine
    var entry: JournalEntry
    var number: Int
  }

  fileprivate func lines(in range: Range<Int>) -> [Line] {
    var lines: [Line] = []
    forEachLine(in: range) { lines.append(Line(line: $0, entry: $1, number: $2)) }
    return lines
  }
}

@Suite struct `closed months of the books` {
  /// What every account comes to when everything that was booked is summed up.
  private func balances(_ close: CloseFigures) -> [String: Int64] {
    guard let billing = close.billing else { return [:] }
    let rows = billing.totals.accounts.rows(in: billing.facts.symbols)
    return rows.reduce(into: [:]) { $0[$1.account.name, default: 0] += $1.netDebit }
      .filter { $0.value != 0 }
  }

  @Test(arguments: 0..<24 as Range<UInt64>)
  func `stay, whatever was not known when they were closed`(_ seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let month = CalendarMonth(number: 2025 * 12 + Int.random(in: 0..<8, using: &random))
    let some = Year.events.filter { _ in Int.random(in: 0..<4, using: &random) > 0 }
    let first = try closed(BillingRun(some).close(month))
    let run = BillingRun(Year.events.shuffled(using: &random))
    let later = run.close(month, beside: first.months)
    #expect(try closed(later).content == first.content)
    #expect(try closed(run.close(month, beside: first.months)).content == first.content)
    // What was not known is booked when the open months begin, and belongs to a closed one.
    for entry in later.journal.entries {
      guard let original = entry.originalPeriod else { continue }
      #expect(original <= month && entry.period == month.next)
    }
    #expect(balances(later) == balances(run.close(month)))
    let failed = later.billing?.tieOuts.filter { $0.result == .failed } ?? []
    #expect(failed.isEmpty, "\(failed)")
  }

  @Test func `keep their corrections when the next month is closed`() throws {
    let february = CalendarMonth(instant("2025-02-01"))
    let first = try closed(BillingRun(Year.events.dropLast(12)).close(february))
    let run = BillingRun(Year.events)
    var march = run.close(february.next, beside: first.months)
    let second = try closed(march)
    #expect(second.months.journal.entries.contains { $0.originalPeriod != nil })
    march = run.close(february.next, beside: second.months)
    #expect(try closed(march).content == second.content)
    let fresh = march.journal.entries.filter { $0.period > february.next }
    #expect(fresh.allSatisfy { $0.originalPeriod == nil })
  }

  @Test func `outlive the exports they were made from`() throws {
    let june = CalendarMonth(instant("2025-06-01"))
    let first = try closed(BillingRun(Year.events).close(june))
    let empty = BillingRun([]).close(june, beside: first.months)
    #expect(try closed(empty).content == first.content)
    #expect(balances(empty).isEmpty)
  }

  @Test func `lines are found by their numbers, across pages`() {
    var books = Books()
    for number in 0..<600 {
      books.invoice(
        "in_\(number + 1_000)", final: "2025-01-01", [.init(900, "2025-01-01", "2025-03-01")])
    }
    let all = books.journal()
    let whole = JournalPages(all)
    let entries = all.entries.count
    func part(_ page: Int) -> Journal {
      var part = Journal()
      for place in page * 100..<min(page * 100 + 100, entries) {
        part.post(all.entries[place], Array(all.lines(of: place)))
      }
      return part
    }
    let parts = (0..<(entries + 99) / 100).map(part)
    let pages = JournalPages(lineCounts: parts.map(\.lineCount)) { parts[$0] }
    #expect(pages.lineCount == whole.lineCount)
    for range in [0..<7, 190..<450, 0..<whole.lineCount, whole.lineCount - 1..<whole.lineCount] {
      #expect(pages.lines(in: range) == whole.lines(in: range))
      #expect(pages.lines(in: range).count == range.count)
    }
  }
}
