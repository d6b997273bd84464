import Billing
import Bytes
import Reconciliation

extension Check {
  static let placeholderPrice = Check(
    "P04", "placeholder-price",
    definition: "A plan's price is a placeholder, empty, or not of this account and mode.",
    origin: "The configuration was never filled in, or came from another environment.",
    harm: .denied, severity: .p0, disposition: .review,
    fix: "Write the real price into the catalogue.",
    safeguard: "No fix is derived through the plan: its price maps to nothing.",
    personWhen: "Always.",
    needs: [.plans], needsFields: [.price], of: .plans,
    findInTables: { check, file in
      guard let plans = file.plans, let catalogue = file.evidence.definition.catalogue else {
        return []
      }
      return file.rows(of: plans).compactMap { row in
        guard let price = plans[row, .price].symbol, !isFree(row, plans, price) else { return nil }
        let story: String
        if catalogue.isPlaceholder(file.symbols.text(price)) {
          story = "the plan's price is a placeholder"
        } else if file.isForeign(price) {
          story = "the account has no such price; the export lists all it has"
        } else {
          return nil
        }
        return check.finding(aboutRow: row, of: plans, story: story)
      }
    })

  /// Whether an empty price says no more than that the plan costs nothing.
  private static func isFree(_ row: Int, _ plans: DatabaseTable, _ price: Symbol) -> Bool {
    price == .empty && plans[row, .amount].integer == 0
  }
}

extension TableCase {
  /// Whether a price cannot be of this account and mode: all prices were exported and it is not
  /// among them.
  func isForeign(_ price: Symbol) -> Bool {
    prices.isListed && evidence.definition.stripe.isComplete && evidence.coverage.isTrustworthy
      && prices[price] == nil
  }
}
