public import Bytes

extension PriceTerms {
  /// The same terms with symbols of another table.
  public func renumbered(by map: [Symbol]) -> PriceTerms {
    translated { map[Int($0.rawValue)] }
  }

  /// The same terms with symbols as a function gives them.
  public func translated(_ symbol: (Symbol) -> Symbol) -> PriceTerms {
    var terms = self
    terms.price = symbol(price)
    terms.product = symbol(product)
    terms.currency = symbol(currency)
    return terms
  }
}

extension CouponTerms {
  /// The same terms with symbols of another table.
  public func renumbered(by map: [Symbol]) -> CouponTerms {
    translated { map[Int($0.rawValue)] }
  }

  /// The same terms with symbols as a function gives them.
  public func translated(_ symbol: (Symbol) -> Symbol) -> CouponTerms {
    var terms = self
    terms.coupon = symbol(coupon)
    if case .amount(let amount, let currency) = reduction {
      terms.reduction = .amount(amount, currency: symbol(currency))
    }
    terms.products = products.map(symbol)
    return terms
  }
}
