import Billing
import Bytes
import Diagnostics
import Revenue

/// The tables of what holds when the month is over, and of what became of customers and trials.
struct MonthEndTables {
  let close: CloseFigures
  let sources: SourceMap

  private var symbols: Symbols { close.recurring.ledger.symbols }

  /// Whoever brings something when the month is over.
  var customers: FigureTable {
    let month = close.month
    let columns: [FigureTable.Column<CustomerBalance>] = [
      .month("period", "The month that is over") { _ in month },
      .id("customer_id", "The customer") { $0.customer },
      .currency { $0.currency },
      .count("subscriptions", "Subscriptions with MRR", addsUp: true) { $0.subscriptions },
      .money("gross_mrr", "MRR before discounts", addsUp: true) { $0.gross },
      .money("discount", "What discounts take off", addsUp: true) { $0.gross &- $0.net },
      .money("mrr", "MRR", addsUp: true) { $0.net },
    ]
    return FigureTable(
      "customers", "Customers at month end",
      about: "What a customer brings in a currency when the month is over", symbols,
      rows: close.customers,
      columns: columns)
  }

  /// What each price brings.
  var plans: FigureTable {
    let month = close.month
    let columns: [FigureTable.Column<PlanShare>] = [
      .month("period", "The month that is over") { _ in month },
      .id("product_id", "The product") { $0.price.product },
      .id("price_id", "The price") { $0.price.price },
      .text("interval", "How often it recurs") { $0.price.period?.interval.rawValue },
      .count("interval_count", "How many intervals make one period") {
        ($0.price.period?.count).map { Int64($0) }
      },
      .currency { $0.currency },
      .count("items", "Items of subscriptions", addsUp: true) { $0.items },
      .count("customers", "Customers who have one") { $0.customers },
      .count("quantity", "Units of all items", addsUp: true) { $0.quantity },
      .money("gross_mrr", "MRR before discounts", addsUp: true) { $0.gross },
      .money("discount", "What discounts take off", addsUp: true) { $0.gross &- $0.net },
      .money("mrr", "MRR", addsUp: true) { $0.net },
    ]
    return FigureTable(
      "plans", "Plans", about: "What the items of a price bring when the month is over", symbols,
      rows: close.plans,
      columns: columns)
  }

  /// Customers by the month in which they came.
  var cohorts: FigureTable {
    struct Row {
      var currency: Symbol
      var cohort: Cohort
      var later: Int

      var customers: Int64 { later == 0 ? cohort.customerCount : cohort.customers[later - 1] }
      var revenue: Int64 { later == 0 ? cohort.revenue : cohort.revenues[later - 1] }
    }
    let rows = close.recurring.currencies.flatMap { figures in
      figures.cohorts.flatMap { cohort in
        (0...cohort.customers.count).map {
          Row(currency: figures.currency, cohort: cohort, later: $0)
        }
      }
    }
    let columns: [FigureTable.Column<Row>] = [
      .currency { $0.currency },
      .month("cohort", "Month in which they first had MRR") { $0.cohort.month },
      .count("months_later", "How many months after it") { Int64($0.later) },
      .month("period", "That month") {
        CalendarMonth(number: $0.cohort.month.number + $0.later)
      },
      .count("customers", "Of them those with MRR when the month is over") { $0.customers },
      .money("mrr", "What those bring") { $0.revenue },
      .ratio("customer_retention", "Customers / those who came") {
        Ratio($0.customers, of: $0.cohort.customerCount)
      },
      .ratio("revenue_retention", "MRR / what they came with; may be above 1") {
        Ratio($0.revenue, of: $0.cohort.revenue)
      },
    ]
    return FigureTable(
      "cohorts", "Retention cohorts",
      about: "Customers who came in one month, and what is left of them some months later; month 0"
        + " is what they came with", symbols, rows: rows,
      columns: columns)
  }

