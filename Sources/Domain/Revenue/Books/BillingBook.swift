public import Billing
public import Bytes

/// Every final invoice, what it bills, and what became of it: what revenue is recognised from.
public struct BillingBook: Sendable {
  /// The texts behind every symbol.
  public var symbols: Symbols
  /// The invoices, by the bytes of their ids.
  public var invoices: [BilledInvoice] = []
  /// The lines of all invoices; those of one stand together.
  public var lines: [BilledLine] = []
  /// What became of all invoices; of one it stands together, in the order of time.
  public var movements: [InvoiceMovement] = []
  /// What usage was worth when it was reported, of all metered lines, in the order of time.
  public var usage: [UsageStep] = []
  /// What credit notes name of single lines.
  public var targets: [CreditTarget] = []

  /// Creates a book without invoices.
  public init(symbols: Symbols = Symbols()) { self.symbols = symbols }
}

/// An invoice that became final.
public struct BilledInvoice: Hashable, Sendable {
  /// The invoice's id.
  public var id: Symbol
  /// The customer.
  public var customer: Symbol
  /// The currency that it is booked in.
  public var currency: Symbol
  /// When it became final.
  public var finalizedAt: Timestamp
  /// What the customer's balance paid, in minor units; below zero where the invoice added to it.
  public var balanceApplied: Int64 = 0
  /// Its lines, in the book's.
  public var lines: Range<Int> = 0..<0
  /// What became of it, in the book's movements.
  public var movements: Range<Int> = 0..<0

  /// Creates an invoice.
  public init(id: Symbol, customer: Symbol, currency: Symbol, finalizedAt: Timestamp) {
    self.id = id
    self.customer = customer
    self.currency = currency
    self.finalizedAt = finalizedAt
  }
}

/// One line of an invoice: an obligation that is earned by itself.
public struct BilledLine: Hashable, Sendable {
  /// The line's id.
  public var id: Symbol
  /// The subscription it bills; empty for none.
  public var subscription: Symbol = .empty
  /// The price it bills; empty for none.
  public var price: Symbol = .empty
  /// What is to be earned, in minor units: less discounts, without tax; below zero for credits.
  public var amount: Int64
  /// The tax on it, whether the price includes it or not.
  public var tax: Int64 = 0
  /// When the service begins and ends; nothing for what is earned at once.
  public var service: Range<Timestamp>?
  /// What its usage was worth as it was reported, in the book's usage; empty if that is not known.
  public var usage: Range<Int> = 0..<0

  /// Creates a line.
  public init(id: Symbol, amount: Int64, service: Range<Timestamp>?) {
    self.id = id
    self.amount = amount
    self.service = service
  }
}

/// What a metered line is worth from a time on.
public struct UsageStep: Hashable, Sendable {
  /// When the usage was reported.
  public var time: Timestamp
  /// The worth of all usage up to then, in minor units.
  public var amount: Int64

  /// Creates a step.
  public init(time: Timestamp, amount: Int64) {
    self.time = time
    self.amount = amount
  }
}

/// What a credit note takes back of one line.
public struct CreditTarget: Hashable, Sendable {
  /// The invoice's line.
  public var line: Symbol
  /// Minor units.
  public var amount: Int64

  /// Creates a target.
  public init(line: Symbol, amount: Int64) {
    self.line = line
    self.amount = amount
  }
}

/// Something that became of an invoice after it was final.
public struct InvoiceMovement: Hashable, Sendable {
  /// What it is.
  public enum Kind: UInt8, Hashable, Sendable {
    /// Money came in.
    case payment
    /// It was marked as paid outside Stripe.
    case paidOutOfBand
    /// Money was given back.
    case refund
    /// A refund's money came back.
    case refundFailed
    /// A payer's bank took money back.
    case dispute
    /// A dispute's money came back.
    case disputeWon
    /// A credit note was issued.
    case creditNote
    /// A credit note was voided.
    case creditNoteVoided
    /// The invoice was voided.
    case void
    /// The invoice was given up.
    case uncollectible
  }

  /// What it is.
  public var kind: Kind
  /// When it happened.
  public var time: Timestamp
  /// Minor units, at the rate of the invoice; zero where the whole rest is meant.
  public var amount: Int64
  /// Minor units of money that moved, at the rate of the day: more or less than ``amount`` where
  /// the invoice is booked in another currency than it is billed in.
  public var settled: Int64
  /// What was charged for it, in minor units; below zero where a charge was given back.
  public var fee: Int64 = 0
  /// Of a credit note, what was given back as money.
  public var refunded: Int64 = 0
  /// Of a credit note, what was added to the customer's balance.
  public var toBalance: Int64 = 0
  /// Of a credit note, what was given outside Stripe.
  public var outOfBand: Int64 = 0
  /// Of a credit note, the lines that it names, in the book's targets.
  public var targets: Range<Int> = 0..<0
  /// The charge, refund, dispute or credit note.
  public var source: Symbol = .empty

  /// Creates a movement whose money moved at the invoice's rate.
  public init(_ kind: Kind, time: Timestamp, amount: Int64 = 0, source: Symbol = .empty) {
    self.kind = kind
    self.time = time
    self.amount = amount
    self.settled = amount
    self.source = source
  }
}
