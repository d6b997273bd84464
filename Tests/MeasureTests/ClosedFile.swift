import Billing
import Bytes
import Diagnostics
import Revenue
import Synchronization

/// Pages in memory.
final class MemoryShelf: PageShelf {
  private let all = Mutex<[[UInt8]]>([])

  var pages: [[UInt8]] { all.withLock(\.self) }

  func add(_ page: [UInt8]) { all.withLock { $0.append(page) } }

  func page(_ place: Int) -> [UInt8] { all.withLock { $0[place] } }

  func requirePages() {}
}

/// A file of closed months, as a later run gets it.
struct ClosedFile {
  var content: [UInt8]
  /// Its name; that of the content unless another is given.
  var name: String
  var pageByteCount = 256 << 10
  /// How many bytes are read at once at least; lines are never divided.
  var pieceByteCount = 1 << 20

  init(_ content: [UInt8], month: CalendarMonth, name: String? = nil) {
    self.content = content
    self.name = "close/" + (name ?? ClosedMonths.name(of: Digest(of: content), month)) + ".csv.gz"
  }

  func read(to shelf: MemoryShelf = MemoryShelf()) throws(Failure) -> ClosedMonths {
    var reader = ClosedMonthsReader(name: name, to: shelf, pageByteCount: pageByteCount)
    var start = 0
    while start < content.count {
      let least = min(start + pieceByteCount, content.count)
      let end = content[least...].firstIndex(of: 0x0A).map { $0 + 1 } ?? content.count
      let piece = Array(content[start..<end])
      try unsafe piece.withUnsafeBufferPointer { bytes throws(Failure) in
        try unsafe reader.read(ByteView(bytes))
      }
      start = end
    }
    return try reader.finish()
  }

  /// The number of the first line that is none of a closed month, from 1, as somebody would find it
  /// who has the whole file before him; `nil` when there is none.
  var firstWrongLine: Int? {
    var lines = content.split(separator: 0x0A, omittingEmptySubsequences: false)
    if lines.last?.isEmpty == true { lines.removeLast() }
    var (isInJournal, entryLineCount) = (false, 0)
    var invoice = ""
    for (index, line) in lines.enumerated().dropFirst() {
      let cells = line.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
        .map { String(decoding: $0, as: UTF8.self) }
      if index == 1 {
        guard cells == Self.ledgerColumns else { return 2 }
      } else if !isInJournal, cells == Self.journalColumns {
        isInJournal = true
      } else if !isInJournal {
        guard isLedgerRow(cells) else { return index + 1 }
      } else {
        guard isJournalLine(cells) else { return index + 1 }
        entryLineCount = cells[10] == "1" ? 1 : entryLineCount + 1
        guard cells[10] == "\(entryLineCount)" else { return index + 1 }
        if entryLineCount == 1 {
          guard !cells[0].utf8.lexicographicallyPrecedes(invoice.utf8) else { return index + 1 }
          invoice = cells[0]
        }
      }
    }
    return isInJournal ? nil : lines.count + 1
  }

  private func isLedgerRow(_ cells: [String]) -> Bool {
    let period = cells.count == 15 ? cells[7].split(separator: " ").map(String.init) : []
    return cells.count == 15 && ChangeReason(rawValue: cells[8]) != nil
      && ([0] + Array(9...14)).allSatisfy { isNumber(cells[$0]) }
      && (cells[7].isEmpty
        || period.count == 2 && BillingInterval(rawValue: period[0]) != nil
          && Int64(period[1]) != nil)
  }

  private func isJournalLine(_ cells: [String]) -> Bool {
    guard cells.count == 14, [10, 12].allSatisfy({ isNumber(cells[$0]) }),
      Account.allCases.contains(where: { $0.name == cells[11] })
    else { return false }
    return cells[10] != "1"
      || JournalEvent(rawValue: cells[1]) != nil && isNumber(cells[2]) && isMonth(cells[3])
        && (cells[4].isEmpty || isMonth(cells[4])) && isMonth(cells[5])
  }

  private func isNumber(_ cell: String) -> Bool {
    !cell.hasPrefix("+") && cell.utf8.count < 21 && Int64(cell) != nil
  }

  private func isMonth(_ cell: String) -> Bool { CalendarMonth(text: cell) != nil }

  private static let ledgerColumns = [
    "time", "customer_id", "subscription_id", "subscription_item_id", "currency", "price_id",
    "product_id", "interval", "reason", "quantity_change", "quantity", "gross_change", "gross",
    "mrr_change", "mrr",
  ]

  private static let journalColumns = [
    "invoice_id", "event_type", "time", "accounting_period", "original_accounting_period",
    "booked_period", "currency", "customer_id", "entry_line_id", "source_id", "line_no",
    "account", "amount", "invoice_line_id",
  ]
}
