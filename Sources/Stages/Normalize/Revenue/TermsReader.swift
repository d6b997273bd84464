import Billing
import Bytes
import Revenue

/// Reads back the terms that a ``RevenueReader`` packed, from a view of their bytes.
struct TermsReader {
  private var bytes: PackedReader

  init(_ bytes: ByteView) { self.bytes = PackedReader(bytes) }

  /// The terms of a price; an id alone is terms without an amount.
  func price(_ intern: (ByteView) -> Symbol) -> PriceTerms {
    var reader = self
    return reader.takePrice(intern)
  }

  /// The terms of a coupon; `nil` where they make no sense.
  func coupon(_ intern: (ByteView) -> Symbol) -> CouponTerms? {
    var reader = self
    return reader.takeCoupon(intern)
  }

  /// Notes what discount a customer has, that there is none, or not the named one any more.
  func noteCustomer(_ edition: TermsBook.Edition, in book: inout TermsBook) {
    var reader = self
    let customer = book.intern(reader.bytes.takeText())
    let id = reader.bytes.isAtEnd ? .empty : book.intern(reader.bytes.takeText())
    guard !reader.bytes.isAtEnd else {
      return book.note(without: id, customer: customer, seen: edition.seen)
    }
    var discount = CustomerDiscount(discount: id, coupon: book.intern(reader.bytes.takeText()))
    discount.start = reader.bytes.takeTime()
    discount.end = reader.bytes.takeTime()
    let wording = reader.bytes.takePart()
    if wording.count > 0 { discount.terms = TermsReader(wording).coupon { book.intern($0) } }
    book.add(discount, of: customer, edition)
  }

  private mutating func takePrice(_ intern: (ByteView) -> Symbol) -> PriceTerms {
    let price = bytes.isAtEnd ? .empty : intern(bytes.takeText())
    var terms = PriceTerms(
      price: price, currency: .empty, period: nil, scheme: .perUnit(nil))
    guard !bytes.isAtEnd else { return terms }
    terms.product = intern(bytes.takeText())
    terms.currency = intern(bytes.takeText())
    let interval = BillingInterval(rawValue: bytes.takeText().text)
    let count = bytes.takeOptional() ?? 1
    terms.period = interval.map { BillingPeriod($0, count: count) }
    terms.usage = bytes.takeByte() == 0 ? .licensed : .metered
    terms.scheme = .perUnit(Fraction(decimal: bytes.takeText()))
    terms.package = takePackage()
    if bytes.takeByte() != 0 { terms.scheme = takeTiers() }
    return terms
  }

  private mutating func takePackage() -> PriceTerms.Package? {
    let size = bytes.takeOptional()
    let roundsUp = bytes.takeByte() != 0
    return size.map { PriceTerms.Package(size: $0, roundsUp: roundsUp) }
  }

  private mutating func takeTiers() -> PriceTerms.Scheme {
    let isVolume = bytes.takeByte() != 0
    var tiers: [PriceTerms.Tier] = []
    for _ in 0..<bytes.takeNumber() {
      tiers.append(
        PriceTerms.Tier(
          lastUnit: bytes.takeOptional(),
          unitAmount: Fraction(decimal: bytes.takeText()) ?? .zero,
          flatAmount: Fraction(decimal: bytes.takeText()) ?? .zero))
    }
    return isVolume ? .volume(tiers) : .graduated(tiers)
  }

  private mutating func takeCoupon(_ intern: (ByteView) -> Symbol) -> CouponTerms? {
    let coupon = intern(bytes.takeText())
    let duration = Self.duration(bytes.takeText())
    let percent = Fraction(decimal: bytes.takeText())
    let amount = Fraction(decimal: bytes.takeText())
    let currency = intern(bytes.takeText())
    var products: [Symbol] = []
    for _ in 0..<bytes.takeNumber() { products.append(intern(bytes.takeText())) }
    guard let duration else { return nil }
    if let percent {
      return CouponTerms(
        coupon: coupon, reduction: .share(percent * Fraction(1, over: 100)), duration: duration,
        products: products)
    }
    return amount.map {
      CouponTerms(
        coupon: coupon, reduction: .amount($0, currency: currency), duration: duration,
        products: products)
    }
  }

  private static func duration(_ word: ByteView) -> CouponTerms.Duration? {
    if word.equals("forever") { return .forever }
    if word.equals("repeating") { return .repeating }
    return word.equals("once") ? .once : nil
  }
}
