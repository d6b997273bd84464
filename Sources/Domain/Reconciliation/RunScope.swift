/// What a run looked for: what it did not find of anything else may still be there.
public struct RunScope: Hashable, Sendable {
  /// The codes of the checks it was told to keep to; empty for all.
  public var only: Set<String>
  /// The codes of the checks that could not be made, or not for every declared rule.
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
  public func covers(_ code: String) -> Bool {
    isTrustworthy && !notEvaluated.contains(code) && (only.isEmpty || only.contains(code))
  }
}

extension RunReport {
  /// What the run looked for.
  public var scope: RunScope {
    RunScope(
      only: only, notEvaluated: Set(notEvaluated.map(\.code)),
      isTrustworthy: exitStatus != .untrusted)
  }
}
