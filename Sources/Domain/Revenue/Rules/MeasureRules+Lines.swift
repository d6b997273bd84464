/// One rule as people read it.
public struct RuleLine: Hashable, Sendable {
  /// What it is about.
  public var name: String
  /// What holds.
  public var value: String
}

/// One rule on the way from one set of rules to another.
public struct RuleStep: Hashable, Sendable {
  /// What the rule is about.
  public var name: String
  /// What held.
  public var before: String
  /// What holds from now on.
  public var after: String
  /// All rules from now on: those before, but for this one.
  public var rules: MeasureRules
}

extension MeasureRules {
  /// Every rule with what holds, in the order in which figures depend on them: for a manifest, a
  /// page of definitions, and whoever compares two sets.
  public var lines: [RuleLine] {
    Rule.all.map { RuleLine(name: $0.name, value: $0.text(self)) }
  }

  /// The rules that differ from others, taken over from them one by one.
  public func steps(to others: MeasureRules) -> [RuleStep] {
    var rules = self
    // A profile is a name for rules and no rule.
    rules.profile = others.profile
    return Rule.all.compactMap { rule in
      let step = RuleStep(
        name: rule.name, before: rule.text(rules), after: rule.text(others), rules: rules)
      guard step.before != step.after else { return nil }
      rule.takeOver(&rules, others)
      return RuleStep(name: step.name, before: step.before, after: step.after, rules: rules)
    }
  }
}

/// One rule: how it is written, and how to take it over from other rules.
private struct Rule: Sendable {
  let name: String
  let text: @Sendable (MeasureRules) -> String
  let takeOver: @Sendable (inout MeasureRules, MeasureRules) -> Void

  init<Value: SendableMetatype>(
    _ name: String, _ place: any WritableKeyPath<MeasureRules, Value> & Sendable,
    _ text: @escaping @Sendable (Value) -> String
  ) {
    self.name = name
    self.text = { text($0[keyPath: place]) }
    takeOver = { $0[keyPath: place] = $1[keyPath: place] }
  }

  init<Value: RawRepresentable<String> & SendableMetatype>(
    _ name: String, _ place: any WritableKeyPath<MeasureRules, Value> & Sendable
  ) {
    self.init(name, place) { $0.rawValue }
  }

  /// What holds whatever the rules are.
  init(_ name: String, always text: String) {
    self.name = name
    self.text = { _ in text }
    takeOver = { _, _ in }
  }

  static let all = [
    Rule("profile", \.profile),
    Rule("basis", \.basis),
    Rule("counted statuses", always: "active past_due"),
    Rule("grace for unpaid renewals", \.graceDays) { days in
      days.map { "\($0) days" } ?? "as long as Stripe tries"
    },
    Rule("start", \.start),
    Rule("churn", \.churn),
    Rule("discounts", \.discounts),
    Rule("metered", \.metered),
    Rule("days in a month", \.factors.days, \.text),
    Rule("weeks in a month", \.factors.weeks, \.text),
    Rule("paused collection", \.pause),
    Rule("movement grain", \.grain),
    Rule("time zone", \.timeZone) { $0 },
    Rule("reactivation window", \.reactivationWindowDays) { days in
      days.map { "\($0) days" } ?? "unlimited"
    },
    Rule("rounding", \.rounding),
    Rule("exchange movement", \.showsExchangeMovement) { $0 ? "shown" : "not shown" },
    Rule("net churn counts reactivation", \.netChurnCountsReactivation, yesOrNo),
    Rule("quick ratio counts reactivation", \.quickRatioCountsReactivation, yesOrNo),
    Rule("lifetime value over", \.lifetimeMonths) { "\($0) months of churn" },
    Rule("gross margin", \.grossMargin, \.text),
    Rule("consolidated in", \.reportingCurrency) { $0 ?? "no currency" },
    Rule("missing rate", \.missingRate),
  ]

  private static let yesOrNo: @Sendable (Bool) -> String = { $0 ? "yes" : "no" }
}

extension Fraction {
  /// The number as a whole one or a fraction in lowest terms: `30`, `365/12`.
  public var text: String { denominator == 1 ? "\(numerator)" : "\(numerator)/\(denominator)" }
}
