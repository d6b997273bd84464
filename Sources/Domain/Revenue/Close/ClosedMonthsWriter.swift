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

  private static let stretch = 1 << 16

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

  /// What the file is called, without an ending.
  ///
  /// - Complexity: that of writing it.
  public var name: String {
    var digest = RunningDigest()
    write { part in unsafe part.withUnsafeBufferPointer { unsafe digest.update(ByteView($0)) } }
    return ClosedMonths.name(of: digest.finish(), month)
  }

  /// Writes the file.
  ///
  /// - Parameter sink: where its bytes go.
  /// - Throws: whatever the sink throws.
  public func write<Sink: ByteSink & ~Copyable>(to sink: inout Sink) throws(Failure) {
    try write { part throws(Failure) in try sink.write(part) }
  }

  /// The whole file.
  public var content: [UInt8] {
    var content: [UInt8] = []
    write { content += $0 }
    return content
  }

  private func write<Fault: Error>(
    _ body: (_ part: [UInt8]) throws(Fault) -> Void
  ) throws(Fault) {
    var part = Array("closed \(month.text) by rules \(rules)\n".utf8)
    part.add(names: ClosedMonths.ledgerColumns)
    for change in figures.ledger.changes where change.time < end {
      add(change, to: &part)
      if part.count >= Self.stretch {
        try body(part)
        part.removeAll(keepingCapacity: true)
      }
    }
    part.add(names: ClosedMonths.journalColumns)
    for page in 0..<journal.count {
      let journal = journal[page]
      for entry in journal.entries.indices where journal.entries[entry].period <= month {
        for (place, line) in journal.lines(of: entry).enumerated() {
          add(line, place + 1, of: journal.entries[entry], to: &part)
        }
      }
      try body(part)
      part.removeAll(keepingCapacity: true)
    }
    try body(part)
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
    part.add(entry.period.text)
    part.add(entry.originalPeriod?.text ?? "")
    part.add(entry.bookedPeriod.text)
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
  fileprivate mutating func add(names: [String]) {
    append(contentsOf: (names.joined(separator: ",") + "\n").utf8)
  }

  fileprivate mutating func add(_ word: String) {
    append(UInt8(ascii: ","))
    append(contentsOf: word.utf8)
  }

  fileprivate mutating func add(_ number: Int64, isFirst: Bool = false) {
    if !isFirst { append(UInt8(ascii: ",")) }
    append(contentsOf: String(number).utf8)
  }

  fileprivate mutating func add(_ symbol: Symbol, of symbols: Symbols, isFirst: Bool = false) {
    if !isFirst { append(UInt8(ascii: ",")) }
    symbols.withView(of: symbol) { text in
      for place in 0..<text.count {
        let byte = text[place]
        if byte == UInt8(ascii: "%") || byte == UInt8(ascii: ",") || byte < 0x20 {
          let digits = String(byte, radix: 16, uppercase: true)
          append(contentsOf: (digits.utf8.count < 2 ? "%0" : "%").utf8)
          append(contentsOf: digits.utf8)
        } else {
          append(byte)
        }
      }
    }
  }
}
