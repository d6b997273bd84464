import Billing
import Bytes
import Revenue

/// What an item brings in a month at an instant.
struct PricedItem {
  var item: Symbol
  var price: PriceLabel
  var currency: Symbol
  /// The quantity that counts; zero for what is metered.
  var quantity: Int64
  /// Minor units a month before discounts.
  var gross: Int64
  /// Minor units a month.
  var net: Int64
}

/// Works out what the items of a subscription bring in a month.
///
/// Each item is priced for its own period; the discounts are subtracted in this order: those of the
/// item, then shares of the whole, one after the other, then amounts, which are spread over the
/// items by their value; then each is brought to a month and rounded, once.
struct ItemPricing {
  let rules: MeasureRules
  let history: RevenueHistory
  let terms: TermsBook

  /// An item on the way from its price to its amount.
  private struct Draft {
    var place: Int
    var factor: Fraction
    var gross: Fraction
    var net: Fraction
    var product: Symbol
  }

  /// Prices the items that count, given as places in ``RevenueHistory/items``, at an instant.
  ///
  /// They come in the same order, those that cannot be priced among them with nothing.
  func price(
    _ items: [Int], of state: SubscriptionState, at time: Timestamp,
    exceptions: inout ExceptionList
  ) -> [PricedItem] {
    var drafts = items.map { draft($0, of: state, at: time, &exceptions) }
    subtractDiscounts(from: &drafts, of: state, at: time, &exceptions)
    return drafts.map { finished($0, of: state, &exceptions) }
  }

  // MARK: Gross

  private func draft(
    _ place: Int, of state: SubscriptionState, at time: Timestamp,
    _ exceptions: inout ExceptionList
  ) -> Draft {
    let item = history.items[place]
    let price = history.prices[Int(item.price)]
    var draft = Draft(
      place: place, factor: .zero, gross: .zero, net: .zero, product: price.product)
    if price.usage == .metered, rules.metered == .excluded { return draft }
    guard let factor = price.period.flatMap({ rules.factors.factor(of: $0) }) else {
      exceptions.note(.missingInterval, price.price, state, item)
      return draft
    }
    draft.factor = factor
    switch amount(of: item, price, state, at: time) {
    case .success(let amount) where amount.isNegative:
      exceptions.note(.negativeAmount, price.price, state, item)
    case .success(let amount): draft.gross = amount
    case .failure(let kind): exceptions.note(kind.kind, price.price, state, item)
    }
    draft.net = draft.gross
    return draft
  }

  /// Why there is no amount.
  private struct NoAmount: Error { var kind: MeasureException.Kind }

  /// Minor units for one period.
  private func amount(
    of item: ItemState, _ price: PriceTerms, _ state: SubscriptionState, at time: Timestamp
  ) -> Result<Fraction, NoAmount> {
    let usesLine = rules.basis == .invoices || price.usage == .metered
    if usesLine, let line = line(of: item, at: time) { return .success(line) }
    if price.usage == .metered { return .success(.zero) }
    let isForeign =
      state.currency != .empty && price.currency != .empty && price.currency != state.currency
    let quantity = item.quantity ?? 1
    if quantity < 0 { return .failure(NoAmount(kind: .unknownQuantity)) }
    if quantity == 0 { return .success(.zero) }
    if !isForeign, let amount = price.amount(for: quantity) { return .success(amount) }
    if let line = line(of: item, at: time) { return .success(line) }
    if isForeign { return .failure(NoAmount(kind: .priceCurrency)) }
    if case .perUnit = price.scheme { return .failure(NoAmount(kind: .missingPrice)) }
    return .failure(NoAmount(kind: .unknownTier))
  }

  private func line(of item: ItemState, at time: Timestamp) -> Fraction? {
    history.symbols.withView(of: item.item) { terms.line(of: $0, at: time) }
      .map { Fraction($0.amount) }
  }

  private func finished(
    _ draft: Draft, of state: SubscriptionState, _ exceptions: inout ExceptionList
  ) -> PricedItem {
    let item = history.items[draft.place]
    let price = history.prices[Int(item.price)]
    let gross = monthly(draft.gross, draft.factor)
    let net = gross == nil ? nil : monthly(draft.net, draft.factor)
    if net == nil { exceptions.note(.tooLarge, price.price, state, item) }
    return PricedItem(
      item: item.item,
      price: PriceLabel(price: price.price, product: price.product, period: price.period),
      currency: state.currency == .empty ? price.currency : state.currency,
      quantity: price.usage == .metered ? 0 : max(item.quantity ?? 1, 0),
      gross: net == nil ? 0 : gross ?? 0, net: net ?? 0)
  }

  /// Minor units a month; `nil` where that is more than figures take in.
  private func monthly(_ amount: Fraction, _ factor: Fraction) -> Int64? {
    (amount * factor).rounded(rules.rounding).flatMap { $0.isBeyondAmounts ? nil : $0 }
  }

  // MARK: Discounts

