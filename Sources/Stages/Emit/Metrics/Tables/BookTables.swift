import Billing
import Bytes
import Diagnostics
import Revenue

/// The tables of recognised and deferred revenue.
struct BookTables {
  let figures: BillingFigures
  let journal: JournalPages
  let accounts: AccountMap
  let sources: SourceMap

  private var symbols: Symbols { figures.facts.symbols }

  var deferred: FigureTable {
    let columns: [FigureTable.Column<DeferredMonth>] = [
      .month("period", "Month of the books") { $0.period },
      .currency { $0.currency },
      .money("opening", "Deferred when the month begins") { $0.opening },
      .money("billings", "Billed in the month", addsUp: true) { $0.billings },
      .money("recognized", "Earned in the month, of what was billed", addsUp: true) {
        $0.recognized
      },
      .money("cleared", "Taken back before it was earned", addsUp: true) { $0.cleared },
      .money("closing", "Deferred when it is over: opening and billings less the rest") {
        $0.closing
      },
    ]
    return FigureTable(
      "deferred-revenue", "Deferred roll-forward",
      about: "What is billed and not earned, from the beginning of a month to its end", symbols,
      rows: figures.deferred,
      columns: columns)
  }

  var waterfall: FigureTable {
    let columns: [FigureTable.Column<WaterfallCell>] = [
      .currency { $0.currency },
      .month("booked", "Month in which the invoices became final") { $0.booked },
      .month("recognized", "Month in which it is earned") { $0.recognized },
      .money("amount", "Revenue before anything was taken back", addsUp: true) { $0.amount },
    ]
    return FigureTable(
      "revenue-waterfall", "Waterfall",
      about: "What of the invoices booked in one month is earned in another", symbols,
      rows: figures.waterfall,
      columns: columns)
  }

  /// What each account moved by, month by month.
  var accountTotals: FigureTable {
    let accounts = accounts
    let columns: [FigureTable.Column<AccountTotals.Row>] = [
      .month("accounting_period", "Month of the books") { $0.period },
      .currency { $0.currency },
      .text("account_code", "The account's code") { accounts[$0.account].code },
      .text("account_name", "The account's name") { accounts[$0.account].name },
      .money("debit", "Net debit", addsUp: true) { max($0.netDebit, 0) },
      .money("credit", "Net credit", addsUp: true) { 0 &- min($0.netDebit, 0) },
    ]
    return FigureTable(
      "accounts", "Accounts", about: "What an account moved by in a month", symbols,
      rows: figures.totals.accounts.rows(in: symbols),
      columns: columns)
  }

  // MARK: The journal

  /// A line, and what is the same for all lines of its entry.
  private struct JournalRow {
    var line: JournalLine
    var entry: JournalEntry
    var number: Int
    var fingerprint: UInt64
    var event: Symbol
  }

  var journalLines: FigureTable {
    let (journal, symbols) = (journal, symbols)
    let events = EventFinder(figures.facts)
    return FigureTable(
      "journal", "Journal",
      about: "One side of an entry in the books; the lines of an entry add up to nothing", symbols,
      rowCount: journal.lineCount, columns: entryColumns + amountColumns + subjectColumns
    ) { places, body in
      var (text, row): ([UInt8], JournalRow?) = ([], nil)
      journal.forEachLine(in: places) { line, entry, number in
        var next =
          row.flatMap { number > 1 ? $0 : nil }
          ?? JournalRow(
            line: line, entry: entry, number: number,
            fingerprint: entry.fingerprint(in: symbols, &text), event: events.event(of: entry))
        (next.line, next.number) = (line, number)
        row = next
        body(next)
      }
    }
  }

  private var entryColumns: [FigureTable.Column<JournalRow>] {
    [
      .entry("entry_id", "The entry, the same in every run") { $0.fingerprint },
      .day("entry_date", "Day of the entry, UTC") { CalendarDay($0.entry.time) },
      .month("accounting_period", "Month that it is booked in") { $0.entry.period },
      .month("original_accounting_period", "Month that a correction belongs to") {
        $0.entry.originalPeriod
      },
      .count("line_no", "The line of the entry, from 1") { Int64($0.number) },
    ]
  }

