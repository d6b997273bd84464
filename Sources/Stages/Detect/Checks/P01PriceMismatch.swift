import Billing
import Reconciliation

extension Check {
  /// What depends on the price and is mended together with it.
  static let priceFields: Set<RowField> = [
    .price, .product, .item, .plan, .amount, .currency, .interval, .quantity, .discount,
  ]
  /// What only another price changes; the others can differ by themselves.
  static let priceMarks: Set<RowField> = [.price, .product, .item, .plan, .amount, .currency]

  static let priceMismatch = Check(
    "P01", "price-mismatch",
    definition: "The row's price or plan is not the one that Stripe bills.",
    origin: "The update of an upgrade or downgrade was missed or came out of order.",
    harm: .leak, severity: .p1, disposition: .auto,
    fix: "Set price, plan and amount together.",
    safeguard: "One item bears the plan; the catalogue maps its price to one plan.",
    personWhen: "The row's plan has no price, as one of a contract, or is the scheduled one.",
    signs: [.running, .differs]
  ) { check, file in
    for pair in file.suspects(of: check) {
      let fields = file.differences(of: pair).filter { priceFields.contains($0.field) }
      guard fields.contains(where: { priceMarks.contains($0.field) }) else { continue }
      file.add(
        check.finding(
          about: pair, in: file, fields: fields,
          story: "the row's plan is not the one that Stripe bills",
          sets: fields.map(\.newCell),
          hold: reasonToHold(contract: pair, fields) ?? reasonToHold(price: pair, fields)),
        about: pair)
    }
  }

  /// Why a plan is not taken from a row although no price says it.
  private static func reasonToHold(contract pair: PairView, _ fields: [FieldDifference]) -> String?
  {
    guard let plan = fields.first(where: { $0.field == .plan })?.sides.database.symbol else {
      return nil
    }
    if plan != pair.board.fallbackPlan, !pair.board.shelf.sells(plan) {
      return "the row's plan has no price, as one of a contract"
    }
    return pair.board.pendingPlan(of: pair) == .symbol(plan)
      ? "the row's plan is the one that is scheduled" : nil
  }

  /// Why a change of what depends on the price is left to a person.
  static func reasonToHold(price pair: PairView, _ fields: [FieldDifference]) -> String? {
    if !pair.isPlanKnown, fields.contains(where: { $0.field == .price }) {
      return FixPolicy.unmappedPrice
    }
    let losesSeats = fields.contains { difference in
      guard difference.field == .quantity, let billed = difference.sides.stripe.integer,
        let counted = difference.sides.database.integer
      else { return false }
      return counted > billed
    }
    return losesSeats ? "the row counts more seats than Stripe bills" : nil
  }
}
