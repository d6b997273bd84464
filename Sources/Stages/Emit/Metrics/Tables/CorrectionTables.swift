import Bytes
import Revenue

/// The tables of closed months: what came to light of them, and what they would be now.
struct CorrectionTables {
  let close: CloseFigures

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
    let columns: [FigureTable.Column<RestatedMonth>] = [
      .month("period", "The closed month") { $0.month },
      .currency { $0.currency },
      .money("reported", "MRR when the month is over, as it was reported") { $0.reported },
      .money("restated", "The same as it would be now") { $0.restated },
      .money("change", "Restated less reported") { $0.change },
    ]
    return FigureTable(
      "restatement", "Restatement", about: "A closed month before and after restating", symbols,
      rows: close.restatements, columns: columns)
  }
}
