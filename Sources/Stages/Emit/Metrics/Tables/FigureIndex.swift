import Billing
import Bytes
import Revenue

/// The way from each month's figure to the rows of another table that add up to it.
struct FigureIndex {
  let close: CloseFigures
  /// What the business calls its accounts.
  let labels: AccountMap

  /// A figure and its rows.
  private struct Figure {
    var name: String
    var month: CalendarMonth
    var currency = Symbol.empty
    var amount: Int64?
    var count: Int64?
    var table: String
    /// Which rows, as `column=value` or `column<=value`, all of which hold.
    var rows: String
    /// The column of which they are the sum; empty where they are counted.
    var sum = ""
  }

  var table: FigureTable {
    var symbols = Symbols()
    let figures =
      recurring(&symbols) + trials + cash(&symbols) + accounts(&symbols) + deferred(&symbols)
    let texts = symbols
    let columns: [FigureTable.Column<Figure>] = [
      .text("metric_key", "The figure's name, the same in every run") { figure in
        [figure.name, texts.text(figure.currency), figure.month.text]
          .filter { !$0.isEmpty }.joined(separator: ":")
      },
      .month("period", "The month") { $0.month },
      .currency("currency", "ISO 4217 code; blank where things are counted") { $0.currency },
      .money("amount", "The figure, where it is an amount") { $0.amount },
      .count("count", "The figure, where it is a number of things") { $0.count },
      .text("rows_of", "The table whose rows it is made of") { $0.table },
      .text("rows", "Which of them: all conditions hold") { $0.rows },
      .text("sum_of", "Their column that adds up to it; blank where they are counted") {
        $0.sum.isEmpty ? nil : $0.sum
      },
    ]
    return FigureTable(
      "figures", "Figures", about: "A figure, and the rows that it is made of", symbols,
      rows: figures, columns: columns)
  }

  private func recurring(_ symbols: inout Symbols) -> [Figure] {
    var figures: [Figure] = []
    for currency in close.recurring.currencies {
      let code = close.recurring.ledger.symbols.text(currency.currency)
      let symbol = symbols.intern(code)
      for month in currency.months {
        let period = month.period.month
        func add(_ name: String, _ amount: Int64, _ rows: String) {
          figures.append(
            Figure(
              name: "mrr.\(name)", month: period, currency: symbol, amount: amount,
              table: "mrr-movements", rows: "\(rows) currency=\(code)", sum: "mrr_change_minor"))
        }
        for kind in MovementKind.allCases {
          add(
            kind.rawValue, month.movements[kind],
            "period=\(period.text) movement=\(kind.rawValue)")
        }
        add("closing", month.closing, "period<=\(period.text)")
      }
    }
    return figures
  }

  private var trials: [Figure] {
    close.trials.flatMap { trials in
      let month = trials.month.text
      func figure(_ name: String, _ count: Int64, _ rows: String) -> Figure {
        Figure(
          name: "trials.\(name)", month: trials.month, count: count, table: "trial-list",
          rows: rows)
      }
      return [
        figure("started", trials.inMonth.started, "started_in=\(month)"),
        figure("ended", trials.inMonth.ended, "ended_in=\(month)"),
        figure("converted", trials.inMonth.converted, "ended_in=\(month) outcome=converted"),
        figure("lost", trials.inMonth.lost, "ended_in=\(month) outcome=lost"),
      ]
    }
  }

  private func cash(_ symbols: inout Symbols) -> [Figure] {
    guard let billing = close.billing else { return [] }
    let texts = billing.facts.symbols
    return billing.balance.flatMap { month in
      let code = texts.text(month.currency)
      let symbol = symbols.intern(code)
      return month.categories.map { category in
        let name = texts.text(category.name)
        return Figure(
          name: "balance.\(name)", month: month.period, currency: symbol,
          amount: category.sums.net, table: "balance-transactions",
          rows: "period=\(month.period.text) category=\(name) currency=\(code)", sum: "net_minor")
      }
    }
  }

  /// What accounts moved by: debits less credits of the journal's lines.
  private func accounts(_ symbols: inout Symbols) -> [Figure] {
    guard let billing = close.billing else { return [] }
    let texts = billing.facts.symbols
    return billing.totals.accounts.rows(in: texts).map { row in
      figure(
        "account.\(labels[row.account].code)", row.netDebit, of: row.account, row.period,
        texts.text(row.currency), "accounting_period=\(row.period.text)", "debit - credit",
        &symbols)
    }
  }

  /// What is deferred at the end of each month, and what of the invoices of one month is earned in
  /// another.
  private func deferred(_ symbols: inout Symbols) -> [Figure] {
    guard let billing = close.billing else { return [] }
    let texts = billing.facts.symbols
    return billing.deferred.map { month in
      figure(
        "deferred.closing", month.closing, of: .deferredRevenue, month.period,
        texts.text(month.currency), "accounting_period<=\(month.period.text)", "credit - debit",
        &symbols)
    }
      + billing.waterfall.map { cell in
        figure(
          "waterfall.\(cell.booked.text)", cell.amount, of: .revenue, cell.recognized,
          texts.text(cell.currency),
          "accounting_period=\(cell.recognized.text) booked_period=\(cell.booked.text)",
          "credit - debit", &symbols)
      }
  }

  /// A figure made of an account's lines in the journal.
  private func figure(
    _ name: String, _ amount: Int64, of account: Account, _ month: CalendarMonth,
    _ currency: String, _ periods: String, _ sum: String, _ symbols: inout Symbols
  ) -> Figure {
    Figure(
      name: name, month: month, currency: symbols.intern(currency), amount: amount,
      table: "journal",
      rows: "\(periods) account_code=\(labels[account].code) currency=\(currency)", sum: sum)
  }
}
