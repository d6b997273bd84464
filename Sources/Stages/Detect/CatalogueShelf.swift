import Billing
import Bytes
import Reconciliation

/// What the catalogue sells, as far as an owner's case has to know it.
struct CatalogueShelf: Sendable {
  /// The products that plans are of.
  private var products = SymbolMap()
  /// Prices that Stripe's own records call archived or deleted.
  private var archived = SymbolMap()
  /// The plans that have a price.
  private var priced = SymbolMap()

  init(_ evidence: Evidence) {
    guard evidence.definition.catalogue != nil else { return }
    let ledger = evidence.ledger
    for (price, plan) in evidence.comparison.planOfPrice where price != .empty { priced[plan] = 1 }
    if let plans = evidence.table(.plans) {
      for row in 0..<plans.count where !plans[row, .deletedAt].hasValue {
        products[plans.symbol(row, .product)] = 1
      }
    }
    for price in ledger[.price] {
      if evidence.comparison.planOfPrice[price.id] != nil,
        let product = ledger.fact(.product, of: price).symbol
      {
        products[product] = 1
      }
      if ledger.fact(.active, of: price).flag == false
        || ledger.fact(.deleted, of: price).flag == true
      {
        archived[price.id] = 1
      }
    }
  }

  /// Whether a plan has a price at all.
  func sells(_ plan: Symbol) -> Bool { priced[plan] != nil }

  /// Whether a price is no longer sold but of a product that the catalogue sells.
  func isLegacy(_ pair: PairView) -> Bool {
    guard let price = pair.fact(.price).symbol, let product = pair.fact(.product).symbol,
      product != .empty
    else { return false }
    let isArchived = archived[price] != nil || pair.fact(.active).flag == false
    return isArchived && products[product] != nil
  }
}
