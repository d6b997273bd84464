/// What a run looked for: what it did not find of anything else may still be there.
public struct RunScope: Hashable, Sendable {
  /// The codes of the checks it was told to keep to; empty for all.
  public var only: Set<String>
  /// What could not be evaluated: the codes of checks, and `declared NAME` for declared rules.
  public var notEvaluated: Set<String>
  /// Whether its evidence was whole.
  public var isTrustworthy: Bool

  /// Creates a scope.
  public init(only: Set<String> = [], notEvaluated: Set<String> = [], isTrustworthy: Bool = true) {
    self.only = only
    self.notEvaluated = notEvaluated
    self.isTrustworthy = isTrustworthy
  }

  /// Whether the run would have found what there is of a check.
  ///
  /// - Parameters:
  ///   - code: the code of the check.
  ///   - rule: the name of the declared rule that the check is made for; empty for none.
  /// - Returns: whether it looked for that.
  public func covers(_ code: String, rule: String) -> Bool {
    isTrustworthy && (only.isEmpty || only.contains(code)) && !notEvaluated.contains(code)
      && (rule.isEmpty || !notEvaluated.contains("declared " + rule))
  }
}

extension RunReport {
  /// What the run looked for.
  public var scope: RunScope {
    RunScope(
      only: only,
      notEvaluated: Set(
        notEvaluated.map { $0.code == "declared" ? "declared " + $0.name : $0.code }),
      isTrustworthy: exitStatus != .untrusted)
  }
}
