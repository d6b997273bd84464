public import Billing
public import Bytes

/// What one reporting category moved in a month.
public struct BalanceSums: Hashable, Sendable {
  /// Minor units before fees.
  public var gross: Int64 = 0
  /// Fees in minor units as they move the balance: below zero where they were charged.
  public var fee: Int64 = 0
  /// What the balance moved by, in minor units.
  public var net: Int64 = 0
  /// How many transactions.
  public var count = 0

  /// Creates empty sums.
  public init() {}

  /// Adds a transaction.
  public mutating func add(_ entry: BalanceEntry) {
    gross &+= entry.amount
    fee &-= entry.fee
    net &+= entry.net
    count += 1
  }

  /// Adds other sums.
  public mutating func add(_ other: BalanceSums) {
    gross &+= other.gross
    fee &+= other.fee
    net &+= other.net
    count += other.count
  }
}

/// The balance at Stripe over one month: opening, what moved it, payouts, closing.
public struct BalanceMonth: Hashable, Sendable {
  /// One reporting category.
  public struct Category: Hashable, Sendable {
    /// Its name.
    public var name: Symbol
    /// What it moved.
    public var sums: BalanceSums

    /// Creates a category.
    public init(name: Symbol, sums: BalanceSums) {
      self.name = name
      self.sums = sums
    }
  }

  /// The currency.
  public var currency: Symbol
  /// The month.
  public var period: CalendarMonth
  /// The balance when the month began, in minor units; 0 before the first transaction read.
  public var opening: Int64
  /// The categories but those of payouts, by their names.
  public var categories: [Category] = []
  /// All of them.
  public var activity = BalanceSums()
  /// Payouts and payouts that came back.
  public var payouts = BalanceSums()

  /// Creates a month.
  public init(currency: Symbol, period: CalendarMonth, opening: Int64) {
    self.currency = currency
    self.period = period
    self.opening = opening
  }

  /// The balance when the month ended, in minor units.
  public var closing: Int64 { opening &+ activity.net &+ payouts.net }
}

/// Money that customers paid and had back in a month, in minor units.
///
/// Charges count when they were made, everything taken from them when it was taken.
public struct CashMonth: Hashable, Sendable {
  /// The currency.
  public var currency: Symbol
  /// The month.
  public var period: CalendarMonth
  /// Paid by customers.
  public var charges: Int64 = 0
  /// Given back; below zero.
  public var refunds: Int64 = 0
  /// Refunds that came back.
  public var refundFailures: Int64 = 0
  /// Taken back by banks; below zero.
  public var disputes: Int64 = 0
  /// Disputes that were won.
  public var disputeReversals: Int64 = 0
  /// Fees on disputes as they move the balance, less those given back.
  public var disputeFees: Int64 = 0
  /// All other fees as they move the balance.
  public var fees: Int64 = 0
  /// Everything else that is no payout, before fees.
  public var other: Int64 = 0
  /// Sent to the bank; below zero.
  public var payouts: Int64 = 0

  /// Creates a month without money.
  public init(currency: Symbol, period: CalendarMonth) {
    self.currency = currency
    self.period = period
  }

  /// What customers' payments left after refunds, disputes and fees.
  public var collected: Int64 {
    charges &+ refunds &+ refundFailures &+ disputes &+ disputeReversals &+ disputeFees &+ fees
  }
}

/// Money taken back in one month of charges made in another, in minor units.
public struct ReversalCell: Hashable, Sendable {
  /// The currency.
  public var currency: Symbol
  /// The category: a refund, a dispute, or one of them come back.
  public var category: BalanceCategory
  /// When it was taken back.
  public var period: CalendarMonth
  /// When it had been paid; nothing where the charge was not exported.
  public var chargePeriod: CalendarMonth?
  /// What it moved.
  public var sums: BalanceSums

  /// Creates a cell.
  public init(
    currency: Symbol, category: BalanceCategory, period: CalendarMonth,
    chargePeriod: CalendarMonth?
  ) {
    self.currency = currency
    self.category = category
    self.period = period
    self.chargePeriod = chargePeriod
    sums = BalanceSums()
  }
}
