import Billing
import Bytes
public import Reconciliation
public import Revenue

/// Counts what owners used, month by month: of every quota that says when something was used.
public struct UsageMeasure {
  private let evidence: Evidence
  private let asOf: Timestamp

  /// Prepares to count.
  ///
  /// - Parameter evidence: the rows, and the quotas that are declared over them.
  public init(_ evidence: Evidence) {
    self.evidence = evidence
    asOf = evidence.definition.clock.asOf
  }

  /// Every quota's months from the first to the last in which something was used, up to the clock.
  public var months: [UsageMonth] {
    evidence.definition.declaredChecks.flatMap { declared -> [UsageMonth] in
      guard case .quota(let quota) = declared.rule, let instant = quota.instant,
        let table = evidence.table(named: declared.table)
      else { return [] }
      return months(
        of: quota, declared, DateColumn(instant, of: table, in: evidence.zone), table)
    }
  }

  private func months(
    of quota: Quota, _ declared: DeclaredCheck, _ instants: DateColumn, _ table: DatabaseTable
  ) -> [UsageMonth] {
    let filter = RowFilter(declared.conditions, of: table, evidence.symbols)
    let owner = TableColumn(.owner, of: table)
    let value = quota.value.map { TableColumn($0, of: table) }
    var months: [CalendarMonth: (use: UsageMonth, owners: Set<Symbol>)] = [:]
    for row in 0..<table.count where filter.accepts(row) {
      guard let time = instants[row], time <= asOf, let month = instants.month(row),
        let amount = value.map({ $0[row].integer }) ?? 1
      else { continue }
      var sum = months[month] ?? (UsageMonth(name: declared.name, month: month), [])
      sum.use.records += 1
      sum.use.total = sum.use.total.addingClamped(amount)
      sum.use.most = max(sum.use.most, amount)
      if let owner = owner[row].symbol { sum.owners.insert(owner) }
      months[month] = sum
    }
    guard let first = months.keys.min(), let last = months.keys.max() else { return [] }
    return (first.number...last.number).map { number in
      let month = CalendarMonth(number: number)
      guard var sum = months[month] else { return UsageMonth(name: declared.name, month: month) }
      sum.use.owners = Int64(sum.owners.count)
      return sum.use
    }
  }
}
