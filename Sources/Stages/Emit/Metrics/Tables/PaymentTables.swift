import Billing
import Bytes
import Revenue

/// The tables of money: what was collected, what failed, what was given back, what is left.
struct PaymentTables {
  let figures: BillingFigures

  private var symbols: Symbols { figures.facts.symbols }

  var dunning: FigureTable {
    let columns: [FigureTable.Column<DunningMonth>] = [
      .month("period", "Month of the first attempt in the time zone") { $0.period },
      .instant("as_of", "When their outcome was judged") { $0.asOf },
      .currency { $0.currency },
      .money("attempted", "Volume of first attempts", addsUp: true) { $0.attempted },
      .count("attempted_count", "Invoices of it", addsUp: true) { Int64($0.attemptedCount) },
      .money("failed", "Of it what failed at first", addsUp: true) { $0.failed },
      .count("failed_count", "Invoices of it", addsUp: true) { Int64($0.failedCount) },
      .money("recovered", "Of what failed what came in later", addsUp: true) { $0.recovered },
      .count("recovered_count", "Invoices of it", addsUp: true) { Int64($0.recoveredCount) },
      .money("lost", "Of what failed what was voided or given up", addsUp: true) { $0.lost },
      .money("open", "Of what failed what is still tried", addsUp: true) { $0.open },
      .ratio("failure_rate", "Failed / attempted") { $0.failureRate },
      .ratio("recovery_rate", "Recovered / failed") { $0.recoveryRate },
    ]
    return FigureTable(
      "payments", "Payments and dunning",
      about: "Renewals that Stripe tried to collect, by the month of the first attempt", symbols,
      rows: figures.dunning,
      columns: columns)
  }

  var recoveries: FigureTable {
    let columns: [FigureTable.Column<Recovery>] = [
      .id("invoice_id", "The invoice") { $0.invoice },
      .id("customer_id", "The customer") { $0.customer },
      .currency { $0.currency },
      .money("amount", "What came in", addsUp: true) { $0.amount },
      .instant("failed_at", "The first attempt") { $0.failedAt },
      .instant("recovered_at", "When it came in") { $0.recoveredAt },
      .count("days", "Whole days between them") { $0.dayCount },
    ]
    return FigureTable(
      "recoveries", "Recovered payments",
      about: "A renewal that failed at first and came in later", symbols,
      rows: figures.recoveries,
      columns: columns)
  }

  var reversals: FigureTable {
    let columns: [FigureTable.Column<ReversalCell>] = [
      .month("period", "Month in which it was taken back, in the time zone") { $0.period },
      .month("charge_period", "Month of the charge; blank where it was not exported") {
        $0.chargePeriod
      },
      .text("category", "Stripe's reporting category") { $0.category.rawValue },
      .currency { $0.currency },
      .count("transactions", "Balance transactions", addsUp: true) { Int64($0.sums.count) },
      .money("gross", "What moved the balance, before fees", addsUp: true) { $0.sums.gross },
      .money("fee", "Fees as they move the balance", addsUp: true) { $0.sums.fee },
      .money("net", "What moved the balance", addsUp: true) { $0.sums.net },
    ]
    return FigureTable(
      "reversals", "Refunds and disputes",
      about: "Money taken back in a month of charges made in another", symbols,
      rows: figures.reversals,
      columns: columns)
  }

  var cash: FigureTable {
    let columns: [FigureTable.Column<CashMonth>] = [
      .month("period", "Month of the transaction in the time zone") { $0.period },
      .currency { $0.currency },
      .money("charges", "Paid by customers", addsUp: true) { $0.charges },
      .money("refunds", "Given back", addsUp: true) { $0.refunds },
      .money("refund_failures", "Refunds that came back", addsUp: true) { $0.refundFailures },
      .money("disputes", "Taken back by banks", addsUp: true) { $0.disputes },
      .money("dispute_reversals", "Disputes that were won", addsUp: true) {
        $0.disputeReversals
      },
      .money("dispute_fees", "Fees on disputes", addsUp: true) { $0.disputeFees },
      .money("fees", "All other fees", addsUp: true) { $0.fees },
      .money("collected", "The sum of these", addsUp: true) { $0.collected },
      .money("other", "Everything else that is no payout", addsUp: true) { $0.other },
      .money("payouts", "Sent to the bank", addsUp: true) { $0.payouts },
    ]
    return FigureTable(
      "cash", "Cash collected",
      about: "What customers paid and had back in a month, by balance transaction", symbols,
      rows: figures.cash,
      columns: columns)
  }

  /// One row of the balance: a month's opening or closing, or what moved it.
  private struct BalanceRow {
    var month: BalanceMonth
    var line: Line
    var gross: Int64?
    var fee: Int64?
    var amount: Int64
    var count: Int64?

    enum Line {
      case opening, payouts, closing
      case activity(Symbol)
    }
  }

  var balance: FigureTable {
    let rows = figures.balance.flatMap { month in
      [BalanceRow(month: month, line: .opening, amount: month.opening)]
        + month.categories.map {
          BalanceRow(
            month: month, line: .activity($0.name), gross: $0.sums.gross, fee: $0.sums.fee,
            amount: $0.sums.net, count: Int64($0.sums.count))
        } + [
          BalanceRow(
            month: month, line: .payouts, gross: month.payouts.gross, fee: month.payouts.fee,
            amount: month.payouts.net, count: Int64(month.payouts.count)),
          BalanceRow(month: month, line: .closing, amount: month.closing),
        ]
    }
    let symbols = symbols
    let columns: [FigureTable.Column<BalanceRow>] = [
      .month("period", "Month of the transaction in the time zone") { $0.month.period },
      .currency { $0.month.currency },
      .text("line", "opening, a reporting category, payouts or closing") { row in
        switch row.line {
        case .opening: "opening"
        case .payouts: "payouts"
        case .closing: "closing"
        case .activity(let name): symbols.text(name)
        }
      },
      .count("transactions", "Balance transactions") { $0.count },
      .money("gross", "Before fees") { $0.gross },
      .money("fee", "Fees as they move the balance") { $0.fee },
      .money("net", "The balance, or what moved it") { $0.amount },
    ]
    return FigureTable(
      "balance", "Balance roll-forward",
      about: "The balance at Stripe when a month begins, what moved it by reporting category, and"
        + " when it is over; the first month begins with nothing", symbols, rows: rows,
      columns: columns)
  }

  /// Every transaction of the balance.
  var transactions: FigureTable {
    let (charges, zone) = (figures.payments.charges, figures.zone)
    let columns: [FigureTable.Column<BalanceEntry>] = [
      .month("period", "Month of the transaction in the time zone") {
        zone.month(of: $0.created)
      },
      .instant("created", "When") { $0.created },
      .instant("available_on", "When the money may be paid out") { $0.availableOn },
      .id("category", "Stripe's reporting category") { $0.category },
      .currency { $0.currency },
      .money("amount", "Before fees", addsUp: true) { $0.amount },
      .money("fee", "What was charged for it", addsUp: true) { $0.fee },
      .money("net", "Amount less fee", addsUp: true) { $0.net },
      .id("balance_transaction_id", "The transaction") { $0.id },
      .id("source_id", "The charge, refund, dispute or payout") { $0.source },
      .id("charge_id", "The charge behind a refund or dispute") { charges[$0.source] ?? .empty },
    ]
    return FigureTable(
      "balance-transactions", "Balance transactions",
      about: "A movement of the balance at Stripe", figures.payments.symbols,
      rows: figures.payments.balance,
      columns: columns)
  }
}