  private func subtractDiscounts(
    from drafts: inout [Draft], of state: SubscriptionState, at time: Timestamp,
    _ exceptions: inout ExceptionList
  ) {
    guard rules.discounts != .none else { return }
    for place in drafts.indices {
      let item = history.items[drafts[place].place]
      let coupons = coupons(item.discounts, of: state, item, at: time, &exceptions)
      subtract(coupons, from: &drafts, among: [place])
    }
    let whole = drafts.first.map { history.items[$0.place] }
    let coupons = coupons(state.discounts, of: state, whole, at: time, &exceptions)
    subtract(coupons, from: &drafts, among: Array(drafts.indices))
  }

  /// Subtracts shares, then amounts.
  private func subtract(
    _ coupons: [CouponTerms], from drafts: inout [Draft], among places: [Int]
  ) {
    for coupon in coupons {
      guard case .share(let share) = coupon.reduction else { continue }
      let rest = max(.zero, .one - share)
      for place in reach(of: coupon, among: places, drafts) {
        drafts[place].net = drafts[place].net * rest
      }
    }
    for coupon in coupons {
      guard case .amount(let amount, _) = coupon.reduction else { continue }
      let places = reach(of: coupon, among: places, drafts)
      let value = places.reduce(Fraction.zero) { $0 + drafts[$1].net }
      guard value > .zero else { continue }
      let rest = max(.zero, .one - amount / value)
      for place in places { drafts[place].net = drafts[place].net * rest }
    }
  }

  private func reach(of coupon: CouponTerms, among places: [Int], _ drafts: [Draft]) -> [Int] {
    guard !coupon.products.isEmpty else { return places }
    return places.filter { coupon.products.contains(drafts[$0].product) }
  }

  /// The coupons that apply at an instant and count by the rules.
  private func coupons(
    _ discounts: Stretch, of state: SubscriptionState, _ item: ItemState?, at time: Timestamp,
    _ exceptions: inout ExceptionList
  ) -> [CouponTerms] {
    history.discounts[discounts.range].compactMap { discount in
      guard discount.start.map({ $0 <= time }) ?? true else { return nil }
      guard let terms = discount.terms.map({ history.coupons[Int($0)] }) else {
        if discount.end.map({ time < $0 }) ?? true {
          let subject = discount.coupon == .empty ? discount.discount : discount.coupon
          exceptions.note(.unknownCoupon, subject, state, item)
        }
        return nil
      }
      guard counts(terms), end(of: discount, terms, item).map({ time < $0 }) ?? true else {
        return nil
      }
      if case .amount(_, let currency) = terms.reduction, currency != state.currency,
        currency != .empty, state.currency != .empty
      {
        exceptions.note(.couponCurrency, terms.coupon, state, item)
        return nil
      }
      return terms
    }
  }

  private func counts(_ coupon: CouponTerms) -> Bool {
    switch rules.discounts {
    case .none: false
    case .forever: coupon.duration == .forever
    case .recurring: coupon.duration != .once
    case .all: true
    }
  }

  /// When a discount ends: one that Stripe gives no end although it is for one invoice lasts as
  /// long as what that invoice is for.
  func end(of discount: DiscountTerms, _ coupon: CouponTerms, _ item: ItemState?) -> Timestamp? {
    if let end = discount.end { return end }
    guard coupon.duration == .once, let start = discount.start,
      let period = item.flatMap({ history.prices[Int($0.price)].period })
    else { return nil }
    return period.start(ofPeriod: 1, from: start)
  }

  /// The instants at which what the items of a state bring may change, in no order: when services
  /// begin whose invoice lines count, and when discounts begin or end.
  func turns(of state: SubscriptionState) -> [Timestamp] {
    lineTurns(of: state) + discountTurns(of: state)
  }

  private func lineTurns(of state: SubscriptionState) -> [Timestamp] {
    history.items[state.items.range].flatMap { item in
      history.symbols.withView(of: item.item) { terms.lineStarts(of: $0) }
    }
  }

  private func discountTurns(of state: SubscriptionState) -> [Timestamp] {
    guard rules.discounts != .none else { return [] }
    let items = history.items[state.items.range]
    let own = items.flatMap { item in history.discounts[item.discounts.range].map { ($0, item) } }
    let whole = history.discounts[state.discounts.range].compactMap { discount in
      items.first.map { (discount, $0) }
    }
    return (own + whole).flatMap { discount, item in
      let terms = discount.terms.map { history.coupons[Int($0)] }
      return [discount.start, terms.flatMap { end(of: discount, $0, item) } ?? discount.end]
    }.compactMap(\.self)
  }
}

/// What could not be measured so far, each once.
struct ExceptionList {
  /// The exceptions, in the order in which they were met.
  private(set) var all: [MeasureException] = []
  private var known: Set<Key> = []
  /// The subscription at hand.
  var subscription = Symbol.empty

  private struct Key: Hashable {
    var kind: MeasureException.Kind
    var subject: Symbol
    var subscription: Symbol
    var item: Symbol
  }

  /// Notes an exception about an item, or about the subscription at hand.
  mutating func note(
    _ kind: MeasureException.Kind, _ subject: Symbol, _ state: SubscriptionState, _ item: ItemState?
  ) {
    let key = Key(
      kind: kind, subject: subject, subscription: subscription, item: item?.item ?? .empty)
    guard known.insert(key).inserted else { return }
    all.append(
      MeasureException(
        kind, subject: subject, customer: state.customer, subscription: subscription,
        item: key.item, sight: state.sight))
  }
}
