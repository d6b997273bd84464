public import Billing
public import Bytes

/// One movement of the balance at Stripe.
///
/// Source: Stripe API reference, “The Balance Transaction object”; `net` is `amount` less `fee`.
public struct BalanceEntry: Hashable, Sendable {
  /// The transaction's id.
  public var id: Symbol
  /// The charge, refund, dispute or payout it comes from; empty for none.
  public var source: Symbol = .empty
  /// The reporting category.
  public var category: Symbol
  /// The currency that it settled in.
  public var currency: Symbol
  /// When.
  public var created: Timestamp
  /// When the money may be paid out.
  public var availableOn: Timestamp?
  /// Minor units before fees; below zero for money that left.
  public var amount: Int64
  /// What was charged for it, in minor units; below zero where it was given back.
  public var fee: Int64
  /// What the balance moved by, in minor units.
  public var net: Int64

  /// Creates a movement.
  public init(
    id: Symbol, category: Symbol, currency: Symbol, created: Timestamp, amount: Int64, fee: Int64,
    net: Int64
  ) {
    self.id = id
    self.category = category
    self.currency = currency
    self.created = created
    self.amount = amount
    self.fee = fee
    self.net = net
  }
}

extension BalanceEntry {
  /// Whether no figure takes it in.
  public var isTooLarge: Bool {
    amount.isBeyondAmounts || fee.isBeyondAmounts || net.isBeyondAmounts
  }
}

/// The reporting categories that figures are made of.
///
/// Source: Stripe documentation, “Reporting categories”.
public enum BalanceCategory: String, Hashable, Sendable, CaseIterable {
  /// Money from customers.
  case charge
  /// Money given back.
  case refund
  /// Money given back that came back.
  case refundFailure = "refund_failure"
  /// Money taken back by a payer's bank.
  case dispute
  /// Money of a dispute that was won.
  case disputeReversal = "dispute_reversal"
  /// What Stripe charges by itself.
  case fee
  /// Money sent to the bank.
  case payout
  /// Money sent to the bank that came back.
  case payoutReversal = "payout_reversal"

  /// Whether money moved between the balance and the bank, rather than in or out of the business.
  public var isPayout: Bool { self == .payout || self == .payoutReversal }

  /// The category of a type of transaction, for exports that do not say the category.
  ///
  /// Source: Stripe documentation, “Reporting categories”, the table of types. An `adjustment`
  /// may be anything: its source decides.
  ///
  /// - Parameters:
  ///   - type: the field `type`.
  ///   - source: the id of the object it comes from.
  ///   - amount: minor units.
  /// - Returns: the word of the category; the type itself where the table has no other.
  public static func name(ofType type: String, source: String, amount: Int64) -> String {
    switch type {
    case "charge", "payment": charge.rawValue
    case "refund", "payment_refund": refund.rawValue
    case "refund_failure", "payment_failure_refund": refundFailure.rawValue
    case "stripe_fee", "stripe_fx_fee", "tax_fee": fee.rawValue
    case "payout": payout.rawValue
    case "payout_cancel", "payout_failure", "transfer_cancel", "transfer_failure":
      payoutReversal.rawValue
    case "adjustment" where source.hasPrefix("dp_") || source.hasPrefix("du_"):
      amount < 0 ? dispute.rawValue : disputeReversal.rawValue
    case "adjustment" where source.hasPrefix("re_"): refundFailure.rawValue
    default: type
    }
  }
}
