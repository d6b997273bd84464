import Billing

/// Turns wanted changes into plans that can be carried out step by step.
///
/// Every unique index is simulated over the whole exported table, so that no step of a script
/// meets a value that is still taken. What cannot be ordered is left to a person.
public struct ChangePlanner: Sendable {
  /// Where the plan comes from and how much may change at once.
  public var header: ChangePlan.Header
  /// The tables, in the order in which the changes name them.
  public var tables: [TableShape]
  /// The number of exported rows of each table.
  public var rowCounts: [Int]

  /// What came of it.
  public struct Outcome: Sendable {
    /// The plans, numbered; at least one, which may be empty.
    public var plans: [ChangePlan]
    /// For each plan, the one that undoes it.
    public var inverses: [ChangePlan]
    /// What a person must decide; the first plan carries the same list.
    public var review: [ReviewItem]
    /// Safety limits that the changes exceed, one sentence each; then nothing may be applied.
    public var stops: [String]
  }

  /// Creates a planner.
  public init(header: ChangePlan.Header, tables: [TableShape], rowCounts: [Int]) {
    self.header = header
    self.tables = tables
    self.rowCounts = rowCounts
  }

  /// Plans the wanted changes.
  ///
  /// - Parameters:
  ///   - wanted: the changes, at most one for each row; several of one row are merged when they
  ///     do not contradict each other.
  ///   - holders: made from the same changes and shown every exported row.
  ///   - review: what the rules already leave to a person.
  /// - Returns: the plans with their inverses, and what was left out of them.
  /// - Complexity: linear in the changes, apart from sorting.
  public func plan(
    _ wanted: [Change], holders: SlotHolders, review: [ReviewItem] = []
  ) -> Outcome {
    var draft = PlanDraft(tables: tables, holders: holders)
    draft.admit(wanted)
    draft.settle()
    let groups = draft.groups(limit: header.limits.changesPerPlan)
    let items = review + draft.review
    var plans = groups.enumerated().map { place, changes in
      plan(changes, part: .init(number: place + 1, count: groups.count))
    }
    plans[0].review = items
    return Outcome(
      plans: plans, inverses: plans.map(inverse(of:)), review: items,
      stops: stops(plans.flatMap(\.changes)))
  }

  private func plan(_ changes: [PlannedChange], part: ChangePlan.Part) -> ChangePlan {
    let name = ChangePlan.identity(header: header, tables: tables, changes: changes)
    return ChangePlan(
      id: name + part.suffix, part: part, header: header, tables: tables, changes: changes)
  }

  private func stops(_ changes: [PlannedChange]) -> [String] {
    tables.indices.compactMap { table in
      let count = changes.count { $0.change.table == table }
      let limits = header.limits
      let name = tables[table].name.text
      if count > limits.changes {
        return "\(count) rows of \(name) would change, the limit is \(limits.changes)"
      }
      if rowCounts.indices.contains(table), count * 100 > rowCounts[table] * limits.percent {
        return "\(count) of \(rowCounts[table]) rows of \(name) would change, "
          + "the limit is \(limits.percent) percent"
      }
      return nil
    }
  }
}
