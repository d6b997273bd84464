import Billing
import Bytes
import Diagnostics

/// Reads the rows of a file of closed months, line by line.
struct ClosedMonthsReader {
  private(set) var symbols = Symbols()
  private(set) var changes: [ItemChange] = []
  private(set) var journal = Journal()

  private let file: [UInt8]
  private let name: String
  private var place: Int
  private var line = 1
  /// The cells of the line at hand.
  private var cells: [Range<Int>] = []
  private var entry: JournalEntry?
  private var entryLines: [JournalLine] = []

  private static let accounts = [String: Account](
    uniqueKeysWithValues: Account.allCases.map { ($0.name, $0) })

  /// Begins below the first line.
  init(_ file: [UInt8], after place: Int, name: String) {
    self.file = file
    self.place = place + 1
    self.name = name
  }

  /// Reads all rows.
  ///
  /// - Throws: `closed-month`, with the line that is none.
  mutating func read() throws(Failure) {
    guard next(), holds(ClosedMonths.ledgerColumns) else { throw refusal }
    while next(), !holds(ClosedMonths.journalColumns) {
      guard let change = change() else { throw refusal }
      changes.append(change)
    }
    guard holds(ClosedMonths.journalColumns) else { throw refusal }
    while next() {
      guard takeJournalLine() else { throw refusal }
    }
    post()
  }

  private var refusal: Failure {
    Failure(
      .closedMonth, "the line is not one of a closed month", file: name,
      position: .init(line: line), help: "take the file from the run that closed the month")
  }

  // MARK: Cells

  /// Finds the cells of the next line; there is none at the end, or where a line is cut.
  private mutating func next() -> Bool {
    line += 1
    cells.removeAll(keepingCapacity: true)
    guard place < file.count else { return false }
    var start = place
    while place < file.count, file[place] != 0x0A {
      if file[place] == UInt8(ascii: ",") {
        cells.append(start..<place)
        start = place + 1
      }
      place += 1
    }
    cells.append(start..<place)
    place += 1
    return true
  }

  private func holds(_ names: [String]) -> Bool {
    cells.count == names.count
      && zip(cells, names).allSatisfy { file[$0].elementsEqual($1.utf8) }
  }

  private func text(_ cell: Int) -> String { String(decoding: file[cells[cell]], as: UTF8.self) }

  private func number(_ cell: Int) -> Int64? {
    var digits = file[cells[cell]]
    let isBelowZero = digits.first == UInt8(ascii: "-")
    if isBelowZero { digits.removeFirst() }
    guard 1...19 ~= digits.count else { return nil }
    var value: Int64 = 0
    for byte in digits {
      guard UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte else { return nil }
      let (tens, isOver) = value.multipliedReportingOverflow(by: 10)
      let digit = Int64(byte - UInt8(ascii: "0"))
      let (sum, isBeyond) =
        isBelowZero
        ? tens.subtractingReportingOverflow(digit) : tens.addingReportingOverflow(digit)
      if isOver || isBeyond { return nil }
      value = sum
    }
    return value
  }

  private func month(_ cell: Int) -> CalendarMonth? { CalendarMonth(text: text(cell)) }

  private mutating func symbol(_ cell: Int) -> Symbol {
    let bytes = file[cells[cell]]
    guard bytes.contains(UInt8(ascii: "%")) else {
      return unsafe bytes.withUnsafeBufferPointer { unsafe symbols.intern(ByteView($0)) }
    }
    var plain: [UInt8] = []
    var rest = bytes
    while let byte = rest.popFirst() {
      let digits = String(decoding: rest.prefix(2), as: UTF8.self)
      if byte == UInt8(ascii: "%"), let value = UInt8(digits, radix: 16) {
        plain.append(value)
        rest = rest.dropFirst(2)
      } else {
        plain.append(byte)
      }
    }
    return symbols.intern(bytes: plain)
  }

  // MARK: Rows

  private mutating func change() -> ItemChange? {
    guard cells.count == ClosedMonths.ledgerColumns.count, let time = number(0),
      let reason = ChangeReason(rawValue: text(8)), let amounts = amounts(9...14)
    else { return nil }
    var label = PriceLabel(price: symbol(5), product: symbol(6), period: nil)
    if !cells[7].isEmpty {
      let words = text(7).split(separator: " ")
      guard words.count == 2, let interval = BillingInterval(rawValue: String(words[0])),
        let count = Int64(words[1])
      else { return nil }
      label.period = BillingPeriod(interval, count: count)
    }
    let instant = Timestamp(microseconds: time)
    var change = ItemChange(
      time: instant, sight: .none(at: instant), customer: symbol(1), subscription: symbol(2),
      item: symbol(3), currency: symbol(4), price: label, reason: reason)
    (change.quantityChange, change.quantityAfter) = (amounts[0], amounts[1])
    (change.grossChange, change.grossAfter) = (amounts[2], amounts[3])
    (change.netChange, change.netAfter) = (amounts[4], amounts[5])
    return change
  }

  private func amounts(_ range: ClosedRange<Int>) -> [Int64]? {
    let amounts = range.compactMap { number($0) }
    return amounts.count == range.count ? amounts : nil
  }

  private mutating func takeJournalLine() -> Bool {
    guard cells.count == ClosedMonths.journalColumns.count, let number = self.number(10),
      let account = Self.accounts[text(11)], let amount = self.number(12)
    else { return false }
    if number == 1 {
      post()
      guard let event = JournalEvent(rawValue: text(1)), let time = self.number(2),
        let period = month(3), cells[4].isEmpty || month(4) != nil, let booked = month(5)
      else { return false }
      var head = JournalEntry(
        event, time: Timestamp(microseconds: time), period: period, bookedPeriod: booked,
        currency: symbol(6), customer: symbol(7), invoice: symbol(0), invoiceLine: symbol(8),
        source: symbol(9))
      head.originalPeriod = month(4)
      entry = head
    }
    guard entry != nil, number == entryLines.count + 1 else { return false }
    entryLines.append(JournalLine(account, amount, of: symbol(13)))
    return true
  }

  /// Ends the entry at hand.
  private mutating func post() {
    if let entry { journal.post(entry, entryLines) }
    entry = nil
    entryLines.removeAll(keepingCapacity: true)
  }
}
