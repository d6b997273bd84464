public import Billing
public import Bytes
public import Diagnostics

/// What was reported of closed months: the rows of the item ledger and the entries of the journal,
/// from which every figure of those months follows.
///
/// Its text depends on nothing but these and the rules, and its name on nothing but the text, so
/// that whoever has the name can tell whether the figures are still those. A text may be longer
/// than what fits in memory: ``ClosedMonthsReader`` puts it on a shelf page by page, and a page is
/// read when it is asked for.
public struct ClosedMonths: Sendable {
  /// A page of the journal: all entries of some invoices, by the bytes of the invoices' ids.
  public struct JournalPage: Sendable {
    /// The id of its first invoice.
    public internal(set) var first: [UInt8]
    /// The id of its last invoice.
    public internal(set) var last: [UInt8]
    /// Its place on the shelf.
    var place: Int
  }

  /// The last month that is closed.
  public let month: CalendarMonth
  /// The SHA-256 of the rules that the months were measured by, in hex.
  public let rules: String
  /// How many pages of rows of the item ledger there are.
  public let ledgerPageCount: Int
  /// The pages of entries booked up to the end of the month, corrections among them: no invoice
  /// stands on two of them.
  public let journalPages: [JournalPage]
  private let shelf: any PageShelf

  init(
    _ month: CalendarMonth, rules: String, ledgerPageCount: Int, journalPages: [JournalPage],
    on shelf: any PageShelf
  ) {
    self.month = month
    self.rules = rules
    self.ledgerPageCount = ledgerPageCount
    self.journalPages = journalPages
    self.shelf = shelf
  }

  /// Throws unless the months were closed by the same rules: figures by others are no corrections.
  ///
  /// - Parameters:
  ///   - rules: the rules that hold now, those of recognition among them.
  ///   - name: how to call the file in messages.
  /// - Throws: `closed-month`.
  public func requireRules(_ rules: [RuleLine], name: String) throws(Failure) {
    guard self.rules != rules.digest else { return }
    throw Failure(
      .closedMonth, "the months up to \(month.text) were closed by other rules", file: name,
      help: "go back to those rules, or leave “closed” out to close the months anew")
  }

  /// Throws unless every page that was asked for was there; whoever publishes asks before.
  ///
  /// - Throws: what the shelf throws.
  public func requirePages() throws(Failure) { try shelf.requirePages() }

  /// What a file is called, without an ending: the month and the beginning of the text's SHA-256.
  public static func name(of content: Digest, _ month: CalendarMonth) -> String {
    "closed-\(month.text)-" + content.hex.prefix(16)
  }

  /// The names above the rows of the item ledger.
  static let ledgerColumns = [
    "time", "customer_id", "subscription_id", "subscription_item_id", "currency", "price_id",
    "product_id", "interval", "reason", "quantity_change", "quantity", "gross_change", "gross",
    "mrr_change", "mrr",
  ]

  /// The names above the lines of the journal.
  static let journalColumns = [
    "invoice_id", "event_type", "time", "accounting_period", "original_accounting_period",
    "booked_period", "currency", "customer_id", "entry_line_id", "source_id", "line_no",
    "account", "amount", "invoice_line_id",
  ]
}

/// Where the pages of a text are kept until somebody asks for them again.
public protocol PageShelf: AnyObject, Sendable {
  /// Puts a page behind the others.
  ///
  /// - Throws: `output-unwritable` when there is no room.
  func add(_ page: [UInt8]) throws(Failure)

  /// A page by its place, on any thread; an empty one where it does not come back.
  func page(_ place: Int) -> [UInt8]

  /// Throws if a page that was asked for did not come back.
  ///
  /// - Throws: `output-unwritable`.
  func requirePages() throws(Failure)
}

// MARK: Pages

