import Bytes
import Revenue

/// The tables of closed months: what came to light of them, and what they would be now.
struct CorrectionTables {
  let close: CloseFigures
  /// What the business calls its accounts.
  let labels: AccountMap

  private var symbols: Symbols { close.recurring.ledger.symbols }

  var corrections: FigureTable {
    let columns: [FigureTable.Column<LedgerCorrection>] = [
      .month("original_period", "The closed month that it belongs to") { $0.month },
      .currency { $0.currency },
      .id("customer_id", "The customer") { $0.customer },
      .id("subscription_id", "The subscription") { $0.subscription },
      .id("subscription_item_id", "The subscription's item") { $0.item },
      .money("reported", "Change of MRR in the month, as it was reported", addsUp: true) {
        $0.reported
      },
      .money("restated", "The same as it is known now", addsUp: true) { $0.restated },
      .money("change", "What the first open month takes over", addsUp: true) { $0.change },
    ]
    return FigureTable(
      "corrections", "Corrections",
      about: "What came to light of a closed month and is booked in the first open one", symbols,
      rows: close.corrections, columns: columns)
  }

  var restatement: FigureTable {
    let labels = labels
    let columns: [FigureTable.Column<RestatedFigure>] = [
      .month("period", "The closed month") { $0.month },
      .text("figure", "The figure, as in `metric_key`") { $0.subject.name(labels) },
      .text("currency", "ISO 4217 code") { $0.currency },
      .money("reported", "The amount as it was reported") {
        $0.subject.isCount ? nil : $0.reported
      },
      .money("restated", "The same as it would be now") { $0.subject.isCount ? nil : $0.restated },
      .money("change", "Restated less reported") { $0.subject.isCount ? nil : $0.change },
      .count("reported_count", "The number of things as it was reported") {
        $0.subject.isCount ? $0.reported : nil
      },
      .count("restated_count", "The same as it would be now") {
        $0.subject.isCount ? $0.restated : nil
      },
    ]
    return FigureTable(
      "restatement", "Restatement",
      about: "A figure of a closed month before and after restating", symbols,
      rows: close.restatements, columns: columns)
  }
}
