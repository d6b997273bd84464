public import Billing
public import Bytes

/// What Stripe's exports say of invoices and money: of each object its last state.
public struct BillingFacts: Sendable {
  /// The texts behind every symbol.
  public var symbols: Symbols
  /// The invoices with their lines.
  public var invoices = PackedInvoices()
  /// The charges.
  public var charges: [ChargeFact] = []
  /// The refunds.
  public var refunds: [RefundFact] = []
  /// The disputes.
  public var disputes: [DisputeFact] = []
  /// The credit notes.
  public var creditNotes: [CreditNoteFact] = []
  /// What credit notes name: lines of invoices, and refunds.
  public var creditParts: [CreditPart] = []
  /// Which payment paid how much of which invoice.
  public var payments: [InvoicePaymentFact] = []
  /// What moved the balance, from its own records and from disputes that carry theirs.
  public var balance: [BalanceEntry] = []
  /// The payouts.
  public var payouts: [PayoutFact] = []
  /// When trials of subscriptions ended.
  public var trialEnds: [TrialEnd] = []
  /// Where the last state of every object was seen.
  public var sights = PackedSights()

  /// Creates empty facts.
  public init(symbols: Symbols = Symbols()) { self.symbols = symbols }
}

/// Where an object was seen last.
public struct ObjectSight: Hashable, Sendable {
  /// Its id.
  public var object: Symbol
  /// The event or snapshot.
  public var sight: Sight

  /// Creates a sight of an object.
  public init(object: Symbol, sight: Sight) {
    self.object = object
    self.sight = sight
  }
}

/// Where an invoice stands.
public enum InvoiceStatus: String, Hashable, Sendable, CaseIterable {
  /// Not yet final.
  case draft
  /// Final and not paid.
  case open
  /// Paid.
  case paid
  /// Given up.
  case uncollectible
  /// Made void.
  case void
}

/// An invoice; amounts are minor units.
///
/// Source: Stripe API reference, “The Invoice object”.
public struct InvoiceFact: Hashable, Sendable {
  /// Its id.
  public var id: Symbol
  /// When it was seen last.
  public var seen: Timestamp
  /// The customer.
  public var customer = Symbol.empty
  /// The subscription; empty for none.
  public var subscription = Symbol.empty
  /// The currency.
  public var currency = Symbol.empty
  /// Where it stands; nothing for a word that Stripe does not define.
  public var status: InvoiceStatus?
  /// Why it was made.
  public var reason = BillingReason.other
  /// When it was made.
  @Compact public var created: Timestamp?
  /// When it became final.
  @Compact public var finalizedAt: Timestamp?
  /// When it was paid.
  @Compact public var paidAt: Timestamp?
  /// When it was made void.
  @Compact public var voidedAt: Timestamp?
  /// When it was given up.
  @Compact public var uncollectibleAt: Timestamp?
  /// When an attempt to collect it was first seen to have failed.
  @Compact public var failedAt: Timestamp?
  /// The sum of its lines after discounts and with taxes.
  @Compact public var total: Int64?
  /// What of the total is tax.
  @Compact public var tax: Int64?
  /// What was taken off for discounts.
  @Compact public var discount: Int64?
  /// What was to be paid.
  @Compact public var amountDue: Int64?
  /// What was paid.
  @Compact public var amountPaid: Int64?
  /// What is still to be paid.
  @Compact public var amountRemaining: Int64?
  /// The customer's balance before; below zero is in the customer's favour.
  @Compact public var startingBalance: Int64?
  /// The customer's balance after.
  @Compact public var endingBalance: Int64?
  /// Whether it was marked as paid outside Stripe.
  public var isPaidOutOfBand = false
  /// The charge that paid it, where it says so.
  public var charge = Symbol.empty
  /// The payment intent that paid it, where it says so.
  public var paymentIntent = Symbol.empty
  /// Whether all of its lines are there.
  public var hasAllLines = true

  /// Creates an invoice of which nothing is known.
  public init(id: Symbol, seen: Timestamp) {
    self.id = id
    self.seen = seen
  }
}

/// One line of an invoice; amounts are minor units.
///
/// Source: Stripe API reference, “The Invoice Line Item object”. The amount is before discounts and
/// before taxes that come on top; taxes that it includes are in it.
public struct InvoiceLineFact: Hashable, Sendable {
  /// Its id.
  public var id = Symbol.empty
  /// The subscription; empty for none.
  public var subscription = Symbol.empty
  /// The price; empty for none.
  public var price = Symbol.empty
  /// Before discounts and taxes on top.
  public var amount: Int64 = 0
  /// What discounts take off; nothing where the line does not say.
  @Compact public var discount: Int64?
  /// The taxes on top; nothing where the line does not say.
  @Compact public var exclusiveTax: Int64?
  /// The taxes that the amount includes.
  public var inclusiveTax: Int64 = 0
  /// When the service begins.
  @Compact public var start: Timestamp?
  /// When the service ends.
  @Compact public var end: Timestamp?

  /// Creates a line of nothing.
  public init() {}
}

/// Money taken from a customer, or an attempt to.
///
/// Source: Stripe API reference, “The Charge object”.
public struct ChargeFact: Hashable, Sendable {
  /// How it went.
  public enum Status: String, Hashable, Sendable, CaseIterable {
    /// The money came.
    case succeeded
    /// It is not known yet.
    case pending
    /// It did not.
    case failed
  }

