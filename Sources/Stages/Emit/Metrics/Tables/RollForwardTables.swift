import Billing
import Bytes
import Revenue

/// The tables of recurring revenue from balance to balance.
struct RollForwardTables {
  let close: CloseFigures

  private var figures: RecurringFigures { close.recurring }
  private var symbols: Symbols { figures.ledger.symbols }
  fileprivate typealias Column = FigureTable.Column<RollForward>

  var months: FigureTable {
    let period = Column.month("period", "Month of the calendar in the time zone") {
      $0.period.month
    }
    return FigureTable(
      "mrr-roll-forward", "MRR roll-forward",
      about: "MRR and customers of a month and currency, from the opening balance to the closing",
      symbols, rows: figures.currencies.flatMap(\.months),
      columns: [period] + movements + customers)
  }

  var weeks: FigureTable {
    let week = Column.day("week", "Monday that begins the week") { $0.period.firstDay }
    return FigureTable(
      "mrr-weeks", "MRR by week", about: "The same of a week and currency", symbols,
      rows: close.weeks.flatMap(\.self),
      columns: [week] + movements + customers + Self.rates(figures.rules))
  }

  private var movements: [Column] {
    [
      .currency { $0.currency },
      .money("opening", "MRR when the period begins") { $0.opening },
      .money("new", "From customers without MRR before", addsUp: true) { $0.movements.new },
      .money("reactivation", "From customers who came back", addsUp: true) {
        $0.movements.reactivation
      },
      .money("expansion", "More from customers who had MRR", addsUp: true) {
        $0.movements.expansion
      },
      .money("contraction", "Less from customers who keep MRR", addsUp: true) {
        $0.movements.contraction
      },
      .money("churn", "From customers who lost all MRR", addsUp: true) { $0.movements.churn },
      .money("closing", "MRR when the period is over: opening and all movements") { $0.closing },
      .money("involuntary_churn", "The part of churn by renewals that were not paid", addsUp: true)
      {
        $0.involuntaryChurn
      },
    ]
  }

  private var customers: [Column] {
    [
      .count("opening_customers", "Customers with MRR when the period begins") {
        $0.openingCustomers
      },
      .count("new_customers", "Customers of new", addsUp: true) { $0.customers.new },
      .count("reactivated_customers", "Customers of reactivation", addsUp: true) {
        $0.customers.reactivation
      },
      .count("churned_customers", "Customers of churn", addsUp: true) { $0.customers.churn },
      .count("closing_customers", "Customers with MRR when the period is over") {
        $0.closingCustomers
      },
      .count("expanded_customers", "Customers of expansion", addsUp: true) {
        $0.customers.expansion
      },
      .count("contracted_customers", "Customers of contraction", addsUp: true) {
        $0.customers.contraction
      },
      .count("churned_joiners", "Churned customers who came within the period", addsUp: true) {
        $0.churnedJoiners
      },
      .count("involuntary_customers", "Customers of involuntary churn", addsUp: true) {
        $0.involuntaryCustomers
      },
      .count("closing_subscriptions", "Subscriptions with MRR when the period is over") {
        $0.closingSubscriptions
      },
    ]
  }

  /// What follows from balances and movements.
  static func rates(_ rules: MeasureRules) -> [FigureTable.Column<RollForward>] {
    [
      .money("arr", "Annual recurring revenue: twelve times closing MRR") { $0.annual },
      .ratio("customer_churn", "Churned customers without churned joiners / opening customers") {
        $0.customerChurn
      },
      .ratio("customer_churn_with_new", "Churned customers / opening and new customers") {
        $0.customerChurnWithNew
      },
      .ratio("gross_mrr_churn", "Churn and contraction / opening MRR") { $0.grossChurn },
      .ratio(
        "net_mrr_churn",
        rules.netChurnCountsReactivation
          ? "Churn and contraction less expansion and reactivation / opening MRR"
          : "Churn and contraction less expansion / opening MRR"
      ) { $0.netChurn(rules) },
      .ratio("gross_retention", "Opening MRR less churn and contraction / opening MRR") {
        $0.grossRetention
      },
      .ratio("net_retention", "The same with expansion / opening MRR") { $0.netRetention },
      .ratio(
        "quick_ratio",
        rules.quickRatioCountsReactivation
          ? "New, expansion and reactivation / churn and contraction"
          : "New and expansion / churn and contraction"
      ) { $0.quickRatio(rules) },
      .money("arpa", "Closing MRR / closing customers, rounded") {
        $0.averagePerCustomer.value?.rounded(rules.rounding)
      },
      .money("arpu", "Closing MRR / closing subscriptions, rounded") {
        $0.averagePerSubscription.value?.rounded(rules.rounding)
      },
    ]
  }
}
