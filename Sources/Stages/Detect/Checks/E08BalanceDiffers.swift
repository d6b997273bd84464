import Billing
import Bytes
import Reconciliation

extension Check {
  static let balanceDiffers = Check(
    "E08", "balance-differs",
    definition: "What remains is not what was granted less what was used.",
    origin: "Two ways of writing the balance, a grant written twice, or a write that was lost.",
    harm: .metrics, severity: .p2, disposition: .review,
    fix: "Find out which of the three is wrong, and write it again.",
    safeguard: "All three are of one row and one dump.",
    personWhen: "Always: any of the three may be the wrong one.",
    needs: [],
    findByRule: { check, file in
      guard case .balance(let balance) = file.declared.rule else { return [] }
      let grants = BalanceGrants(balance, in: file)
      let column = file.column(balance.column)
      let used = balance.used.map(file.column)
      return file.rows.compactMap { row -> Drift? in
        guard let remaining = column[row].integer else { return nil }
        let spent = used.map { $0[row].integer } ?? nil
        return grants.fault(of: remaining, used: spent, in: row).map {
          check.finding(about: row, in: file, story: "\(balance.column) is \(remaining), \($0)")
        }
      }
    })
}

/// What was granted for a row: its own column says so, or the owner's plan and further rows do.
private struct BalanceGrants {
  private let file: RuleCase
  private let granted: TableColumn?
  private let instant: DateColumn?
  private let plans: OwnerPlans?
  private var additions: [Key: Int64] = [:]
  private let owner: TableColumn

  private struct Key: Hashable {
    var owner: Symbol
    var month: CalendarMonth
  }

  init(_ balance: Balance, in file: RuleCase) {
    self.file = file
    granted = balance.granted.map(file.column)
    instant = balance.instant.map(file.dates)
    owner = TableColumn(.owner, of: file.table)
    plans = balance.metric.map { OwnerPlans(file.board, metric: $0) }
    guard let more = balance.additions, let table = file.board.table(named: more.table) else {
      return
    }
    let filter = RowFilter(more.conditions, of: table, file.evidence.symbols)
    let instant = DateColumn(more.instant, of: table, in: file.evidence.zone)
    let whose = TableColumn(.owner, of: table)
    for row in 0..<table.count where filter.accepts(row) {
      guard let month = instant.month(row), let owner = whose[row].symbol else { continue }
      additions[Key(owner: owner, month: month), default: 0] += 1
    }
  }

  /// What is wrong with a balance; `nil` when it is right or nobody can tell.
  func fault(of remaining: Int64, used: Int64?, in row: Int) -> String? {
    if remaining < 0 { return "below zero" }
    guard let grant = grant(for: row) else { return nil }
    if remaining > grant.most { return "more than was granted: \(grant.most)" }
    guard grant.isExact, let used else { return nil }
    let (left, isTooSmall) = grant.most.subtractingReportingOverflow(used)
    if !isTooSmall, left == remaining { return nil }
    return "where \(grant.most) were granted and \(used) used"
  }

  private func grant(for row: Int) -> (most: Int64, isExact: Bool)? {
    if let granted { return granted[row].integer.map { ($0, true) } }
    guard let plans, let owner = owner[row].symbol, let month = instant?.month(row) else {
      return nil
    }
    let more = additions[Key(owner: owner, month: month)] ?? 0
    let then = file.allowance(of: owner, in: month, plans)
    guard case .limited(let limit) = then else { return nil }
    // A plan of which only the outline is known grants that much at most; one of now that much.
    let isNow = month == file.month
    return (limit + more, isNow && plans.allowanceNow(of: owner) == then)
  }
}
