import Billing
import Bytes
import Reconciliation

extension Check {
  static let balanceDiffers = Check(
    "E08", "balance-differs",
    definition:
      "What remains is not what was granted less what was used, or what entries add up to.",
    origin: "Two ways of writing the balance, a grant written twice, or a write that was lost.",
    harm: .metrics, severity: .p2, disposition: .auto,
    fix: "Rebuild what remains from the journal of entries.",
    safeguard: "The journal is whole: it was read to the end and has the owner's first entry.",
    personWhen: "There is no journal, or it is not whole: then any of the columns may be wrong.",
    needs: [],
    findByRule: { check, file in
      guard case .balance(let balance) = file.declared.rule else { return [] }
      if let journal = Journal(balance, in: file) { return journal.findings(check) }
      let grants = BalanceGrants(balance, in: file)
      let column = file.column(balance.column)
      let used = balance.used.map(file.column)
      return file.rows.compactMap { row -> Drift? in
        guard let remaining = column[row].integer else { return nil }
        let spent = used.map { $0[row].integer } ?? nil
        return grants.fault(of: remaining, used: spent, in: row).map {
          var drift = check.finding(
            about: row, in: file, story: "\(balance.column) is \(remaining), \($0)")
          check.mend(&drift, by: .none, unless: "any of the columns may be the wrong one")
          return drift
        }
      }
    })
}

/// A journal of entries, from which what remains can be worked out again.
private struct Journal {
  private let balance: Balance
  private let file: RuleCase
  private let entries: DatabaseTable
  private let isWhole: Bool
  private var sums: [Symbol: Sum] = [:]

  /// What the entries of one owner say.
  private struct Sum {
    /// The amounts; `nil` when one of them is not known, or they are too large to be added up.
    var amount: Int64? = 0
    var openings = 0
    var isFresh = false
    var rows: [Int] = []
  }

  /// Adds up the entries; `nil` where the rule is about no journal.
  init?(_ balance: Balance, in file: RuleCase) {
    guard let journal = balance.entries, let entries = file.board.table(named: journal.table) else {
      return nil
    }
    self.balance = balance
    self.file = file
    self.entries = entries
    let isKept = file.evidence.definition.declaredChecks.contains {
      if case .retention = $0.rule { $0.table == journal.table } else { false }
    }
    isWhole = file.isWhole(entries) && !isKept && file.evidence.coverage.isTrustworthy
    let symbols = file.evidence.symbols
    let counts = RowFilter(journal.conditions, of: entries, symbols)
    let opens = RowFilter(journal.opening, of: entries, symbols)
    let (whose, amount) = (
      TableColumn(.owner, of: entries), TableColumn(journal.amount, of: entries)
    )
    for row in 0..<entries.count where counts.accepts(row) {
      guard let owner = whose[row].symbol else { continue }
      var sum = sums[owner] ?? Sum()
      sum.amount = amount[row].integer.flatMap { next in sum.amount.flatMap { [$0, next].sum } }
      if !journal.opening.isEmpty, opens.accepts(row) { sum.openings += 1 }
      sum.isFresh = sum.isFresh || file.isFresh(row, of: entries)
      if sum.rows.count < RuleCase.evidenceLimit - 1 { sum.rows.append(row) }
      sums[owner] = sum
    }
  }

  func findings(_ check: Check) -> [Drift] {
    let column = file.column(balance.column)
    let owner = file.table.definition.role == .owners ? RowField.key : .owner
    var rowsOf: [Symbol: Int] = [:]
    for row in file.rows { rowsOf[file.table.symbol(row, owner), default: 0] += 1 }
    return file.rows.compactMap { row in
      let whose = file.table.symbol(row, owner)
      guard let remaining = column[row].integer, whose != .empty, !file.isFresh(row, of: file.table)
      else { return nil }
      let sum = sums[whose] ?? Sum()
      guard !sum.isFresh, sum.amount != remaining else { return nil }
      return finding(check, row, remaining, sum, isOnly: rowsOf[whose] == 1)
    }
  }

  private func finding(
    _ check: Check, _ row: Int, _ remaining: Int64, _ sum: Sum, isOnly: Bool
  ) -> Drift {
    let total = sum.amount.map { "add up to \($0)" } ?? "cannot be added up"
    var drift = check.finding(
      about: row, in: file, story: "\(balance.column) is \(remaining), the entries \(total)")
    drift.evidence += sum.rows.map { entries.origins[$0] }
    let sets = sum.amount.flatMap { amount in
      file.table.definition.place(ofColumn: balance.column)
        .map { [NewCell(column: $0, cell: .integer(amount))] }
    }
    let remedy = Remedy.update(row: row, set: sets ?? [], guards: [.provenance])
    check.mend(
      &drift, by: remedy,
      unless: doubt(about: sum, isOnly: isOnly)
        ?? TablePolicy(evidence: file.evidence).reasonToHold(remedy, in: file.declared.table))
    return drift
  }

  /// Why the entries may not be what the balance rests on.
  private func doubt(about sum: Sum, isOnly: Bool) -> String? {
    if !isWhole { return "the journal may not be whole" }
    if sum.openings != 1 { return "no entry is known to be the owner's first" }
    if !isOnly { return "the owner has several balances" }
    return sum.amount.map { $0 < 0 } == true ? "the entries add up to less than nothing" : nil
  }
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
