public import Billing
public import Bytes

/// Money at Stripe: what moved the balance, what was charged, and what was tried to collect.
public struct PaymentBook: Sendable {
  /// The texts behind every symbol.
  public var symbols: Symbols
  /// What moved the balance, in the order of time, then of ids.
  public var balance: [BalanceEntry] = []
  /// The charge behind each refund and dispute, by its id.
  public var charges: [Symbol: Symbol] = [:]
  /// When each charge was made of which something was taken back.
  public var chargeTimes: [Symbol: Timestamp] = [:]
  /// Creates an empty book.
  public init(symbols: Symbols = Symbols()) { self.symbols = symbols }
}