  private var amountColumns: [FigureTable.Column<JournalRow>] {
    let labels = Account.allCases.map { accounts[$0] }
    return [
      .text("account_code", "The account's code") { labels[Int($0.line.account.rawValue)].code },
      .text("account_name", "The account's name") { labels[Int($0.line.account.rawValue)].name },
      .money("debit", "What is debited", as: .major, addsUp: true) {
        $0.line.amount > 0 ? $0.line.debit : nil
      },
      .money("credit", "What is credited", as: .major, addsUp: true) {
        $0.line.amount < 0 ? $0.line.credit : nil
      },
      .currency { $0.entry.currency },
    ]
  }

  private var subjectColumns: [FigureTable.Column<JournalRow>] {
    [
      .text("memo", "What happened, in words") { $0.entry.event.memo },
      .id("customer_id", "The customer") { $0.entry.customer },
      .id("invoice_id", "The invoice") { $0.entry.invoice },
      .id("invoice_line_id", "The invoice's line") {
        $0.line.invoiceLine == .empty ? $0.entry.invoiceLine : $0.line.invoiceLine
      },
      .text("event_type", "What happened") { $0.entry.event.rawValue },
      .id("source_event_id", "The Stripe event that says so; `sources` has its file and line") {
        $0.event
      },
      .month("booked_period", "Month in which the invoice was booked") { $0.entry.bookedPeriod },
    ]
  }

  /// Where each object of invoices and money was seen last.
  var objects: FigureTable {
    let columns: [FigureTable.Column<ObjectSight>] = [
      .id("object_id", "The object") { $0.object },
      .instant("seen_at", "When the event was, or the object looked at") { $0.sight.time },
    ]
    let sights = figures.facts.sights
    var order = sights.indices.map { UInt32($0) }
    symbols.sort(&order) { sights.object(Int($0)) }
    let sorted = order
    return FigureTable(
      "sources", "Sources",
      about: "An invoice, charge, refund, dispute, credit note, payout or transaction, and the"
        + " record that figures take it from", symbols,
      rowCount: sorted.count, columns: columns + FigureTable.Column.sight(sources) { $0.sight }
    ) { places, body in
      for place in sorted[places] { body(sights[Int(place)]) }
    }
  }
}

/// Finds the Stripe event behind an entry.
private struct EventFinder: Sendable {
  private let events: SymbolMap
  init(_ facts: BillingFacts) {
    var events = SymbolMap(minimumCapacity: facts.sights.count)
    for seen in facts.sights { events[seen.object] = seen.sight.event.rawValue }
    self.events = events
  }

  /// The event that shows what an entry comes from: its own object, or the invoice.
  func event(of entry: JournalEntry) -> Symbol {
    let event = entry.source == .empty ? nil : events[entry.source]
    return (event ?? events[entry.invoice]).map { Symbol(rawValue: $0) } ?? .empty
  }
}

extension JournalEntry {
  /// A fingerprint of all that tells it from other entries; the text is room for it.
  fileprivate func fingerprint(in symbols: Symbols, _ text: inout [UInt8]) -> UInt64 {
    let bar = UInt8(ascii: "|")
    text.removeAll(keepingCapacity: true)
    text += event.rawValue.utf8
    for part in [period, originalPeriod] {
      text.append(bar)
      if let part { text.append(decimal: Int64(part.number)) }
    }
    for part in [currency, invoice, invoiceLine, source] {
      text.append(bar)
      symbols.withView(of: part) { text.write($0) }
    }
    return unsafe text.withUnsafeBufferPointer { unsafe Fingerprint.of(ByteView($0)) }
  }
}

extension JournalEvent {
  /// What happened, in words.
  fileprivate var memo: String {
    switch self {
    case .invoiceFinalized: "Invoice finalized"
    case .revenueRecognized: "Revenue recognized"
    case .unbilledRevenue: "Revenue earned before it was billed"
    case .payment: "Payment received"
    case .paidOutOfBand: "Paid outside Stripe"
    case .fee: "Fee charged"
    case .refund: "Refund"
    case .refundFailed: "Refund came back"
    case .dispute: "Dispute"
    case .disputeWon: "Dispute won"
    case .creditNote: "Credit note"
    case .creditNoteVoided: "Credit note voided"
    case .invoiceVoided: "Invoice voided"
    case .invoiceUncollectible: "Invoice given up"
    }
  }
}
