import Billing
import Bytes
import Revenue

/// The figures of each month in one row a currency: what a person looks at first.
struct SummaryTable {
  let close: CloseFigures

  private struct Row {
    var month: CalendarMonth
    var currency: Symbol
    var recurring: RollForward?
    var lifetime: Int64?
    var dunning: DunningMonth?
    var cash: CashMonth?
    var deferred: DeferredMonth?
  }

  private struct Key: Hashable {
    var month: CalendarMonth
    var currency: Symbol
  }

  var table: FigureTable {
    var symbols = Symbols()
    let rows = rows(&symbols)
    return FigureTable(
      "summary", "Summary", about: "The figures of a month and currency", symbols, rows: rows,
      columns: recurring + money)
  }

  private typealias Column = FigureTable.Column<Row>

  private var recurring: [Column] {
    let rules = close.recurring.rules
    let rates = RollForwardTables.rates(rules).map { $0.of { (row: Row) in row.recurring } }
    let columns: [Column] = [
      .month("period", "Month of the calendar in the time zone") { $0.month },
      .currency { $0.currency },
      .money("mrr", "Monthly recurring revenue when the month is over") { $0.recurring?.closing },
      .money("net_new_mrr", "Closing less opening MRR", addsUp: true) { row in
        row.recurring.map { $0.closing &- $0.opening }
      },
      .count("customers", "Customers with MRR when the month is over") {
        $0.recurring?.closingCustomers
      },
      .count("subscriptions", "Subscriptions with MRR when the month is over") {
        $0.recurring?.closingSubscriptions
      },
    ]
    return columns + rates + [
      .ratio(
        "gross_retention_12_months",
        "Of those with MRR twelve months ago the smaller of then and now / what they brought then"
      ) { $0.recurring?.base?.grossRetention },
      .ratio("net_retention_12_months", "What the same bring now / what they brought then") {
        $0.recurring?.base?.netRetention
      },
      .money(
        "lifetime_value",
        "ARPA times gross margin / mean customer churn of the last \(rules.lifetimeMonths) months"
      ) { $0.lifetime },
    ]
  }

  private var money: [Column] {
    [
      .money("failed_payments", "Renewals that failed at the first attempt", addsUp: true) {
        $0.dunning?.failed
      },
      .money("recovered_payments", "Of them what came in later", addsUp: true) {
        $0.dunning?.recovered
      },
      .money("refunds", "Given back", addsUp: true) { $0.cash?.refunds },
      .money("disputes", "Taken back by banks, less what was won", addsUp: true) { row in
        row.cash.map { $0.disputes &+ $0.disputeReversals }
      },
      .money("cash_collected", "Charges less refunds, disputes and fees", addsUp: true) {
        $0.cash?.collected
      },
      .money("recognized_revenue", "Earned in the month, of what was billed", addsUp: true) {
        $0.deferred?.recognized
      },
      .money("deferred_revenue", "Billed and not earned when the month is over") {
        $0.deferred?.closing
      },
    ]
  }

  /// The rows up to the month that is closed, by currency and month.
  private func rows(_ symbols: inout Symbols) -> [Row] {
    let figures = close.recurring
    var rows: [Key: Row] = [:]
    func note(
      _ month: CalendarMonth, _ currency: String, _ symbols: inout Symbols,
      _ add: (inout Row) -> Void
    ) {
      guard month <= close.month else { return }
      let key = Key(month: month, currency: symbols.intern(currency))
      add(&rows[key, default: Row(month: key.month, currency: key.currency)])
    }
    for currency in figures.currencies {
      let code = figures.ledger.symbols.text(currency.currency)
      for (place, month) in currency.months.enumerated() {
        note(month.period.month, code, &symbols) {
          $0.recurring = month
          $0.lifetime = currency.lifetimeValue(place, figures.rules)?.rounded(
            figures.rules.rounding)
        }
      }
    }
    if let billing = close.billing {
      let texts = billing.facts.symbols
      for month in billing.dunning {
        note(month.period, texts.text(month.currency), &symbols) { $0.dunning = month }
      }
      for month in billing.cash {
        note(month.period, texts.text(month.currency), &symbols) { $0.cash = month }
      }
      for month in billing.deferred {
        note(month.period, texts.text(month.currency), &symbols) { $0.deferred = month }
      }
    }
    return rows.values.sorted { one, other in
      one.currency == other.currency
        ? one.month < other.month : symbols.precedes(one.currency, other.currency)
    }
  }
}
