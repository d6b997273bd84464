public import Billing

/// What would be different if the rules of a system were others: who would gain access and who
/// lose it, whose plan would be another one, and how much money that moves.
public struct WhatIf: Sendable {
  /// A word of the rules that would mean something else.
  public struct Change: Hashable, Sendable {
    /// Whose rule it is: ``own`` for the pipeline's, else the consumer of a policy.
    public var gate: String
    /// The status word.
    public var word: String
    /// Whether it would give access.
    public var wouldGiveAccess: Bool
    /// Creates a change.
    public init(gate: String, word: String, wouldGiveAccess: Bool) {
      self.gate = gate
      self.word = word
      self.wouldGiveAccess = wouldGiveAccess
    }
  }

  /// Somebody whom it concerns.
  public struct Move: Hashable, Sendable {
    /// Whose rule decides.
    public var gate: String
    /// The owner's id; empty when nobody knows.
    public var owner: String
    /// The row's key; empty without a row.
    public var rowKey: String
    /// The subscription's id; empty without one.
    public var subscription: String
    /// The status word that decides, as it is and as it would be.
    public var words: Words
    /// Whether access is gained rather than lost.
    public var isGain: Bool
    /// Whether it happens at once, by what the row says today; otherwise once the row says what
    /// the rules want.
    public var isImmediate: Bool
    /// What is paid a month, if that is known.
    public var monthly: Money?

    /// Creates a move.
    public init(
      gate: String, owner: String, rowKey: String, subscription: String, words: Words,
      isGain: Bool, isImmediate: Bool, monthly: Money?
    ) {
      self.gate = gate
      self.owner = owner
      self.rowKey = rowKey
      self.subscription = subscription
      self.words = words
      self.isGain = isGain
      self.isImmediate = isImmediate
      self.monthly = monthly
    }
  }

  /// A word as it is and as it would be; empty for none.
  public struct Words: Hashable, Sendable {
    /// As it is.
    public var now: String
    /// As it would be.
    public var then: String
    /// Creates a pair.
    public init(now: String, then: String) {
      self.now = now
      self.then = then
    }
  }

  /// A subscription that would be of another plan.
  public struct PlanMove: Hashable, Sendable {
    /// The subscription's id.
    public var subscription: String
    /// The owner's id; empty when nobody knows.
    public var owner: String
    /// The plan.
    public var plans: Words
    /// What is paid a month, if that is known.
    public var monthly: Money?

    /// Creates a move.
    public init(subscription: String, owner: String, plans: Words, monthly: Money?) {
      self.subscription = subscription
      self.owner = owner
      self.plans = plans
      self.monthly = monthly
    }
  }

  /// What the pipeline's own rules are called among the gates.
  public static let own = "statuses"

  /// The pipeline's name.
  public var system: String
  /// The instant that is judged.
  public var asOf: Timestamp
  /// The words that would mean something else.
  public var changes: [Change] = []
  /// Who would gain or lose access, in the order of the accounts.
  public var moves: [Move] = []
  /// Whose plan would be another one, in the order of the accounts.
  public var planMoves: [PlanMove] = []
  /// Why the answer cannot be trusted, if so.
  public var doubts: [String] = []

  /// Creates an answer without differences.
  public init(system: String, asOf: Timestamp) {
    self.system = system
    self.asOf = asOf
  }

  /// What some amounts come to, by currency in the order of their codes; `nil`s count for nothing.
  public static func sums(of amounts: [Money?]) -> [Money] {
    var sums: [String: Int64] = [:]
    for case let amount? in amounts {
      let (sum, isTooLarge) = sums[amount.currency, default: 0].addingReportingOverflow(
        amount.minorUnits)
      sums[amount.currency] = isTooLarge ? .max : sum
    }
    return sums.map { Money(minorUnits: $0.value, currency: $0.key) }
      .sorted { $0.currency.utf8.lexicographicallyPrecedes($1.currency.utf8) }
  }
}
