import Billing
import Bytes
import JSON
import Revenue

extension RevenueReader {
  // MARK: Prices

  /// Puts the terms of a price or of a plan, its older form; a price that is given as its id alone
  /// has nothing but that.
  ///
  /// Source: Stripe API reference, “The Price object” and “The Plan object”.
  mutating func put(price: JSONValue?) {
    guard let price, price.isObject else {
      return put(text: price)
    }
    let recurring = price["recurring"].flatMap { $0.isObject ? $0 : nil } ?? price
    put(text: price["id"])
    put(id: price["product"])
    put(text: price["currency"])
    put(text: recurring["interval"])
    put(integer: recurring["interval_count"])
    put(flag: recurring["usage_type"]?.isString("metered") ?? false)
    put(
      amount: price, exact: ["unit_amount_decimal", "amount_decimal"], ["unit_amount", "amount"])
    put(package: price["transform_quantity"] ?? price["transform_usage"])
    put(tiersOf: price)
  }

  /// Puts the first amount there is, the exact ones first: a fraction of a minor unit makes the
  /// whole one null.
  private mutating func put(
    amount object: JSONValue, exact: [StaticString], _ whole: [StaticString]
  ) {
    for name in exact + whole {
      if let amount = object[name], !amount.isNull { return put(text: amount) }
    }
    put(text: nil)
  }

  private mutating func put(package: JSONValue?) {
    let package = package.flatMap { $0.isObject ? $0 : nil }
    put(integer: package?["divide_by"])
    put(flag: package?["round"]?.isString("up") ?? false)
  }

  private mutating func put(tiersOf price: JSONValue) {
    let isTiered = price["billing_scheme"]?.isString("tiered") ?? false
    put(flag: isTiered)
    guard isTiered else { return }
    put(flag: price["tiers_mode"]?.isString("volume") ?? false)
    let tiers = price["tiers"].flatMap { $0.isArray ? $0 : nil }
    put(count: tiers?.elementCount ?? 0)
    guard let tiers else { return }
    for tier in tiers.elements {
      put(integer: tier["up_to"])
      put(amount: tier, exact: ["unit_amount_decimal"], ["unit_amount"])
      put(amount: tier, exact: ["flat_amount_decimal"], ["flat_amount"])
    }
  }

  /// Takes the terms of a price that is an object of its own into the book.
  mutating func notePrice(_ price: JSONValue, seen: Timestamp) {
    put(price: price)
    withBook(seen: seen) { book, bytes, edition in
      book.add(TermsReader(bytes).price { book.intern($0) }, edition)
    }
  }

  // MARK: Discounts

  /// Puts the discounts of a subscription or of an item; none when it says nothing of them.
  ///
  /// The list may hold ids alone while the older single field, beside it, has the coupon.
  mutating func put(discounts list: JSONValue?, or single: JSONValue?) {
    let list = list.flatMap { $0.isArray ? $0 : nil }
    let showsTerms = list?.elements.contains(where: \.isObject) ?? false
    if let single, !showsTerms {
      put(count: 1)
      return put(discount: single)
    }
    put(count: list?.elementCount ?? 0)
    guard let list else { return }
    for discount in list.elements { put(discount: discount) }
  }

  private mutating func put(discount: JSONValue) {
    let coupon = (discount["source"]?["coupon"] ?? discount["coupon"])?.unlessNull
    put(id: discount)
    put(id: coupon)
    put(integer: discount["start"])
    put(integer: discount["end"])
    putPart { reader in
      if let coupon, coupon.isObject { reader.put(coupon: coupon) }
    }
  }

  /// Puts the terms of a coupon.
  ///
  /// Source: Stripe API reference, “The Coupon object”.
  private mutating func put(coupon: JSONValue) {
    put(text: coupon["id"])
    put(text: coupon["duration"])
    put(text: coupon["percent_off"])
    put(text: coupon["amount_off"])
    put(text: coupon["currency"])
    let products = coupon["applies_to"]?["products"].flatMap { $0.isArray ? $0 : nil }
    put(count: products?.elementCount ?? 0)
    guard let products else { return }
    for product in products.elements { put(text: product) }
  }

  /// Takes the terms of a coupon that is an object of its own into the book.
  mutating func noteCoupon(_ coupon: JSONValue, seen: Timestamp) {
    put(coupon: coupon)
    withBook(seen: seen) { book, bytes, edition in
      if let terms = TermsReader(bytes).coupon({ book.intern($0) }) { book.add(terms, edition) }
    }
  }

  /// Takes the discount of a customer, or that there is none, into the book.
  ///
  /// Source: Stripe API reference, “The Customer object”.
  mutating func noteCustomer(_ customer: JSONValue, seen: Timestamp) {
    put(text: customer["id"])
    if let discount = customer["discount"]?.unlessNull { put(discount: discount) }
    withBook(seen: seen) { book, bytes, edition in
      TermsReader(bytes).noteCustomer(edition, in: &book)
    }
  }

  /// Takes a discount that an event is about into the book, or that its customer lost it; what
  /// subscriptions and invoices have of their own stands in themselves.
  ///
  /// Source: Stripe API reference, “The Discount object”.
  mutating func noteDiscount(_ discount: JSONValue, seen: Timestamp, isDeleted: Bool) {
    let owners: [StaticString] = [
      "subscription", "subscription_item", "invoice", "invoice_item", "checkout_session",
    ]
    guard owners.allSatisfy({ discount[$0]?.unlessNull == nil }) else { return }
    put(id: discount["customer"])
    if isDeleted { put(id: discount) } else { put(discount: discount) }
    withBook(seen: seen) { book, bytes, edition in
      TermsReader(bytes).noteCustomer(edition, in: &book)
    }
  }

  /// Lends the book together with what was packed last.
  mutating func withBook(
    seen: Timestamp, _ change: (inout TermsBook, ByteView, TermsBook.Edition) -> Void
  ) {
    var book = TermsBook()
    swap(&book, &terms)
    body.withBytes(from: Self.bodyStart) { bytes in
      change(&book, bytes, TermsBook.Edition(seen: seen, fingerprint: Fingerprint.of(bytes)))
    }
    swap(&book, &terms)
  }
}
