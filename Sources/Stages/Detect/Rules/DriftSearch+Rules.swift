import Billing
import Bytes
public import Reconciliation

extension [Drift] {
  /// Ties what breaks a declared rule to what is wrong with the owner's subscription or row.
  ///
  /// Whoever mends the row has to look at what was granted, and a row that should have ended
  /// repeats what the next one says: that is one finding with children. A rule about another
  /// table than that of the rows is broken for reasons of its own.
  public mutating func tieRules() {
    guard contains(where: { !$0.rule.isEmpty }) else { return }
    var rows: [Symbol: Int] = [:]
    for (place, drift) in enumerated() where drift.rule.isEmpty && drift.owner != .empty {
      guard drift.code.hasPrefix("S") || drift.code.hasPrefix("U") else { continue }
      if rows[drift.owner] == nil { rows[drift.owner] = place }
    }
    for place in indices where !self[place].rule.isEmpty && self[place].parent == nil {
      guard let parent = rows[self[place].owner] else { continue }
      let isGrant = self[place].code.hasPrefix("E")
      if isGrant || self[place].table == self[parent].table { self[place].parent = parent }
    }
  }
}

extension DriftSearch {
  /// The most findings of one check by one rule; what is more is said in one finding.
  public static let ruleFindingLimit = 1_000

  /// How many rules the pipeline declares; each can be judged by itself.
  public var ruleCount: Int { board.evidence.definition.declaredChecks.count }

  /// Looks at the rows that one declared rule is about.
  ///
  /// - Parameter place: the place of the rule in the pipeline.
  /// - Returns: the findings, in the order of the checks and, within one, of the rows.
  public func findings(byRule place: Int) -> [Drift] {
    let declared = board.evidence.definition.declaredChecks[place]
    guard let file = RuleCase(declared, board) else { return [] }
    return checks.flatMap { check -> [Drift] in
      guard let find = check.findByRule else { return [] }
      let found = find(check, file)
      guard found.count > Self.ruleFindingLimit else { return found }
      return found.prefix(Self.ruleFindingLimit) + [rest(of: found, declared)]
    }
  }

  /// One finding in place of all that are too many to be told one by one.
  private func rest(of found: [Drift], _ declared: DeclaredCheck) -> Drift {
    let first = found[Self.ruleFindingLimit]
    var drift = Drift(
      code: first.code, name: first.name, severity: first.severity, harm: first.harm,
      disposition: first.disposition, table: first.table, owner: .empty)
    let count = found.count - Self.ruleFindingLimit
    drift.rule = declared.name
    drift.story = "\(declared.name): \(count) more rows break the rule"
    drift.advice = first.advice
    drift.evidence = first.evidence
    drift.cause = first.cause
    return drift
  }
}
