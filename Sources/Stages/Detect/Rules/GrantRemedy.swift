import Billing
import Bytes
import Reconciliation

/// What makes a row say what its owner's plan gives, and why a person may have to decide about it.
///
/// A grant is worth money. It is changed by itself only where the subscription it rests on says the
/// same on both sides, where the period was paid for, and where what the row counts stays right.
final class GrantRemedy {
  private let grant: Grant
  private let plans: OwnerPlans
  private let file: RuleCase
  /// The rule about what remains of the grant, in the same row.
  private let balance: Balance?
  /// When the last invoice that begins a period was paid, by subscription; looked up when asked.
  private lazy var paidAt = Self.paidInvoices(file.evidence)

  init(_ grant: Grant, _ plans: OwnerPlans, in file: RuleCase) {
    self.grant = grant
    self.plans = plans
    self.file = file
    let rules = file.evidence.definition.declaredChecks.filter { $0.table == file.declared.table }
    balance =
      rules.lazy.compactMap { rule in
        guard case .balance(let balance) = rule.rule else { return nil }
        return balance.granted != nil && balance.granted == grant.amount
          || balance.metric == grant.metric ? balance : nil
      }.first
  }

  // MARK: Remedies

  /// Gives an owner the row that the plan promises.
  func give(
    _ amount: OwnerPlans.Allowance, to owner: Symbol, _ drift: inout Drift, by check: Check
  ) {
    var row: [String: Cell] = [:]
    for condition in file.declared.conditions {
      guard case .equals(let word) = condition.test else { continue }
      row[condition.column] = file.cell(of: word, in: condition.column)
    }
    if let whose = column(.owner) { row[whose] = .symbol(owner) }
    if let made = column(.createdAt) { row[made] = .time(file.clock.asOf) }
    let unknown = put(amount, into: &row) ?? putPeriod(of: owner, into: &row)
    let values = row.compactMap { column, cell in
      file.table.definition.place(ofColumn: column).map { NewCell(column: $0, cell: cell) }
    }.sorted { $0.column < $1.column }
    // A row of which half is missing would be no proposal.
    mend(
      &drift,
      by: unknown == nil
        ? .insert(into: file.declared.table, values: values, guards: []) : .none, check,
      unless: unknown ?? doubt(about: owner) ?? doubtOfPayment(by: owner)
        ?? (isMarkedDeleted(owner) ? "a row of the owner is marked as deleted" : nil))
  }

  /// Raises a row to what the plan gives.
  func raise(
    _ row: Int, of owner: Symbol, from given: Int64, to limit: Int64, _ drift: inout Drift,
    by check: Check
  ) {
    var cells = [grant.amount: Cell.integer(limit)]
    var hold = doubt(about: owner)
    if let balance, balance.granted == grant.amount {
      let left = file.column(balance.column)[row].integer
      let used = balance.used.map { file.column($0)[row].integer } ?? left.flatMap(given.less)
      if let used, given.less(used) == left, let more = limit.less(used) {
        cells[balance.column] = .integer(more)
      } else {
        hold = hold ?? "what remains of the grant is wrong already"
      }
    }
    mend(&drift, row, setting: cells, check, unless: hold)
  }

  /// Puts a row aside that no plan gives any more; a present that nothing marks as one stays.
  func withdraw(_ row: Int, of owner: Symbol, _ drift: inout Drift, by check: Check) {
    let isKnown = file.table[row, .provenance].hasValue
    let isMarkable = file.table.definition.place(of: .deletedAt) != nil
    mend(
      &drift,
      by: isMarkable ? .softDelete(row: row, guards: [.noOtherLiveRow, .provenance]) : .none, check,
      unless: doubt(about: owner) ?? (isKnown ? nil : "nothing says where the grant came from"))
  }

