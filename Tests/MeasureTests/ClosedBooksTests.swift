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
  return (content, try ClosedFile(content, month: close.month).read())
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
    #expect(corrections(in: march) > 0)
    march = run.close(february.next, beside: second.months)
    #expect(try closed(march).content == second.content)
    #expect(corrections(in: march) > 0)
    let fresh = march.journal.entries.filter { $0.period > february.next }
    #expect(fresh.allSatisfy { $0.originalPeriod == nil })
  }

  private func corrections(in close: CloseFigures) -> Int {
    close.journal.entries.count { $0.originalPeriod != nil }
  }

  @Test func `know every entry again when others have come between them`() throws {
    let few = yearly(stride(from: 0, to: 700, by: 2))
    let first = try closed(few.close(january))
    let second = try closed(few.close(january.next, beside: first.months))
    // Every other invoice is one that nobody knew of when the months were closed.
    let later = yearly(0..<700).close(january.next, beside: second.months)
    #expect(try closed(later).content == second.content)
    let corrected = later.journal.entries.filter { $0.originalPeriod != nil }
    let symbols = try #require(later.billing).facts.symbols
    #expect(corrected.count == 350 * 4)
    #expect(
      corrected.allSatisfy { Int(symbols.text($0.invoice).suffix(1)).map { $0 % 2 } == 1 })
  }

  /// Invoices of a year's service each, by their numbers.
  private func yearly(_ numbers: some Sequence<Int>) -> BillingRun {
    BillingRun(
      numbers.map { number in
        var invoice = InvoiceRecord()
        invoice.id = "in_\(number + 10_000)"
        invoice.total = 1_200
        (invoice.paid, invoice.paidAt) = (1_200, "2025-01-01")
        invoice.lines = [.init(amount: 1_200, start: "2025-01-01", end: "2026-01-01")]
        return event("evt_\(number)", "invoice.paid", at: "2025-01-01", invoice.old)
      })
  }

  private var january: CalendarMonth { CalendarMonth(instant("2025-01-01")) }

  @Test func `are in the order in which they would be if they were open`() throws {
    let run = yearly(0..<700)
    let first = try closed(run.close(january))
    let later = run.close(january, beside: first.months)
    let open = run.close(january)
    #expect(later.journal.lineCount == open.journal.lineCount)
    let all = 0..<open.journal.lineCount
    #expect(later.journal.lines(in: all) == open.journal.lines(in: all))
  }

  @Test(arguments: [1, 300, 5_000, 40_000, Int.max])
  func `are the same however long a page is`(_ pageByteCount: Int) throws {
    var random = SplitMix64(seed: UInt64(truncatingIfNeeded: pageByteCount))
    let all = yearly(0..<1_300)
    let some = yearly((0..<900).filter { _ in Int.random(in: 0..<3, using: &random) > 0 })
    for run in [all, some, yearly(600..<1_000), yearly([])] {
      let first = try closed(some.close(january))
      let second = try closed(all.close(january.next, beside: first.months))
      var file = ClosedFile(second.content, month: january.next)
      let whole = run.close(january.next, beside: try file.read())
      (file.pageByteCount, file.pieceByteCount) = (pageByteCount, min(pageByteCount, 1 << 20))
      let paged = run.close(january.next, beside: try file.read())
      #expect(try closed(paged).content == second.content)
      #expect(paged.journal.lineCount == whole.journal.lineCount)
      let (symbols, others) = (texts(of: paged), texts(of: whole))
      let lines = 0..<whole.journal.lineCount
      let same = zip(paged.journal.lines(in: lines), whole.journal.lines(in: lines))
        .allSatisfy { one, other in
          one.number == other.number && one.entry.period == other.entry.period
            && one.entry.originalPeriod == other.entry.originalPeriod
            && one.line.amount == other.line.amount && one.line.account == other.line.account
            && symbols.text(one.entry.invoice) == others.text(other.entry.invoice)
        }
      #expect(same)
      #expect(balances(paged) == balances(whole))
      let month = january.next
      #expect(restatements(paged, through: month) == restatements(whole, through: month))
    }
  }

  private func texts(of close: CloseFigures) -> Symbols {
    close.billing?.facts.symbols ?? Symbols()
  }

  private func restatements(
    _ close: CloseFigures, through month: CalendarMonth
  ) -> [RestatedFigure] {
    var close = close
    close.correct([], of: close.recurring, through: month)
    return close.restatements
  }

  @Test func `are numbered only where there is room`() throws {
    let first = try closed(yearly(0..<10).close(january))
    var symbols = Symbols()
    _ = symbols.intern("in_10003")
    let before = symbols.count
    // Ten invoices and their lines, a customer, a currency, a line's id; one is there already.
    #expect(!first.months.addTexts(to: &symbols, limit: before + 9))
    #expect(symbols.count == before)
    #expect(first.months.addTexts(to: &symbols, limit: before + 100))
    #expect(symbols.count > before + 9 && symbols.find("in_10009") != nil)
    let after = symbols.count
    #expect(first.months.addTexts(to: &symbols, limit: after))
    #expect(symbols.count == after)
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
