import Billing
import Bytes
import Reconciliation

extension Check {
  static let quotaExceeded = Check(
    "D08", "quota-exceeded",
    definition: "An owner uses more than any plan gave that the owner can have had.",
    origin: "The limit is not looked at everywhere, or was lowered by a downgrade.",
    harm: .leak, severity: .p2, disposition: .report,
    fix: "Look at the limit where the thing is made; tell the owner, or raise the limit.",
    safeguard: "Every plan that may have been the owner's at the time counts.",
    personWhen: "Always: nothing of an owner's is deleted.",
    needs: [.subscriptions],
    findByRule: { check, file in
      guard case .quota(let quota) = file.declared.rule else { return [] }
      let use = QuotaUse(quota, in: file)
      return quota.isTotal ? use.totals(check) : use.singles(check)
    })
}

/// What owners used, held against what their plans gave.
private struct QuotaUse {
  /// What one owner used in one month, or at all.
  fileprivate struct Total {
    var owner: Symbol
    var month: CalendarMonth?
    var amount: Int64 = 0
    var rows: [Int] = []
  }

  private let quota: Quota
  private let file: RuleCase
  private let plans: OwnerPlans
  private let owner: TableColumn
  private let value: TableColumn?
  private let instant: DateColumn?
  /// Whether counting starts again every month.
  private let isMonthly: Bool

  init(_ quota: Quota, in file: RuleCase) {
    self.quota = quota
    self.file = file
    plans = OwnerPlans(file.board, metric: quota.metric)
    owner = TableColumn(.owner, of: file.table)
    value = quota.value.map(file.column)
    instant = quota.instant.map(file.dates)
    isMonthly = file.evidence.definition.entitlements.contains {
      $0.metric.utf8.elementsEqual(quota.metric.utf8) && $0.per == "month"
    }
  }

  /// Values that are too much by themselves.
  func singles(_ check: Check) -> [Drift] {
    file.rows.compactMap { row in
      guard let owner = owner[row].symbol, let amount = value.map({ $0[row].integer }) ?? 1,
        let limit = limit(of: owner, at: instant?[row]), amount > limit
      else { return nil }
      return check.finding(about: row, in: file, story: story(amount, limit, month: nil))
    }
  }

  /// Sums that are too much.
  func totals(_ check: Check) -> [Drift] {
    var totals: [Total] = []
    var places: [Key: Int] = [:]
    for row in file.rows {
      guard let owner = owner[row].symbol, let amount = value.map({ $0[row].integer }) ?? 1 else {
        continue
      }
      let month = instant?.month(row)
      if isMonthly, month == nil { continue }
      let key = Key(owner: owner, month: isMonthly ? month : nil)
      let place = places[key] ?? totals.count
      if place == totals.count {
        totals.append(Total(owner: owner, month: key.month))
        places[key] = place
      }
      totals[place].add(amount, row)
    }
    return totals.compactMap { total in
      guard let limit = limit(of: total.owner, in: total.month), total.amount > limit else {
        return nil
      }
      return check.finding(
        about: total.rows[0], in: file, story: story(total.amount, limit, month: total.month),
        with: Array(total.rows.dropFirst()))
    }
  }

  private struct Key: Hashable {
    var owner: Symbol
    var month: CalendarMonth?
  }

  private func limit(of owner: Symbol, at time: Timestamp?) -> Int64? {
    guard let time else { return limit(plans.allowanceNow(of: owner)) }
    return limit(plans.allowance(of: owner, from: time, to: time))
  }

  private func limit(of owner: Symbol, in month: CalendarMonth?) -> Int64? {
    guard let month else { return limit(plans.allowanceNow(of: owner)) }
    return limit(file.allowance(of: owner, in: month, plans))
  }

  private func limit(_ allowance: OwnerPlans.Allowance) -> Int64? {
    if case .limited(let limit) = allowance { limit } else { nil }
  }

  private func story(_ amount: Int64, _ limit: Int64, month: CalendarMonth?) -> String {
    "\(amount) of \(quota.metric)\(month.map { " in \($0.text)" } ?? ""), where the plan gives "
      + "\(limit)"
  }
}

extension QuotaUse.Total {
  fileprivate mutating func add(_ more: Int64, _ row: Int) {
    let (sum, isTooLarge) = amount.addingReportingOverflow(more)
    amount = isTooLarge ? .max : sum
    if rows.count < RuleCase.evidenceLimit { rows.append(row) }
  }
}
