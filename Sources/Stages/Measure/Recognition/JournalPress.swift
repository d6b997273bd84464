import Billing
import Bytes
import Revenue

/// Books invoices page by page, beside what was reported of closed months.
///
/// Invoices and closed entries are both in the order of the invoices' ids, so that all entries of
/// an invoice come together on one page. A page is put together when it is asked for, so that no
/// more than one of them needs to be in memory.
struct JournalPress: Sendable {
  /// What was reported of closed months, with the symbols of the facts.
  struct Closed: Sendable {
    /// The entries, by the bytes of their invoices' ids.
    var journal: Journal
    /// The last closed month.
    var month: CalendarMonth
  }

  private struct Page {
    var invoices: Range<Int>
    var entries: Range<Int>
  }

  private static let invoicesOnPage = 256

  private let assembler: BillingAssembler
  private let rules: RecognitionRules
  private let closed: Closed?
  private var pages: [Page] = []

  init(_ assembler: BillingAssembler, _ rules: RecognitionRules, beside closed: Closed?) {
    self.assembler = assembler
    self.rules = rules
    self.closed = closed
    let (entries, symbols) = (closed?.journal.entries ?? [], assembler.facts.symbols)
    let count = assembler.invoiceCount
    var taken = 0
    for start in stride(from: 0, to: count, by: Self.invoicesOnPage) {
      let end = min(start + Self.invoicesOnPage, count)
      var place = taken
      while place < entries.count,
        end == count || symbols.precedes(entries[place].invoice, assembler.id(end))
      { place += 1 }
      pages.append(Page(invoices: start..<end, entries: taken..<place))
      taken = place
    }
    if taken < entries.count {
      pages.append(Page(invoices: count..<count, entries: taken..<entries.count))
    }
  }

  /// How many pages there are.
  var count: Int { pages.count }

  /// Makes a page.
  func journal(of page: Int) -> Journal {
    var keeper = Bookkeeper(rules, into: Journal())
    keeper.keep(assembler.assemble(pages[page].invoices).billing)
    return corrected(keeper.sink, pages[page])
  }

  /// A page's journal beside what was reported.
  private func corrected(_ journal: Journal, _ page: Page) -> Journal {
    guard let closed else { return journal }
    var reported = Journal()
    for place in page.entries {
      reported.post(closed.journal.entries[place], Array(closed.journal.lines(of: place)))
    }
    return journal.corrected(beside: reported, through: closed.month)
  }

  /// Sums up some pages.
  ///
  /// - Parameters:
  ///   - range: which pages.
  ///   - dunning: a measure of nothing.
  /// - Returns: the sums, without the journal itself.
  func part(_ range: Range<Int>, _ dunning: DunningMeasure) -> BillingPart {
    var part = BillingPart(dunning: dunning)
    var keeper = Bookkeeper(rules, into: BookTotals())
    for page in pages[range] {
      let assembly = assembler.assemble(page.invoices)
      let before = part.totals.lineCount + keeper.sink.lineCount
      if closed == nil {
        keeper.keep(assembly.billing)
      } else {
        var plain = Bookkeeper(rules, into: Journal())
        plain.keep(assembly.billing)
        plain.sink.post(to: &part.known)
        corrected(plain.sink, page).post(to: &part.totals)
      }
      part.lineCounts.append(part.totals.lineCount + keeper.sink.lineCount - before)
      part.dunning.take(assembly.collections)
      part.sums.add(assembly.sums)
      part.exceptions += assembly.exceptions
    }
    part.totals.add(keeper.sink)
    return part
  }
}

/// What some of the invoices come to.
public struct BillingPart: Sendable {
  /// The sums over their journal.
  var totals = BookTotals()
  /// The same as if no month were closed, where one is.
  var known = BookTotals()
  /// How many lines each page of it has.
  var lineCounts: [Int] = []
  /// How they were collected.
  var dunning: DunningMeasure
  /// What they say of themselves.
  var sums = InvoiceTally()
  /// What the books could not take as it is.
  var exceptions: [BillingException] = []

  /// Adds what the invoices that follow come to.
  mutating func add(_ other: BillingPart) {
    totals.add(other.totals)
    known.add(other.known)
    lineCounts += other.lineCounts
    dunning.take(other.dunning)
    sums.add(other.sums)
    exceptions += other.exceptions
  }
}

extension ClosedMonths {
  /// The journal with the symbols of a table, which takes in what it lacks.
  func journal(with symbols: inout Symbols) -> JournalPress.Closed {
    var translation = SymbolTranslation(from: self.symbols)
    var journal = Journal()
    for place in self.journal.entries.indices {
      var entry = self.journal.entries[place]
      entry.currency = translation.translate(entry.currency, into: &symbols)
      entry.customer = translation.translate(entry.customer, into: &symbols)
      entry.invoice = translation.translate(entry.invoice, into: &symbols)
      entry.invoiceLine = translation.translate(entry.invoiceLine, into: &symbols)
      entry.source = translation.translate(entry.source, into: &symbols)
      journal.post(
        entry,
        self.journal.lines(of: place).map { line in
          var line = line
          line.invoiceLine = translation.translate(line.invoiceLine, into: &symbols)
          return line
        })
    }
    return JournalPress.Closed(journal: journal, month: month)
  }
}
