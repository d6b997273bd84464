public import Billing

/// What a run says of revenue in short: enough for a summary, a manifest and the exit status.
public struct RevenueVerdict: Hashable, Sendable {
  /// A rule that every figure depends on.
  public struct Rule: Hashable, Sendable {
    /// What it is about.
    public var name: String
    /// What holds.
    public var value: String

    /// Creates a rule.
    public init(name: String, value: String) {
      self.name = name
      self.value = value
    }
  }

  /// How often something could not be measured, or only with a doubt.
  public struct Doubt: Hashable, Sendable {
    /// What is wrong, in one word.
    public var kind: String
    /// How often.
    public var count: Int

    /// Creates a count.
    public init(kind: String, count: Int) {
      self.kind = kind
      self.count = count
    }
  }

  /// The month that is closed, as `2026-01`.
  public var month: String
  /// Every rule with what holds.
  public var rules: [Rule]
  /// Monthly recurring revenue when the month is over, by currency.
  public var monthly: [Money]
  /// Checks whose sides are the same.
  public var passedCount: Int
  /// Checks that could not be made.
  public var notEvaluatedCount: Int
  /// Checks whose sides differ, each with both.
  public var failures: [String]
  /// What could not be measured, by its kind.
  public var doubts: [Doubt]

  /// Creates a verdict on figures that nobody has checked.
  public init(month: String, rules: [Rule] = [], monthly: [Money] = []) {
    self.month = month
    self.rules = rules
    self.monthly = monthly
    (passedCount, notEvaluatedCount) = (0, 0)
    (failures, doubts) = ([], [])
  }

  /// Whether no check failed.
  public var tiesOut: Bool { failures.isEmpty }
  /// How often something could not be measured, or only with a doubt.
  public var doubtCount: Int { doubts.reduce(0) { $0 + $1.count } }
}
