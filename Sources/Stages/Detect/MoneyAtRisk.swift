import Billing
import Bytes
import Reconciliation

/// What a finding puts at stake a month.
struct MoneyAtRisk: Sendable {
  private let evidence: Evidence
  private let planRows: [Symbol: Int]
  private let plans: DatabaseTable?

  init(_ evidence: Evidence) {
    self.evidence = evidence
    let plans = evidence.table(.plans)
    var planRows: [Symbol: Int] = [:]
    for row in 0..<(plans?.count ?? 0) {
      if let plans { planRows[plans.symbol(row, .key)] = row }
    }
    self.plans = plans
    self.planRows = planRows
  }

  /// The price Stripe charges, else that of the row's plan; `nil` when neither is known.
  func monthly(of pair: PairView) -> Money? { stripeMonthly(of: pair) ?? databaseMonthly(of: pair) }

  private func stripeMonthly(of pair: PairView) -> Money? {
    guard let unit = pair.fact(.unitAmount).integer,
      let currency = pair.fact(.currency).symbol,
      let word = pair.fact(.interval).symbol,
      let interval = BillingInterval(rawValue: evidence.symbols.text(word))
    else { return nil }
    let quantity = pair.fact(.quantity).integer ?? 1
    let (amount, overflow) = unit.multipliedReportingOverflow(by: quantity)
    guard !overflow,
      let monthly = interval.monthly(amount, count: pair.fact(.intervalCount).integer ?? 1)
    else { return nil }
    return Money(minorUnits: monthly, currency: evidence.symbols.text(currency))
  }

  private func databaseMonthly(of pair: PairView) -> Money? {
    guard let plans, let plan = pair[.plan].symbol, let row = planRows[plan],
      let amount = plans[row, .amount].integer, let currency = plans[row, .currency].symbol,
      let word = plans[row, .interval].symbol,
      let period = BillingPeriod(word: evidence.symbols.text(word)),
      let monthly = period.interval.monthly(amount, count: period.count)
    else { return nil }
    return Money(minorUnits: monthly, currency: evidence.symbols.text(currency).lowercased())
  }
}
