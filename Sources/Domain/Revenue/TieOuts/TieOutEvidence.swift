public import Billing
public import Bytes

/// Everything that tie-outs of invoices and money look at.
public struct TieOutEvidence: Sendable {
  /// What was exported of invoices and money.
  public var facts: BillingFacts
  /// What the final invoices say of themselves, by the text of the currency.
  public var invoices: [InvoiceSums] = []
  /// The money.
  public var payments: PaymentBook
  /// The sums over the journal.
  public var totals: BookTotals
  /// The balance month by month.
  public var balance: [BalanceMonth]
  /// The cash month by month.
  public var cash: [CashMonth]
  /// Payments that failed, month by month.
  public var dunning: [DunningMonth]
  /// What the general ledger says; nothing where none was given.
  public var ledger: [LedgerBalance]?

  /// One account of the general ledger at the end of a month.
  public struct LedgerBalance: Hashable, Sendable {
    /// The account.
    public var account: Account
    /// The currency.
    public var currency: Symbol
    /// The month.
    public var period: CalendarMonth
    /// What it moved by in the month, debits less credits, in minor units.
    public var netDebit: Int64

    /// Creates a balance.
    public init(
      account: Account, currency: Symbol, period: CalendarMonth, netDebit: Int64
    ) {
      self.account = account
      self.currency = currency
      self.period = period
      self.netDebit = netDebit
    }
  }

  /// Creates evidence of books without money.
  public init(facts: BillingFacts, payments: PaymentBook, totals: BookTotals) {
    self.facts = facts
    self.payments = payments
    self.totals = totals
    balance = []
    cash = []
    dunning = []
  }

  /// The texts behind every symbol.
  public var symbols: Symbols { facts.symbols }
}
