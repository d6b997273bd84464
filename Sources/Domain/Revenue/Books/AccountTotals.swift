public import Billing
public import Bytes

/// What each account moved by, for each currency and month.
public struct AccountTotals: JournalSink, Sendable {
  /// What one account moved by in one month.
  public struct Row: Hashable, Sendable {
    /// The currency.
    public var currency: Symbol
    /// The account.
    public var account: Account
    /// The month.
    public var period: CalendarMonth
    /// Minor units debited less those credited.
    public var netDebit: Int64
    /// The same with the sign that Stripe prints: above zero when the account grows.
    public var netChange: Int64 { account.increasesByDebit ? netDebit : 0 &- netDebit }
  }

  /// The months of one currency, one after the other, each with all accounts.
  fileprivate struct Block {
    var firstMonth: Int
    var amounts: [Int64] = []
  }

  private var blocks: [Symbol: Block] = [:]
  /// Whether a sum did not fit 64 bits; the totals are then not to be used.
  public private(set) var hasOverflowed = false

  /// Creates empty totals.
  public init() {}

  /// Takes one entry.
  public mutating func post(_ entry: JournalEntry, _ lines: [JournalLine]) {
    for line in lines { add(line.amount, to: line.account, entry.currency, entry.period) }
  }

  /// Adds what other entries moved.
  public mutating func add(_ other: AccountTotals) {
    hasOverflowed = hasOverflowed || other.hasOverflowed
    for currency in other.blocks.keys {
      for period in other.periods(of: currency) {
        for account in Account.allCases {
          let amount = other[account, currency, period]
          if amount != 0 { add(amount, to: account, currency, period) }
        }
      }
    }
  }

  /// Adds to one account.
  public mutating func add(
    _ amount: Int64, to account: Account, _ currency: Symbol, _ period: CalendarMonth
  ) {
    var passes = false
    blocks[currency, default: Block(firstMonth: period.number)]
      .add(amount, to: account, period.number, &passes)
    if passes { hasOverflowed = true }
  }

  /// What an account moved by in a month, debits less credits.
  public subscript(_ account: Account, currency: Symbol, period: CalendarMonth) -> Int64 {
    blocks[currency]?.amount(of: account, period.number) ?? 0
  }

  /// The rows that are not zero, by currency (as text), month and account.
  public func rows(in symbols: Symbols) -> [Row] {
    let currencies = blocks.keys.sorted { symbols.precedes($0, $1) }
    return currencies.flatMap { currency in
      periods(of: currency).flatMap { period in
        Account.allCases.compactMap { account in
          let amount = self[account, currency, period]
          guard amount != 0 else { return nil }
          return Row(currency: currency, account: account, period: period, netDebit: amount)
        }
      }
    }
  }

  /// The months of a currency from the first to the last that anything was booked in.
  public func periods(of currency: Symbol) -> [CalendarMonth] {
    guard let block = blocks[currency] else { return [] }
    return (0..<block.amounts.count / Account.allCases.count).map {
      CalendarMonth(number: block.firstMonth + $0)
    }
  }

  /// The currencies, by their text.
  public func currencies(in symbols: Symbols) -> [Symbol] {
    blocks.keys.sorted { symbols.precedes($0, $1) }
  }
}

extension AccountTotals.Block {
  private static let width = Account.allCases.count

  fileprivate mutating func add(
    _ amount: Int64, to account: Account, _ month: Int, _ passes: inout Bool
  ) {
    if month < firstMonth {
      amounts.insert(
        contentsOf: repeatElement(0, count: (firstMonth - month) * Self.width), at: 0)
      firstMonth = month
    }
    let place = (month - firstMonth) * Self.width
    if place >= amounts.count {
      amounts += repeatElement(0, count: place + Self.width - amounts.count)
    }
    let (sum, isOver) = amounts[place + Int(account.rawValue)].addingReportingOverflow(amount)
    amounts[place + Int(account.rawValue)] = sum
    if isOver { passes = true }
  }

  fileprivate func amount(of account: Account, _ month: Int) -> Int64 {
    let place = (month - firstMonth) * Self.width
    return amounts.indices.contains(place) ? amounts[place + Int(account.rawValue)] : 0
  }
}
