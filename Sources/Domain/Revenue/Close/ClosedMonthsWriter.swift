public import Billing
public import Bytes
public import Diagnostics

/// Writes what is reported of months that are over, to be kept: see ``ClosedMonths``.
public struct ClosedMonthsWriter: Sendable {
  private let month: CalendarMonth
  private let rules: String
  private let figures: RecurringFigures
  private let end: Timestamp
  private let journal: JournalPages
  private let journalSymbols: Symbols

  private static let changesInPart = 1 << 13

  /// Takes what was measured up to the end of a month.
  ///
  /// - Parameters:
  ///   - month: the last month that is closed.
  ///   - close: the figures; their ledger is sorted.
  ///   - rules: every rule that they depend on.
  public init(through month: CalendarMonth, of close: CloseFigures, by rules: [RuleLine]) {
    self.month = month
    self.rules = rules.digest
    figures = close.recurring
    end = figures.zone.range(of: month).upperBound
    journal = close.journal
    journalSymbols = close.billing?.facts.symbols ?? Symbols()
  }

  /// What a file of some content is called, without an ending.
  public func name(of content: Digest) -> String { ClosedMonths.name(of: content, month) }

  /// Writes the file; never more than some parts of it are in memory.
  ///
  /// - Parameters:
  ///   - sink: where its bytes go.
  ///   - map: makes the parts, on as many threads as it likes.
  /// - Throws: whatever the sink throws.
  public func write<Sink: ByteSink & ~Copyable>(
    to sink: inout Sink, map: Sink.PartMap = { count, part in (0..<count).map(part) }
  ) throws(Failure) {
    try sink.write("closed \(month.text) by rules \(rules)\n")
    try sink.write(ClosedMonths.ledgerColumns.joined(separator: ",") + "\n")
    let (size, count) = (Self.changesInPart, figures.ledger.changes.count)
    try sink.write(parts: (count + size - 1) / size, by: map) { part in
      changes(in: part * size..<min((part + 1) * size, count))
    }
    try sink.write(ClosedMonths.journalColumns.joined(separator: ",") + "\n")
    try sink.write(parts: journal.count, by: map) { lines(of: journal[$0]) }
  }

  private func changes(in places: Range<Int>) -> [UInt8] {
    var part: [UInt8] = []
    for change in figures.ledger.changes[places] where change.time < end { add(change, to: &part) }
    return part
  }

  private func lines(of journal: Journal) -> [UInt8] {
    var part: [UInt8] = []
    for entry in journal.entries.indices where journal.entries[entry].period <= month {
      for (place, line) in journal.lines(of: entry).enumerated() {
        add(line, place + 1, of: journal.entries[entry], to: &part)
      }
    }
    return part
  }

  private func add(_ change: ItemChange, to part: inout [UInt8]) {
    part.add(change.time.microseconds, isFirst: true)
    for id in [
      change.customer, change.subscription, change.item, change.currency, change.price.price,
      change.price.product,
    ] { part.add(id, of: figures.ledger.symbols) }
    part.add(change.price.period.map { "\($0.interval.rawValue) \($0.count)" } ?? "")
    part.add(change.reason.rawValue)
    for amount in [
      change.quantityChange, change.quantityAfter, change.grossChange, change.grossAfter,
      change.netChange, change.netAfter,
    ] { part.add(amount) }
    part.append(0x0A)
  }

  private func add(
    _ line: JournalLine, _ number: Int, of entry: JournalEntry, to part: inout [UInt8]
  ) {
    part.add(entry.invoice, of: journalSymbols, isFirst: true)
    part.add(entry.event.rawValue)
    part.add(entry.time.microseconds)
    part.add(entry.period)
    part.add(entry.originalPeriod)
    part.add(entry.bookedPeriod)
    for id in [entry.currency, entry.customer, entry.invoiceLine, entry.source] {
      part.add(id, of: journalSymbols)
    }
    part.add(Int64(number))
    part.add(line.account.name)
    part.add(line.amount)
    part.add(line.invoiceLine, of: journalSymbols)
    part.append(0x0A)
  }
}

/// Cells without quotes: of a text, what would end a cell or a line is written as `%2C`.
extension [UInt8] {
  fileprivate mutating func add(_ word: String) {
    append(UInt8(ascii: ","))
    append(contentsOf: word.utf8)
  }

  fileprivate mutating func add(_ month: CalendarMonth?) {
    append(UInt8(ascii: ","))
    if let month { append(month) }
  }

  fileprivate mutating func add(_ number: Int64, isFirst: Bool = false) {
    if !isFirst { append(UInt8(ascii: ",")) }
    append(decimal: number)
  }

  fileprivate mutating func add(_ symbol: Symbol, of symbols: Symbols, isFirst: Bool = false) {
    if !isFirst { append(UInt8(ascii: ",")) }
    symbols.withView(of: symbol) { text in
      if unsafe text.buffer.contains(where: Self.isEscaped) {
        for place in 0..<text.count { addEscaped(text[place]) }
      } else {
        unsafe append(contentsOf: text.buffer)
      }
    }
  }

  private static func isEscaped(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "%") || byte == UInt8(ascii: ",") || byte < 0x20
  }

  private mutating func addEscaped(_ byte: UInt8) {
    guard Self.isEscaped(byte) else { return append(byte) }
    let digits = String(byte, radix: 16, uppercase: true)
    append(contentsOf: (digits.utf8.count < 2 ? "%0" : "%").utf8)
    append(contentsOf: digits.utf8)
  }
}
