import Billing
import Bytes
import Revenue

/// The tables of recurring revenue in one currency.
struct ConsolidatedTables {
  private let figures: RecurringFigures
  private let consolidated: ConsolidatedFigures
  private let symbols: Symbols
  /// The currency of the amounts.
  private let reporting: Symbol

  /// Prepares the tables; `nil` where no rates are at hand.
  init?(_ figures: RecurringFigures) {
    guard let consolidated = figures.consolidated else { return nil }
    self.figures = figures
    self.consolidated = consolidated
    var symbols = figures.ledger.symbols
    reporting = symbols.intern(consolidated.currency)
    self.symbols = symbols
  }

  /// All currencies together, month by month.
  var months: FigureTable {
    struct Row {
      var month: CalendarMonth
      var total: RollForward?
    }
    let rows = zip(figures.months, consolidated.totals).map { Row(month: $0.month, total: $1) }
    let columns: [FigureTable.Column<Row>] = [
      .month("period", "Month of the calendar in the time zone") { $0.month }, currency(),
    ]
    return FigureTable(
      "mrr-consolidated-months", "MRR of all currencies",
      about: "MRR of a month, all currencies in the reporting currency; blank where a rate is"
        + " missing", symbols, rows: rows,
      columns: columns + amounts.map { $0.of { (row: Row) in row.total } })
  }

  /// Each currency, month by month.
  var currencies: FigureTable {
    struct Row {
      var month: CalendarMonth
      var currency: Symbol
      var row: ConsolidatedFigures.Row
    }
    let perMonth = max(figures.currencies.count, 1)
    let rows = consolidated.rows.enumerated().map { place, row in
      Row(
        month: figures.months[place / perMonth].month,
        currency: figures.currencies[place % perMonth].currency, row: row)
    }
    let columns: [FigureTable.Column<Row>] = [
      .month("period", "Month of the calendar in the time zone") { $0.month },
      .currency { $0.currency }, currency(),
      .text("rate", "Units of the reporting currency for one, at the month's end") {
        $0.row.rateText.isEmpty ? nil : $0.row.rateText
      },
      .money("closing_local", "MRR in the currency itself when the month is over") {
        $0.row.closingLocal
      },
    ]
    return FigureTable(
      "mrr-consolidated", "MRR in one currency",
      about: "MRR of a month and currency in the reporting currency, by the rate of the month's"
        + " end; blank where a rate is missing", symbols, rows: rows,
      columns: columns + amounts.map { $0.of { (row: Row) in row.row.amounts } })
  }

  private func currency<Row>() -> FigureTable.Column<Row> {
    .currency("reporting_currency", "ISO 4217 code of the converted amounts") { [reporting] _ in
      reporting
    }
  }

  /// The balances and movements, in the reporting currency.
  private var amounts: [FigureTable.Column<RollForward>] {
    func amount(
      _ name: String, _ definition: String, addsUp: Bool = true,
      _ value: @escaping @Sendable (RollForward) -> Int64
    ) -> FigureTable.Column<RollForward> {
      .money(name, definition, in: "reporting_currency", addsUp: addsUp) { value($0) }
    }
    return [
      amount("opening", "MRR when the month begins, as it closed the month before", addsUp: false) {
        $0.opening
      },
      amount("new", "From customers without MRR before") { $0.movements.new },
      amount("reactivation", "From customers who came back") { $0.movements.reactivation },
      amount("expansion", "More from customers who had MRR") { $0.movements.expansion },
      amount("contraction", "Less from customers who keep MRR") { $0.movements.contraction },
      amount("churn", "From customers who lost all MRR") { $0.movements.churn },
      amount("fx_adjustment", "What rates of exchange and changes of currency add") {
        $0.exchange
      },
      amount("closing", "MRR when the month is over", addsUp: false) { $0.closing },
    ]
  }
}