  /// Begins the period of a row anew, as the one that is paid for.
  func renew(_ row: Int, of owner: Symbol, _ drift: inout Drift, by check: Check) {
    var cells: [String?: Cell] = [:]
    var hold = grant.isInPlace ? nil : Self.notInPlace
    if let paid = plans.paidPeriod(of: owner) {
      cells[grant.start] = .time(paid.lowerBound)
      cells[grant.end] = .time(paid.upperBound)
    } else {
      hold = hold ?? Self.noPeriod
    }
    renew(
      row, of: owner, endingAt: grant.end.flatMap { file.column($0)[row].time }, setting: cells,
      unless: hold, &drift, by: check)
  }

  /// Begins a row's period anew.
  ///
  /// - Parameters:
  ///   - row: the row.
  ///   - owner: whose it is.
  ///   - end: when the period in it ended.
  ///   - dates: the cells of the new period.
  ///   - hold: why it is left to a person, if so.
  ///   - drift: the finding.
  ///   - check: its check.
  func renew(
    _ row: Int, of owner: Symbol, endingAt end: Timestamp?, setting dates: [String?: Cell],
    unless hold: String?, _ drift: inout Drift, by check: Check
  ) {
    var cells = dates
    var hold = hold ?? doubt(about: owner) ?? doubtOfPayment(by: owner)
    if case .limited(let limit) = plans.allowanceNow(of: owner), limit > 0,
      let balance, let used = balance.used, balance.additions == nil
    {
      if !isUntouched(row, since: end, file.column(used)[row]) {
        hold = hold ?? "what was used since the period ended belongs to the new one"
      }
      if grant.amount != nil { cells[grant.amount] = .integer(limit) }
      cells[used] = .integer(0)
      cells[balance.column] = .integer(limit)
    } else {
      hold = hold ?? "no rule says from which amount counting starts again"
    }
    mend(&drift, row, setting: cells, check, unless: hold)
  }

  static let notInPlace = "the pipeline does not say that a period begins anew in its own row"
  static let noPeriod = "it is not known which period is paid for"

  // MARK: The new row

  /// Puts how much is given, and what follows from it; says why that cannot be done.
  private func put(_ amount: OwnerPlans.Allowance, into row: inout [String: Cell]) -> String? {
    guard grant.amount != nil || balance != nil else { return nil }
    guard case .limited(let limit) = amount else { return "the plan sets no amount" }
    if let column = grant.amount { row[column] = .integer(limit) }
    guard let balance else { return nil }
    if balance.additions != nil { return "further rows may have added to what the plan gives" }
    row[balance.column] = .integer(limit)
    if let used = balance.used { row[used] = .integer(0) }
    return nil
  }

  /// Puts the period that a new row is for; says why that is not known.
  private func putPeriod(of owner: Symbol, into row: inout [String: Cell]) -> String? {
    if let column = grant.instant {
      row[column] = .time(file.startOfMonth(in: column))
    }
    guard grant.start != nil || grant.end != nil else { return nil }
    let isByPeriod = file.evidence.definition.entitlements.contains {
      $0.metric == grant.metric && $0.per == "period"
    }
    guard isByPeriod, let paid = plans.paidPeriod(of: owner), paid.contains(file.clock.asOf) else {
      return Self.noPeriod
    }
    if let column = grant.start { row[column] = .time(paid.lowerBound) }
    if let column = grant.end { row[column] = .time(paid.upperBound) }
    return nil
  }

  // MARK: Doubts

  /// Why nothing that rests on an owner's plan may run by itself.
  private func doubt(about owner: Symbol) -> String? {
    guard let account = plans.account(of: owner) else { return nil }
    var accountCase = AccountCase(board: file.board)
    accountCase.open(account)
    if accountCase.pairs.contains(where: { pair in
      !pair.differences.isEmpty || pair.isStripeLive && pair.row == nil
    }) {
      return "the subscription's own row is wrong, and is mended first"
    }
    let policy = FixPolicy(accountCase)
    return giving(owner).lazy.compactMap { policy.reasonToHold($0, isDowngrade: false) }.first
  }