extension ClosedMonths {
  /// The rows of a page of the item ledger; their sights are empty.
  ///
  /// - Parameters:
  ///   - page: which, below ``ledgerPageCount``.
  ///   - symbols: takes in their texts.
  /// - Returns: the rows, by customer, currency, time, subscription and item.
  public func changes(of page: Int, into symbols: inout Symbols) -> [ItemChange] {
    var changes: [ItemChange] = []
    var row = ClosedLedgerRow()
    forEachLine(of: page) { line in
      if let change = row.change(line, { symbols.intern($0) }) { changes.append(change) }
    }
    return changes
  }

  /// The entries of a page of the journal.
  ///
  /// - Parameters:
  ///   - page: the place of a page among ``journalPages``.
  ///   - symbols: a table with all their texts: see ``addTexts(to:limit:by:)``.
  /// - Returns: the entries as they were reported.
  public func journal(of page: Int, in symbols: Symbols) -> Journal {
    var journal = Journal()
    var (row, entry, lines) = (ClosedJournalRow(), JournalEntry?.none, [JournalLine]())
    forEachLine(of: journalPages[page].place) { line in
      let read = row.read(line) { text in
        guard let symbol = symbols.find(text) else {
          preconditionFailure("texts of closed months are not in the table")
        }
        return symbol
      }
      guard let read else { return }
      if let next = read.entry {
        if let entry { journal.post(entry, lines) }
        lines.removeAll(keepingCapacity: true)
        entry = next
      }
      lines.append(read.line)
    }
    if let entry { journal.post(entry, lines) }
    return journal
  }

  /// Makes the tables of the texts of so many pages, one by its number, and answers them in order.
  public typealias TextMap =
    (_ count: Int, _ texts: @escaping @Sendable (Int) -> Symbols) -> [Symbols]

  /// Adds the texts of the journal to a table: those of invoices that were exported when the months
  /// were closed, and are not any more.
  ///
  /// - Parameters:
  ///   - symbols: the table.
  ///   - limit: how many texts it can have.
  ///   - map: reads pages, on as many threads as it likes.
  /// - Returns: whether there was room; nothing was added otherwise.
  public func addTexts(
    to symbols: inout Symbols, limit: Int = Symbols.countLimit,
    by map: TextMap = { count, texts in (0..<count).map(texts) }
  ) -> Bool {
    var missing = Symbols()
    for first in stride(from: 0, to: journalPages.count, by: Self.pagesAtOnce) {
      let count = min(journalPages.count - first, Self.pagesAtOnce)
      let known = symbols
      for texts in map(count, { self.texts(of: first + $0, besides: known) }) {
        _ = missing.absorb(texts)
      }
      // Both have the empty text.
      guard symbols.count + missing.count - 1 <= limit else { return false }
    }
    if missing.count > 1 { _ = symbols.absorb(missing) }
    return true
  }

  /// Enough for all threads, and few enough that what a table lacks of them is small.
  private static let pagesAtOnce = 256

  /// The texts of a page of the journal that a table does not have.
  private func texts(of page: Int, besides known: Symbols) -> Symbols {
    var missing = Symbols()
    var row = ClosedJournalRow()
    forEachLine(of: journalPages[page].place) { line in
      row.forEachText(line) { text in
        if known.find(text) == nil { _ = missing.intern(text) }
      }
    }
    return missing
  }

  private func forEachLine(of place: Int, _ body: (ByteView) -> Void) {
    let page = shelf.page(place)
    unsafe page.withUnsafeBufferPointer { bytes in
      var rest = unsafe ByteView(bytes)
      while let line = rest.takeLine() { body(line) }
    }
  }
}

extension [RuleLine] {
  /// The SHA-256 of every rule, in hex.
  public var digest: String {
    Digest(of: [UInt8](map { "\($0.name)=\($0.value)\n" }.joined().utf8)).hex
  }
}

extension Failure.Code {
  /// A file with what was reported of closed months cannot be read as one, was changed, or is of
  /// other rules.
  public static let closedMonth = Failure.Code(rawValue: "closed-month")
}
