import Billing
public import Bytes
public import Diagnostics

/// Reads a file of closed months piece by piece, and puts it on a shelf page by page.
///
/// Every line is looked at as it comes, but nothing of it counts, and nothing is said of it, before
/// the digest of the whole is that of the file's name: until then there are no ``ClosedMonths``.
public struct ClosedMonthsReader {
  private enum Part {
    case head, ledgerHead, ledger, journal
  }

  /// How many ends of lines were read.
  public private(set) var lineEndCount = 0

  private let name: String
  private let shelf: any PageShelf
  private let pageByteCount: Int
  private var digest = RunningDigest()
  private var part = Part.head
  private var line = 0
  private var month: CalendarMonth?
  private var rules = ""
  /// What is wrong with the first line that is none; no other is looked at.
  private var failure: Failure?
  private var page: [UInt8] = []
  private var pageCount = 0
  private var ledgerPageCount = 0
  private var journalPages: [ClosedMonths.JournalPage] = []
  private var ledgerRow = ClosedLedgerRow()
  private var journalRow = ClosedJournalRow()
  /// How many lines of the entry at hand were read.
  private var entryLineCount: Int64 = 0
  /// The invoice of that entry.
  private var invoice: [UInt8] = []

  private static let ledgerHead = Array(ClosedMonths.ledgerColumns.joined(separator: ",").utf8)
  private static let journalHead = Array(ClosedMonths.journalColumns.joined(separator: ",").utf8)

  /// Begins with the first line.
  ///
  /// - Parameters:
  ///   - name: how to call the file in messages; the last part of it must be that of the content.
  ///   - shelf: takes the pages; nothing is on it.
  ///   - pageByteCount: how long a page is at least; what it is has no influence on any figure.
  public init(name: String, to shelf: any PageShelf, pageByteCount: Int = 256 << 10) {
    self.name = name
    self.shelf = shelf
    self.pageByteCount = pageByteCount
  }

  /// Reads the next lines; all but the last piece end at the end of a line.
  ///
  /// - Throws: `output-unwritable` when the shelf has no room.
  public mutating func read(_ piece: ByteView) throws(Failure) {
    digest.update(piece)
    var rest = piece
    while failure == nil, let text = rest.takeLine() { try read(line: text) }
    lineEndCount += unsafe piece.buffer.count { $0 == 0x0A }
  }

  /// Ends the file.
  ///
  /// - Returns: what it says.
  /// - Throws: `closed-month` for a file that is none, or not the one that its name says;
  ///   `output-unwritable` when the shelf has no room.
  public consuming func finish() throws(Failure) -> ClosedMonths {
    guard let month else {
      throw Failure(
        .closedMonth, "the file does not say which month is closed", file: name,
        position: .init(line: 1), help: "name a file as a run wrote it, metrics/closed-….csv.gz")
    }
    let known = ClosedMonths.name(of: digest.finish(), month)
    guard name.utf8.split(separator: UInt8(ascii: "/")).last?.starts(with: known.utf8) == true
    else {
      throw Failure(
        .closedMonth, "the file was changed since the month was closed", file: name,
        help: "its content would be called \(known); take it from the run that closed the month")
    }
    if failure == nil, part != .journal {
      line += 1
      refuse()
    }
    if let failure { throw failure }
    try turnPage()
    return ClosedMonths(
      month, rules: rules, ledgerPageCount: ledgerPageCount, journalPages: journalPages, on: shelf)
  }

  // MARK: Lines

  private mutating func read(line text: ByteView) throws(Failure) {
    line += 1
    switch part {
    case .head: readHead(text)
    case .ledgerHead:
      if text.isEqual(to: Self.ledgerHead) { part = .ledger } else { refuse() }
    case .ledger:
      if text.isEqual(to: Self.journalHead) {
        try turnPage()
        (part, ledgerPageCount) = (.journal, pageCount)
      } else if ledgerRow.change(text, { _ in .empty }) != nil {
        if page.count >= pageByteCount { try turnPage() }
        keep(text)
      } else {
        refuse()
      }
    case .journal:
      guard let row = journalRow.read(text, { _ in .empty }) else { return refuse() }
      entryLineCount = row.entry == nil ? entryLineCount + 1 : 1
      guard row.number == entryLineCount else { return refuse() }
      if row.entry != nil { try begin(journalRow.invoice) }
      keep(text)
    }
  }

  private mutating func readHead(_ text: ByteView) {
    let words = text.text.split(separator: " ").map(String.init)
    guard words.count == 5, words[0] == "closed", words[4].utf8.count == 64 else {
      return refuse()
    }
    (month, rules, part) = (CalendarMonth(text: words[1]), words[4], .ledgerHead)
    if month == nil { refuse() }
  }

  /// Begins an entry of an invoice, on another page where it is the first one and the page is full.
  private mutating func begin(_ next: [UInt8]) throws(Failure) {
    if journalPages.isEmpty || next != invoice {
      guard journalPages.isEmpty || invoice.lexicographicallyPrecedes(next) else {
        return refuse(
          "the entries are not in the order of their invoices",
          help: "close the month again, beginning with the file of the month before")
      }
      if page.count >= pageByteCount { try turnPage() }
      invoice = next
    }
    if page.isEmpty { journalPages.append(.init(first: next, last: next, place: pageCount)) }
    journalPages[journalPages.count - 1].last = next
  }

  private mutating func keep(_ text: ByteView) {
    guard failure == nil else { return }
    page.write(text)
    page.append(0x0A)
  }

  private mutating func turnPage() throws(Failure) {
    guard !page.isEmpty else { return }
    try shelf.add(page)
    pageCount += 1
    page.removeAll(keepingCapacity: true)
  }

  private mutating func refuse(
    _ message: String = "the line is not one of a closed month",
    help: String = "take the file from the run that closed the month"
  ) {
    failure = Failure(
      .closedMonth, message, file: name, position: .init(line: line), help: help)
  }
}

extension ByteView {
  fileprivate func isEqual(to bytes: [UInt8]) -> Bool { unsafe buffer.elementsEqual(bytes) }
}
