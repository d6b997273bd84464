import Billing
import Bytes
import Diagnostics
import Revenue

/// The item ledger with the movement that each change is a part of: the ground under every figure
/// of recurring revenue, down to the event, its file and its line.
struct MovementTable {
  private let figures: RecurringFigures
  private let sources: SourceMap
  /// By change, the movement it is a part of, counted from one; 0 for none.
  private let movements: [UInt32]
  /// The changes by month, and within one in the ledger's order.
  private let order: [UInt32]

  init(_ figures: RecurringFigures, _ sources: SourceMap) {
    self.figures = figures
    self.sources = sources
    movements = Self.movements(of: figures)
    order = Self.order(of: figures)
  }

  var table: FigureTable {
    FigureTable(
      "mrr-movements", "MRR movements",
      about: "A change of what an item brings in a month. The changes of a movement and period add"
        + " up to the roll-forward", figures.ledger.symbols, rowCount: order.count,
      columns: movementColumns + amountColumns + sourceColumns
    ) { [row] places, body in
      for place in places { body(row(place)) }
    }
  }

  private struct Row: Sendable {
    var change: ItemChange
    var movement: Movement?
    var day: CalendarDay

    /// Why the item's amount changed; where the customer only took another currency, that.
    var reason: ChangeReason {
      movement?.reason == .currencyChange ? .currencyChange : change.reason
    }
  }

  private var row: @Sendable (Int) -> Row {
    let (figures, movements, order) = (figures, movements, order)
    return { place in
      let change = figures.ledger.changes[Int(order[place])]
      let movement = movements[Int(order[place])]
      return Row(
        change: change,
        movement: movement == 0 ? nil : figures.movements[Int(movement) - 1],
        day: figures.zone.day(of: change.time))
    }
  }

  private var movementColumns: [FigureTable.Column<Row>] {
    [
      .month("period", "Month of the change in the time zone") { $0.day.month },
      .instant("event_timestamp", "When the change took effect, UTC") { $0.change.time },
      .day("local_date", "The same as a day in the time zone") { $0.day },
      .text(
        "movement", "What the customer's changes of the same day, as the rules group them, are"
      ) {
        $0.movement?.kind.rawValue ?? "unchanged"
      },
      .text("reason", "Why the item's amount changed, or that the customer took another currency") {
        $0.reason.rawValue
      },
      .currency { $0.change.currency },
      .id("customer_id", "The customer") { $0.change.customer },
      .id("subscription_id", "The subscription") { $0.change.subscription },
      .id("subscription_item_id", "The subscription's item") { $0.change.item },
      .id("price_id", "The price that is charged from now on, or was when the item ends") {
        $0.change.price.price
      },
      .id("product_id", "The price's product") { $0.change.price.product },
    ]
  }

  private var amountColumns: [FigureTable.Column<Row>] {
    [
      .count("quantity_change", "How much the counted quantity changed") {
        $0.change.quantityChange
      },
      .money("mrr_before", "The item's MRR before", as: .minor) {
        $0.change.netAfter &- $0.change.netChange
      },
      .money("mrr_after", "The item's MRR after", as: .minor) { $0.change.netAfter },
      .money("mrr_change", "After less before", as: .minor, addsUp: true) { $0.change.netChange },
      .money("gross_change", "The same without discounts", as: .minor, addsUp: true) {
        $0.change.grossChange
      },
      .money("discount_change", "How much more is taken off", as: .minor, addsUp: true) {
        $0.change.grossChange &- $0.change.netChange
      },
    ]
  }

  private var sourceColumns: [FigureTable.Column<Row>] {
    let rules = figures.rules
    return FigureTable.Column.sight(sources) { $0.change.sight } + [
      .text("rule", "The rule by which the change counts as it does") {
        rules.rule(behind: $0.reason)
      }
    ]
  }

  private static func movements(of figures: RecurringFigures) -> [UInt32] {
    var movements = [UInt32](repeating: 0, count: figures.ledger.changes.count)
    for (place, movement) in figures.movements.enumerated() {
      for change in movement.changes.range { movements[change] = UInt32(place + 1) }
    }
    return movements
  }

  private static func order(of figures: RecurringFigures) -> [UInt32] {
    let months = figures.ledger.changes.map { figures.zone.month(of: $0.time).number }
    guard let first = months.min(), let last = months.max() else { return [] }
    var starts = [Int](repeating: 0, count: last - first + 2)
    for month in months { starts[month - first + 1] += 1 }
    for place in 1..<starts.count { starts[place] += starts[place - 1] }
    var order = [UInt32](repeating: 0, count: months.count)
    for (change, month) in months.enumerated() {
      order[starts[month - first]] = UInt32(change)
      starts[month - first] += 1
    }
    return order
  }
}

extension MeasureRules {
  /// The rule that a change for some reason follows from, as `name=value`.
  fileprivate func rule(behind reason: ChangeReason) -> String {
    switch reason {
    case .correction: "closed"
    case .start, .trialEnd, .trialStart: "start=\(start.rawValue)"
    case .end, .cancelRequest, .cancelRevoked, .unpaid: "churn=\(churn.rawValue)"
    case .delinquent, .recovered: "grace-days=\(graceDays.map { "\($0)" } ?? "stripe")"
    case .paused, .resumed: "pause=\(pause.rawValue)"
    case .discountChange: "discounts=\(discounts.rawValue)"
    case .itemAdded, .itemRemoved, .priceChange, .quantityChange, .several, .currencyChange,
      .customerChange:
      "basis=\(basis.rawValue)"
    }
  }
}