  /// Trials month by month.
  var trials: FigureTable {
    let asOf = close.asOf
    let columns: [FigureTable.Column<TrialMonth>] = [
      .month("period", "Month of the calendar in the time zone") { $0.month },
      .instant("as_of", "When their outcome was judged") { _ in asOf },
      .count("started", "Trials that began", addsUp: true) { $0.inMonth.started },
      .count("ended", "Trials that ended", addsUp: true) { $0.inMonth.ended },
      .count("converted", "Of those that ended the ones that were paid for", addsUp: true) {
        $0.inMonth.converted
      },
      .count("lost", "Of those that ended the ones that went no further", addsUp: true) {
        $0.inMonth.lost
      },
      .count("unproven", "Of those that ended the ones without a payment seen", addsUp: true) {
        $0.inMonth.unproven
      },
      .ratio("conversion", "Converted / ended") { $0.inMonth.cohortRate },
      .count("conversions_30_days", "First payments after a trial in the last 30 days") {
        $0.inThirtyDays.conversions
      },
      .ratio("conversion_30_days", "The same / trials that ended in them; may be above 1") {
        $0.inThirtyDays.rollingRate
      },
    ]
    return FigureTable(
      "trials", "Trials", about: "Trials of subscriptions in a month", symbols,
      rows: close.trials,
      columns: columns)
  }

  /// What happened day by day.
  var days: FigureTable {
    let columns: [FigureTable.Column<DayFigures>] = [
      .day("day", "Day in the time zone") { $0.day },
      .count("trials_started", "Trials that began", addsUp: true) { $0.trialsStarted },
      .count("conversions", "First payments after a trial", addsUp: true) { $0.conversions },
      .count("new_customers", "Customers who came or came back", addsUp: true) { $0.arrivals },
      .count("cancellations", "Customers who lost all MRR", addsUp: true) { $0.cancellations },
      .count("failed_payments", "Renewals that failed at the first attempt", addsUp: true) {
        $0.failedPayments
      },
    ]
    return FigureTable(
      "days", "Days", about: "What happened on a day of the month", symbols, rows: close.days,
      columns: columns)
  }

  /// What is active day by day.
  var planDays: FigureTable {
    let columns: [FigureTable.Column<PlanDay>] = [
      .day("day", "Day in the time zone") { $0.day },
      .id("product_id", "The product") { $0.price.product },
      .id("price_id", "The price") { $0.price.price },
      .currency { $0.currency },
      .count("active_items", "Items of subscriptions with MRR when the day is over", addsUp: true) {
        $0.items
      },
    ]
    return FigureTable(
      "active-by-plan", "Active by plan", about: "How many items a price has when a day is over",
      symbols, rows: close.planDays, columns: columns)
  }

  /// What was used.
  var usage: FigureTable {
    let columns: [FigureTable.Column<UsageMonth>] = [
      .month("period", "Month of the calendar in the time zone") { $0.month },
      .text("quota", "What is used, by the name of its quota in the pipeline") { $0.name },
      .count("owners", "Owners who used it") { $0.owners },
      .count("records", "Rows of the database that say so") { $0.records },
      .count("total", "How much all of them used, in units of the quota") { $0.total },
      .count("most", "The most that one row says") { $0.most },
      .ratio("per_owner", "Total by owners") { Ratio($0.total, of: $0.owners) },
    ]
    return FigureTable(
      "usage", "Usage", about: "What was used of one thing in a month, by the database's rows",
      symbols, rows: close.usage, columns: columns)
  }

  /// Every trial.
  var trialList: FigureTable {
    let zone = close.recurring.zone
    let columns: [FigureTable.Column<Trial>] = [
      .month("started_in", "Month in which it began") { zone.month(of: $0.start) },
      .month("ended_in", "Month in which it ended") {
        $0.outcome == .open ? nil : zone.month(of: $0.end)
      },
      .text("outcome", "What became of it") { $0.outcome.rawValue },
      .id("subscription_id", "The subscription") { $0.subscription },
      .id("customer_id", "The customer") { $0.customer },
      .instant("trial_start", "When it began") { $0.start },
      .instant("trial_end", "When it ended or will end") { $0.end },
      .instant("paid_at", "The first payment since") { $0.paidAt },
    ]
    return FigureTable(
      "trial-list", "Every trial", about: "A trial of a subscription, by its end", symbols,
      rows: close.recurring.ledger.trials,
      columns: columns + FigureTable.Column.sight(sources) { $0.sight })
  }
}
