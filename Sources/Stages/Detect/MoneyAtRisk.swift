public import Billing
import Bytes
public import Reconciliation

/// What a row and its subscription come to a month, and so what a finding puts at stake.
public struct MoneyAtRisk: Sendable {
  private let evidence: Evidence
  private let planRows: [Symbol: Int]
  private let plans: DatabaseTable?

  /// Looks up what plans cost.
  public init(_ evidence: Evidence) {
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
  public func monthly(of pair: Pair) -> Money? {
    stripeMonthly(of: pair) ?? databaseMonthly(of: pair)
  }

  private func stripeMonthly(of pair: Pair) -> Money? {
    guard let place = pair.subscription else { return nil }
    let (ledger, object) = (evidence.ledger, evidence.subscriptions[place])
    guard let unit = ledger.fact(.unitAmount, of: object).integer,
      let currency = ledger.fact(.currency, of: object).symbol,
      let word = ledger.fact(.interval, of: object).symbol,
      let interval = BillingInterval(rawValue: evidence.symbols.text(word))
    else { return nil }
    let quantity = ledger.fact(.quantity, of: object).integer ?? 1
    let (amount, overflow) = unit.multipliedReportingOverflow(by: quantity)
    let count = ledger.fact(.intervalCount, of: object).integer ?? 1
    guard !overflow, let monthly = interval.monthly(amount, count: count) else { return nil }
    return Money(minorUnits: monthly, currency: evidence.symbols.text(currency))
  }

  private func databaseMonthly(of pair: Pair) -> Money? {
    guard let plans, let place = pair.row, let rows = evidence.table(.subscriptions),
      let plan = rows[place, .plan].symbol, let row = planRows[plan],
      let amount = plans[row, .amount].integer, let currency = plans[row, .currency].symbol,
      let word = plans[row, .interval].symbol,
      let period = BillingPeriod(word: evidence.symbols.text(word)),
      let monthly = period.interval.monthly(amount, count: period.count)
    else { return nil }
    return Money(minorUnits: monthly, currency: evidence.symbols.text(currency).lowercased())
  }
}