  /// Its id.
  public var id: Symbol
  /// The customer.
  public var customer = Symbol.empty
  /// The invoice; empty where it does not say, as since 2025-03-31.
  public var invoice = Symbol.empty
  /// The payment intent.
  public var paymentIntent = Symbol.empty
  /// The currency.
  public var currency = Symbol.empty
  /// Its transaction of the balance.
  public var balanceEntry = Symbol.empty
  /// How it went.
  public var status: Status?
  /// Whether the money was taken rather than held.
  public var isCaptured = true
  /// What was taken, in minor units.
  public var amount: Int64 = 0
  /// When it was made.
  @Compact public var created: Timestamp?

  /// Creates a charge of which nothing is known.
  public init(id: Symbol) { self.id = id }
}

/// Money given back.
///
/// Source: Stripe API reference, “The Refund object”.
public struct RefundFact: Hashable, Sendable {
  /// How it went.
  public enum Status: String, Hashable, Sendable, CaseIterable {
    /// It is on its way.
    case pending
    /// The customer has to do something.
    case requiresAction = "requires_action"
    /// It arrived, as far as is known.
    case succeeded
    /// It came back.
    case failed
    /// It was called off.
    case canceled
  }

  /// Its id.
  public var id: Symbol
  /// The charge.
  public var charge = Symbol.empty
  /// The payment intent.
  public var paymentIntent = Symbol.empty
  /// The currency.
  public var currency = Symbol.empty
  /// Its transaction of the balance.
  public var balanceEntry = Symbol.empty
  /// The transaction with which it came back.
  public var failureEntry = Symbol.empty
  /// How it went.
  public var status: Status?
  /// Minor units.
  public var amount: Int64 = 0
  /// When it was made.
  @Compact public var created: Timestamp?
  /// When it was first seen to have come back.
  @Compact public var failedAt: Timestamp?

  /// Creates a refund of which nothing is known.
  public init(id: Symbol) { self.id = id }
}

/// Money that a payer's bank takes back; its transactions are in the facts' balance.
///
/// Source: Stripe API reference, “The Dispute object”.
public struct DisputeFact: Hashable, Sendable {
  /// Its id.
  public var id: Symbol
  /// The charge.
  public var charge = Symbol.empty
  /// The payment intent.
  public var paymentIntent = Symbol.empty
  /// The currency.
  public var currency = Symbol.empty
  /// Its status, as Stripe writes it.
  public var status = Symbol.empty
  /// Minor units.
  public var amount: Int64 = 0
  /// When it was made.
  @Compact public var created: Timestamp?
  /// When it was first seen to be won.
  @Compact public var wonAt: Timestamp?

  /// Creates a dispute of which nothing is known.
  public init(id: Symbol) { self.id = id }
}

/// A note that takes back a part of an invoice; amounts are minor units.
///
/// Source: Stripe API reference, “The Credit Note object”.
public struct CreditNoteFact: Hashable, Sendable {
  /// Its id.
  public var id: Symbol
  /// The invoice.
  public var invoice = Symbol.empty
  /// What is taken back, with taxes.
  public var amount: Int64 = 0
  /// What of it was given outside Stripe.
  public var outOfBand: Int64 = 0
  /// What of it went off the open amount; nothing where the note does not say.
  @Compact public var prePayment: Int64?
  /// When it was made.
  @Compact public var created: Timestamp?
  /// When it was voided.
  @Compact public var voidedAt: Timestamp?
  /// What it names, in the facts' parts.
  public var parts = Stretch()

  /// Creates a note of which nothing is known.
  public init(id: Symbol) { self.id = id }
}

/// Something that a credit note names.
public struct CreditPart: Hashable, Sendable {
  /// The line of the invoice; empty for a refund.
  public var line: Symbol
  /// The refund; empty for a line.
  public var refund: Symbol
  /// Minor units; of a line with its taxes.
  public var amount: Int64

  /// Creates a part.
  public init(line: Symbol = .empty, refund: Symbol = .empty, amount: Int64) {
    self.line = line
    self.refund = refund
    self.amount = amount
  }
}

/// What a payment paid of an invoice.
///
/// Source: Stripe API reference, “The Invoice Payment object”.
public struct InvoicePaymentFact: Hashable, Sendable {
  /// Its id.
  public var id: Symbol
  /// The invoice.
  public var invoice = Symbol.empty
  /// The charge; empty where it names an intent.
  public var charge = Symbol.empty
  /// The payment intent.
  public var paymentIntent = Symbol.empty

  /// Creates a payment of which nothing is known.
  public init(id: Symbol) { self.id = id }
}

/// Money sent to the bank.
///
/// Source: Stripe API reference, “The Payout object”.
public struct PayoutFact: Hashable, Sendable {
  /// Its id.
  public var id: Symbol
  /// The currency.
  public var currency = Symbol.empty
  /// Its transaction of the balance.
  public var balanceEntry = Symbol.empty
  /// Its status, as Stripe writes it.
  public var status = Symbol.empty
  /// Minor units.
  public var amount: Int64 = 0
  /// When it arrives.
  @Compact public var arrivalDate: Timestamp?

  /// Creates a payout of which nothing is known.
  public init(id: Symbol) { self.id = id }
}
