import Billing
import Bytes
import Revenue

/// Books invoices page by page, beside what was reported of closed months.
///
/// Invoices and closed entries are both in the order of the invoices' ids, so that all entries of
/// an invoice come together on one page.
struct JournalPress: Sendable {
  /// What was reported of closed months, with the symbols of the book.
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

  private let book: BillingBook
  private let rules: RecognitionRules
  private let closed: Closed?
  private var pages: [Page] = []

  init(_ book: BillingBook, _ rules: RecognitionRules, beside closed: Closed?) {
    self.book = book
    self.rules = rules
    self.closed = closed
    let entries = closed?.journal.entries ?? []
    var taken = 0
    for start in stride(from: 0, to: book.invoices.count, by: Self.invoicesOnPage) {
      let end = min(start + Self.invoicesOnPage, book.invoices.count)
      var place = taken
      while place < entries.count,
        end == book.invoices.count
          || book.symbols.precedes(entries[place].invoice, book.invoices[end].id)
      { place += 1 }
      pages.append(Page(invoices: start..<end, entries: taken..<place))
      taken = place
    }
    if taken < entries.count {
      pages.append(Page(invoices: 0..<0, entries: taken..<entries.count))
    }
  }

  /// How many pages there are.
  var count: Int { pages.count }

  /// Makes a page.
  func journal(of page: Int) -> Journal {
    var keeper = Bookkeeper(rules, into: Journal())
    for place in pages[page].invoices { keeper.keep(book.invoices[place], of: book) }
    guard let closed else { return keeper.sink }
    var reported = Journal()
    for place in pages[page].entries {
      reported.post(closed.journal.entries[place], Array(closed.journal.lines(of: place)))
    }
    return keeper.sink.corrected(beside: reported, through: closed.month)
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
