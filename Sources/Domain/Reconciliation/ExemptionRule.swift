import Billing
public import Bytes

/// Why a subscription is none that the system has to have a row of.
@frozen public enum Exemption: Sendable, CaseIterable {
  /// It is of a product that the pipeline says belongs to another line.
  case otherProduct
  /// It lives on a test clock, whose time is not the run's.
  case simulatedTime
}

/// Tells which subscriptions are none of the system's.
public struct ExemptionRule: Sendable {
  private let products: Set<Symbol>

  /// Prepares the rule.
  ///
  /// - Parameters:
  ///   - scope: what the pipeline says about the Stripe side.
  ///   - symbols: the texts that ids of products refer to.
  public init(_ scope: StripeScope, _ symbols: Symbols) {
    products = Set(scope.otherProducts.compactMap { symbols.find($0) })
  }

  /// Why a subscription is none of the system's; `nil` for one that is.
  public func exemption(of object: StripeObject, in ledger: StripeLedger) -> Exemption? {
    if ledger.fact(.testClock, of: object).hasValue { return .simulatedTime }
    guard !products.isEmpty, let product = ledger.fact(.product, of: object).symbol,
      products.contains(product)
    else { return nil }
    return .otherProduct
  }
}
