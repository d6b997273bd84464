public import Billing
public import Bytes

/// What happened that an entry of the journal records.
public enum JournalEvent: String, Hashable, Sendable, CaseIterable {
  /// An invoice became final: its lines are owed and, as far as not earned, deferred.
  case invoiceFinalized = "invoice_finalized"
  /// Service was given for a line: a month's part of it is earned.
  case revenueRecognized = "revenue_recognized"
  /// Service was given before anything was billed for it.
  case unbilledRevenue = "unbilled_revenue"
  /// Money came in for an invoice.
  case payment = "payment"
  /// An invoice was marked as paid outside Stripe.
  case paidOutOfBand = "paid_out_of_band"
  /// Stripe charged for a payment.
  case fee = "fee"
  /// Money was given back.
  case refund = "refund"
  /// A refund did not reach the customer, and the money came back.
  case refundFailed = "refund_failed"
  /// A payer's bank took money back.
  case dispute = "dispute"
  /// A dispute was won, and the money came back.
  case disputeWon = "dispute_won"
  /// A credit note took back a part of an invoice.
  case creditNote = "credit_note"
  /// A credit note was voided.
  case creditNoteVoided = "credit_note_voided"
  /// An invoice was voided.
  case invoiceVoided = "invoice_voided"
  /// An invoice was given up.
  case invoiceUncollectible = "invoice_uncollectible"
}

/// One entry of the journal, without its amounts.
public struct JournalEntry: Hashable, Sendable {
  /// What happened.
  public var event: JournalEvent
  /// When; of a month's recognised revenue its last second.
  public var time: Timestamp
  /// The month that it is booked in.
  public var period: CalendarMonth
  /// The month that it belongs to, where that was closed already: this entry is a correction.
  public var originalPeriod: CalendarMonth?
  /// The month in which the invoice was booked.
  public var bookedPeriod: CalendarMonth
  /// The currency, as its code.
  public var currency: Symbol
  /// The customer.
  public var customer: Symbol
  /// The invoice.
  public var invoice: Symbol
  /// The invoice's line, of recognised revenue.
  public var invoiceLine: Symbol
  /// The charge, refund, dispute or credit note, where there is one.
  public var source: Symbol

  /// Creates an entry.
  public init(
    _ event: JournalEvent, time: Timestamp, period: CalendarMonth, bookedPeriod: CalendarMonth,
    currency: Symbol, customer: Symbol, invoice: Symbol, invoiceLine: Symbol = .empty,
    source: Symbol = .empty
  ) {
    self.event = event
    self.time = time
    self.period = period
    self.bookedPeriod = bookedPeriod
    self.currency = currency
    self.customer = customer
    self.invoice = invoice
    self.invoiceLine = invoiceLine
    self.source = source
  }
}

/// One amount of an entry.
@frozen public struct JournalLine: Hashable, Sendable {
  /// The account.
  public var account: Account
  /// The invoice's line that the amount is of; empty for the invoice as a whole.
  public var invoiceLine: Symbol
  /// Minor units: debits above zero, credits below.
  public var amount: Int64

  /// Creates a line.
  @inlinable public init(_ account: Account, _ amount: Int64, of invoiceLine: Symbol = .empty) {
    self.account = account
    self.amount = amount
    self.invoiceLine = invoiceLine
  }

  /// What is debited; zero for a credit.
  public var debit: Int64 { max(amount, 0) }
  /// What is credited; zero for a debit.
  public var credit: Int64 { amount < 0 ? 0 &- amount : 0 }
}

/// Whoever takes entries, one after the other: a journal, a sum, a file.
///
/// The lines of an entry always add up to zero, and none of them is zero.
public protocol JournalSink {
  /// Takes one entry; its lines are valid for this call.
  mutating func post(_ entry: JournalEntry, _ lines: [JournalLine])
}

/// Entries kept in memory, in the order in which they came.
public struct Journal: JournalSink, Sendable {
  /// The entries.
  public private(set) var entries: [JournalEntry] = []
  /// The lines of all entries.
  private var lines: [JournalLine] = []
  private var ends: [Int] = []

  /// Creates an empty journal.
  public init() {}

  /// Takes one entry.
  public mutating func post(_ entry: JournalEntry, _ lines: [JournalLine]) {
    entries.append(entry)
    self.lines += lines
    ends.append(self.lines.count)
  }

  /// Posts every entry into another sink.
  public func post<Sink: JournalSink>(to sink: inout Sink) {
    for entry in entries.indices { sink.post(entries[entry], Array(lines(of: entry))) }
  }

  /// How many lines all entries have.
  public var lineCount: Int { lines.count }

  /// The lines of an entry, by its place.
  public func lines(of entry: Int) -> ArraySlice<JournalLine> {
    lines[(entry == 0 ? 0 : ends[entry - 1])..<ends[entry]]
  }
}