  /// Why it is not sure that the present period was paid for; `nil` for what nobody pays for.
  private func doubtOfPayment(by owner: Symbol) -> String? {
    for case let object? in giving(owner).map(\.object) {
      guard let paid = plans.paidPeriod(of: owner) else { return Self.noPeriod }
      let first = paid.lowerBound.adding(seconds: -3600)
      guard let last = paidAt[object.id], last >= first, last < paid.upperBound else {
        return "no invoice that begins the period is known to be paid"
      }
    }
    return nil
  }

  private func giving(_ owner: Symbol) -> [PairView] {
    plans.currentPlans(of: owner).map { PairView(board: file.board, index: $0.pair, signs: []) }
  }

  /// Source of the words: Stripe API reference, “The Invoice object”, `billing_reason`.
  private static func paidInvoices(_ evidence: Evidence) -> [Symbol: Timestamp] {
    let (ledger, symbols) = (evidence.ledger, evidence.symbols)
    let reasons = ["subscription_create", "subscription_cycle"].map { symbols.find($0) }
    var last: [Symbol: Timestamp] = [:]
    guard let paid = symbols.find("paid") else { return last }
    for invoice in ledger[.invoice]
    where ledger.fact(.status, of: invoice).symbol == paid && invoice.doubt == nil {
      guard let subscription = ledger.fact(.subscription, of: invoice).symbol,
        let reason = ledger.fact(.billingReason, of: invoice).symbol, reasons.contains(reason),
        let created = ledger.fact(.created, of: invoice).time
      else { continue }
      last[subscription] = max(created, last[subscription] ?? created)
    }
    return last
  }

  private func isMarkedDeleted(_ owner: Symbol) -> Bool {
    let (owners, deleted) = (
      TableColumn(.owner, of: file.table), TableColumn(.deletedAt, of: file.table)
    )
    return (0..<file.table.count).contains {
      deleted[$0].hasValue && owners[$0] == .symbol(owner)
    }
  }

  /// Whether nothing was counted in a row after an instant.
  private func isUntouched(_ row: Int, since end: Timestamp?, _ used: Cell) -> Bool {
    if used.integer == 0 { return true }
    guard let end, let written = file.table[row, .updatedAt].time else { return false }
    return written <= end
  }

  // MARK: Parts

  private func column(_ field: RowField) -> String? {
    let definition = file.table.definition
    return definition.place(of: field).map { definition.columns[$0].name }
  }

  private func mend(
    _ drift: inout Drift, _ row: Int, setting cells: [String?: Cell], _ check: Check,
    unless hold: String?
  ) {
    let sets = cells.compactMap { name, cell in
      name.flatMap { file.table.definition.place(ofColumn: $0) }
        .map { NewCell(column: $0, cell: cell) }
    }.sorted { $0.column < $1.column }
    mend(&drift, by: .update(row: row, set: sets, guards: [.provenance]), check, unless: hold)
  }

  private func mend(
    _ drift: inout Drift, by remedy: Remedy, _ check: Check, unless hold: String?
  ) {
    let policy = TablePolicy(evidence: file.evidence)
    check.mend(
      &drift, by: remedy,
      unless: hold ?? policy.reasonToHold(remedy, in: file.declared.table))
  }
}

extension RuleCase {
  /// A word of the pipeline as a value of a column.
  fileprivate func cell(of word: String, in column: String) -> Cell {
    guard let place = table.definition.place(ofColumn: column) else { return .unknown }
    return CellWord(word, evidence.symbols).cell(as: table.definition.columns[place].type)
  }

  /// The start of this month, as a column of dates or instants says it.
  fileprivate func startOfMonth(in column: String) -> Timestamp {
    let isDate = table.definition.place(ofColumn: column)
      .map { table.definition.columns[$0].type == .date }
    return isDate == true ? month.start : evidence.zone.start(of: month)
  }
}

extension Int64 {
  /// What is left when a number is taken away; `nil` when that cannot be written.
  fileprivate func less(_ other: Int64) -> Int64? {
    let (left, isTooLarge) = subtractingReportingOverflow(other)
    return isTooLarge ? nil : left
  }
}
