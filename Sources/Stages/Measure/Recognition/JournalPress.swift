import Billing
import Bytes
import Revenue

/// Books invoices page by page, beside what was reported of closed months.
///
/// Invoices and closed entries are both in the order of the invoices' ids, so that all entries of
/// an invoice come together on one page. A page is put together when it is asked for, so that no
/// more than one of them needs to be in memory. Which invoices share a page has no influence on
/// what is booked, or on its order.
struct JournalPress: Sendable {
  private struct Page {
    var invoices: Range<Int>
    /// The page of closed entries that belong to them, if any do.
    var closed: Int?
    /// Whether it has all entries of the closed page before its own first invoice.
    var isFirst = true
    /// Whether it has all those from its own last invoice on.
    var isLast = true
    /// Whether what is known of the closed months is what was reported.
    var isAsReported = false
  }

  private static let invoicesOnPage = 256

  private let assembler: BillingAssembler
  private let rules: RecognitionRules
  private let closed: ClosedMonths?
  private var pages: [Page] = []

  init(_ assembler: BillingAssembler, _ rules: RecognitionRules, beside closed: ClosedMonths?) {
    self.assembler = assembler
    self.rules = rules
    self.closed = closed
    let reported = closed?.journalPages ?? []
    var start = 0
    for (number, page) in reported.enumerated() {
      let isLast = number == reported.count - 1
      let end =
        isLast ? assembler.invoiceCount : assembler.place(of: reported[number + 1].first)
      add(start..<end, beside: number, through: assembler.place(of: page.last))
      start = end
    }
    if start < assembler.invoiceCount { add(start..<assembler.invoiceCount) }
  }

  /// Adds pages for some invoices, and for the closed entries whose invoices are among them or
  /// belong between them.
  private mutating func add(
    _ invoices: Range<Int>, beside closed: Int? = nil, through lastClosed: Int = 0
  ) {
    var start = invoices.lowerBound
    repeat {
      let isLast = invoices.upperBound - start < Self.invoicesOnPage * 2
      let end = isLast ? invoices.upperBound : start + Self.invoicesOnPage
      let isFirst = start == invoices.lowerBound
      pages.append(
        Page(
          invoices: start..<end, closed: isFirst || start <= lastClosed ? closed : nil,
          isFirst: isFirst, isLast: isLast))
      start = end
    } while start < invoices.upperBound
  }

  /// How many pages there are.
  var count: Int { pages.count }

  /// Notes which pages say of the closed months what was reported: the closed entries of these need
  /// not be read again.
  mutating func note(asReported: [Bool]) {
    for (page, isAsReported) in zip(pages.indices, asReported) {
      pages[page].isAsReported = isAsReported
    }
  }

  /// Makes a page.
  func journal(of page: Int) -> Journal {
    let known = known(assembler.assemble(pages[page].invoices).billing)
    return pages[page].isAsReported ? known : corrected(known, pages[page]) ?? known
  }

  /// What would be booked if no month were closed.
  private func known(_ book: BillingBook) -> Journal {
    var keeper = Bookkeeper(rules, into: Journal())
    keeper.keep(book)
    return keeper.sink
  }

  /// A page's journal beside what was reported; `nil` where it is that already.
  private func corrected(_ journal: Journal, _ page: Page) -> Journal? {
    closed.flatMap {
      journal.corrected(
        beside: reported(page, $0), through: $0.month, in: assembler.facts.symbols)
    }
  }

  /// The closed entries that belong on a page.
  private func reported(_ page: Page, _ closed: ClosedMonths) -> Journal {
    let symbols = assembler.facts.symbols
    guard let number = page.closed else { return Journal() }
    let whole = closed.journal(of: number, in: symbols)
    guard !page.isFirst || !page.isLast else { return whole }
    var part = Journal()
    for place in whole.entries.indices {
      let (invoice, own) = (whole.entries[place].invoice, page.invoices)
      let isBefore = !page.isFirst && symbols.precedes(invoice, assembler.id(own.lowerBound))
      let isBehind = !page.isLast && !symbols.precedes(invoice, assembler.id(own.upperBound))
      if !isBefore, !isBehind { part.post(whole.entries[place], Array(whole.lines(of: place))) }
    }
    return part
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
        let known = known(assembly.billing)
        let corrected = corrected(known, page)
        part.asReported.append(corrected == nil)
        known.post(to: &part.known)
        (corrected ?? known).post(to: &part.totals)
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
  /// Of each page whether it says of the closed months what was reported, where one is closed.
  var asReported: [Bool] = []
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
    asReported += other.asReported
    dunning.take(other.dunning)
    sums.add(other.sums)
    exceptions += other.exceptions
  }
}
