public import Billing

/// Every figure about invoices and money, as a report shows them.
///
/// All symbols are those of ``facts``.
public struct BillingFigures: Sendable {
  /// The zone that months of money are counted in; those of the books have their own.
  public var zone = TimeZoneRules.utc
  /// What was exported.
  public var facts: BillingFacts
  /// The money.
  public var payments: PaymentBook
  /// What the accounts moved by, and the waterfall.
  public var totals: BookTotals
  /// The same as it would be if no month were closed; `nil` where none is.
  public var known: BookTotals?
  /// Deferred revenue month by month.
  public var deferred: [DeferredMonth] = []
  /// What was earned when of what was booked when.
  public var waterfall: [WaterfallCell] = []
  /// The balance month by month.
  public var balance: [BalanceMonth] = []
  /// The cash month by month.
  public var cash: [CashMonth] = []
  /// Refunds and disputes by their month and by that of the charge.
  public var reversals: [ReversalCell] = []
  /// Payments that failed at first, by the month of the first attempt.
  public var dunning: [DunningMonth] = []
  /// Those that came in later, one by one.
  public var recoveries: [Recovery] = []
  /// When payments failed at the first attempt.
  public var failures: [Timestamp] = []
  /// What the books could not take as it is.
  public var exceptions: [BillingException] = []
  /// Whether it all comes to the same.
  public var tieOuts: [TieOut] = []

  /// Creates figures of books, without sums.
  public init(facts: BillingFacts, payments: PaymentBook, totals: BookTotals) {
    self.facts = facts
    self.payments = payments
    self.totals = totals
  }
}
