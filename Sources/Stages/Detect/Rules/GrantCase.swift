import Billing
import Bytes
import Reconciliation

/// Who should have a row that says what their plan gives, and who has one.
///
/// Several checks ask about one grant; what they share is looked up once, as the rule is taken up.
final class GrantCase {
  private let grant: Grant
  private let file: RuleCase
  private let plans: OwnerPlans
  /// What mends the rows.
  let remedy: GrantRemedy
  private let start: TableColumn?
  private let end: TableColumn?
  /// The owners who have rows, each by the place of the first.
  private let owners: RowIndex
  /// Their rows.
  private let rows: [[Int]]

  init(_ grant: Grant, in file: RuleCase) {
    self.grant = grant
    self.file = file
    plans = OwnerPlans(file.board, metric: grant.metric)
    remedy = GrantRemedy(grant, plans, in: file)
    start = grant.start.map(file.column)
    end = grant.end.map(file.column)
    let owner = TableColumn(.owner, of: file.table)
    let instant = grant.instant.map(file.dates)
    var owners = RowIndex(by: [owner], minimumCapacity: file.table.count)
    var rows: [[Int]] = []
    for row in file.rows where owner[row].hasValue {
      if let instant, instant.month(row) != file.month { continue }
      let place = owners.add(row)
      if place == rows.count { rows.append([]) }
      rows[place].append(row)
    }
    self.owners = owners
    self.rows = rows
  }

  /// Owners whose plan gives something of which no row says so.
  func missing(_ check: Check) -> [Drift] {
    guard file.isWhole(file.table) else { return [] }
    return plans.owners.compactMap { owner in
      guard let amount = amount(for: owner), owners.group(of: .symbol(owner)) == nil,
        !isDeleted(owner)
      else { return nil }
      var drift = finding(
        check, about: owner, story: "the plan gives \(grant.metric), no row does")
      remedy.give(amount, to: owner, &drift, by: check)
      return drift
    }
  }

  /// Owners with several rows for one period.
  func repeated(_ check: Check) -> [Drift] {
    rows.compactMap { rows in
      guard let first = rows.first else { return nil }
      let same = rows.filter { start == nil || start?[$0] == start?[first] }
      guard same.count > 1 else { return nil }
      return check.finding(
        about: same[1], in: file, story: "\(same.count) rows give \(grant.metric) for one period",
        with: [first] + same.dropFirst(2))
    }
  }

  /// Rows of owners whose plan does not give what they say.
  func groundless(_ check: Check) -> [Drift] {
    judged { owner, row in
      guard allowance(of: owner) == .limited(0) else { return nil }
      var drift = check.finding(
        about: row, in: file, story: "the row gives \(grant.metric), no plan of the owner does")
      remedy.withdraw(row, of: owner, &drift, by: check)
      return drift
    }
  }

  /// Rows that give less than the plan does.
  func short(_ check: Check) -> [Drift] {
    guard let column = grant.amount.map(file.column) else { return [] }
    return judged { owner, row in
      guard case .limited(let limit) = amount(for: owner), let given = column[row].integer,
        given < limit
      else { return nil }
      var drift = check.finding(
        about: row, in: file, story: "\(given) of \(grant.metric), where the plan gives \(limit)")
      remedy.raise(row, of: owner, from: given, to: limit, &drift, by: check)
      return drift
    }
  }

  /// Rows whose period is over, or is not the one that is paid for.
  ///
  /// Where a rule says when periods begin anew, it is that rule which tells the ones that are over.
  func stale(_ check: Check) -> [Drift] {
    let isTold = file.evidence.definition.declaredChecks.contains { other in
      if case .reset = other.rule { other.table == file.declared.table } else { false }
    }
    return judged { owner, row in
      guard amount(for: owner) != nil, let end = end?[row].time else { return nil }
      if end <= file.clock.horizon {
        if isTold { return nil }
        var drift = check.finding(
          about: row, in: file, story: "the period of the \(grant.metric) is over")
        remedy.renew(row, of: owner, &drift, by: check)
        return drift
      }
      guard let start = start?[row].time, let paid = plans.paidPeriod(of: owner),
        start >= paid.upperBound || end <= paid.lowerBound
      else { return nil }
      var drift = check.finding(
        about: row, in: file, story: "the \(grant.metric) are for another period than is paid for")
      check.mend(
        &drift, by: .none, unless: "what was counted meanwhile belongs to one of the two periods")
      return drift
    }
  }

  // MARK: Parts

  /// What the owner's plan gives now or, where rows are for months, has given in this one.
  private func allowance(of owner: Symbol) -> OwnerPlans.Allowance {
    let start = file.evidence.zone.start(of: file.month)
    return grant.instant == nil
      ? plans.allowanceNow(of: owner)
      : plans.allowanceTold(of: owner, from: start, to: file.clock.asOf)
  }

  /// What the owner's plan gives now; `nil` when that is nothing or not known.
  private func amount(for owner: Symbol) -> OwnerPlans.Allowance? {
    switch plans.allowanceNow(of: owner) {
    case .unknown, .limited(0): nil
    case let allowance: allowance
    }
  }

  /// Whether the owner's own row is marked as deleted: nothing has to be granted any more.
  private func isDeleted(_ owner: Symbol) -> Bool {
    guard let table = file.board.owners, let row = plans.account(of: owner)?.ownerRow else {
      return false
    }
    return table[row, .deletedAt].hasValue
  }

  /// Goes over the rows that nobody changed a moment ago, with their owners.
  private func judged(_ find: (Symbol, Int) -> Drift?) -> [Drift] {
    rows.flatMap { rows in
      rows.compactMap { row in
        guard !file.isFresh(row, of: file.table),
          let owner = file.table[row, .owner].symbol
        else { return nil }
        return find(owner, row)
      }
    }
  }

  /// A finding about an owner who has no row: it is told of the row or subscription that gives.
  private func finding(_ check: Check, about owner: Symbol, story: String) -> Drift {
    let board = file.board
    let giving = plans.currentPlans(of: owner).first.map {
      PairView(board: board, index: $0.pair, signs: [])
    }
    var drift = check.finding(by: file, story: story)
    drift.owner = owner
    guard let giving else {
      // What everybody is given has no subscription: it is told of the owner's own row.
      drift.table = board.owners?.definition.name ?? board.rowsTableName
      drift.row = plans.account(of: owner)?.ownerRow
      drift.evidence = drift.row.flatMap { board.owners?.origins[$0] }.map { [$0] } ?? []
      return drift
    }
    drift.table = board.rowsTableName
    drift.row = giving.row
    drift.subscription = giving.subscription
    drift.customer = giving.customer
    drift.evidence = giving.origins
    return drift
  }
}
