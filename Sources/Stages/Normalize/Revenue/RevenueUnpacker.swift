import Billing
import Bytes
import Reconciliation
import Revenue

/// Reads the packed bodies of objects back into the columns of a history, in the order in which
/// the fold brings them.
///
/// Wordings of prices and coupons are read once and known by their bytes from then on.
struct RevenueUnpacker {
  /// What was read so far.
  private(set) var history: RevenueHistory
  private let terms: TermsBook
  private let statuses: [Symbol: SubscriptionStatus]
  private var priceWordings = Symbols()
  private var couponWordings = Symbols()
  /// The places of coupons by the number of their wording.
  private var couponPlaces: [Int32?] = []
  /// The places of coupons of the book, by id; `nil` for those it does not have.
  private var bookCoupons: [Symbol: Int32?] = [:]
  /// The discounts of customers, which are for subscriptions that have none of their own.
  private var customerDiscounts: [Symbol: Stretch] = [:]
  /// The part about items of the subscription's state before.
  private var lastItems: [UInt8] = []

  init(symbols: consuming Symbols, terms: TermsBook) {
    self.terms = terms
    statuses = Dictionary(
      uniqueKeysWithValues: SubscriptionStatus.allCases.map { (symbols.intern($0.rawValue), $0) })
    history = RevenueHistory(symbols: symbols)
  }

  /// Lends two texts of the history.
  func withTexts(of one: Symbol, _ other: Symbol, _ body: (ByteView, ByteView) -> Void) {
    history.symbols.withView(of: one) { one in
      history.symbols.withView(of: other) { body(one, $0) }
    }
  }

  /// Begins a subscription, whose states follow.
  mutating func begin(_ subscription: Symbol, startIsSeen: Bool) {
    history.subscriptions.append(
      SubscriptionPast(
        subscription: subscription, states: Stretch(start: UInt32(history.states.count)),
        startIsSeen: startIsSeen))
    lastItems = []
  }

  /// Takes the next state of the subscription at hand.
  mutating func takeState(_ body: ByteView, _ sight: Sight) {
    guard let place = history.subscriptions.indices.last else { return }
    var reader = PackedReader(body)
    _ = reader.takeByte()
    var state = SubscriptionState(sight: sight)
    let last = history.subscriptions[place].states.isEmpty ? nil : history.states.last
    state.status = statuses[history.symbols.intern(reader.takeText())]
    state.customer = history.symbols.intern(reader.takeText())
    state.currency = history.symbols.intern(reader.takeText())
    takeTimes(of: &state, &reader)
    state.endsWithPeriod = reader.takeByte() != 0
    if reader.takeByte() != 0, state.status == nil { state.status = .canceled }
    state.pause = Self.pause(reader.takeText())
    state.pauseEnd = reader.takeTime()
    takeParts(of: &state, reader.takePart(), after: last)
    if let last {
      // What has ended stays ended, whatever is seen of it later.
      if last.status?.isTerminal == true, state.status?.isTerminal != true { return }
      state.keepWhatIsMissing(from: last)
    }
    if state.discounts.isEmpty { state.discounts = takeDiscounts(ofCustomer: state.customer) }
    history.states.append(state)
    history.subscriptions[place].states.count += 1
  }

  private func takeTimes(of state: inout SubscriptionState, _ reader: inout PackedReader) {
    state.created = reader.takeTime()
    state.trialStart = reader.takeTime()
    state.trialEnd = reader.takeTime()
    state.cancelAt = reader.takeTime()
    state.canceledAt = reader.takeTime()
    state.endedAt = reader.takeTime()
    state.periodEnd = reader.takeTime()
    state.startDate = reader.takeTime()
  }

  private static func pause(_ behavior: ByteView) -> CollectionPause? {
    if behavior.count == 0 { return nil }
    if behavior.equals("keep_as_draft") { return .keepAsDraft }
    if behavior.equals("mark_uncollectible") { return .markUncollectible }
    return behavior.equals("void") ? .void : .other
  }

  // MARK: Items and discounts

  /// Takes the discounts and items; what is said as before is not kept again, and what is not said
  /// stays as it was.
  private mutating func takeParts(
    of state: inout SubscriptionState, _ part: ByteView, after last: SubscriptionState?
  ) {
    let isSame = unsafe part.buffer.elementsEqual(lastItems)
    if let last, part.count == 0 || isSame {
      (state.items, state.discounts) = (last.items, last.discounts)
      // The period belongs to the items, too.
      if part.count == 0 { return }
      state.periodEnd = state.periodEnd ?? last.periodEnd
      return
    }
    lastItems = part.array
    guard part.count > 0 else { return }
    var reader = PackedReader(part)
    state.discounts = takeDiscounts(&reader)
    var items: [ItemState] = []
    for _ in 0..<reader.takeNumber() {
      var item = history.symbols.intern(reader.takeText())
      if item == .empty { item = history.subscriptions.last?.subscription ?? .empty }
      let quantity = reader.takeOptional()
      let created = reader.takeTime()
      if let end = reader.takeTime() { state.periodEnd = max(state.periodEnd ?? end, end) }
      let price = takePrice(reader.takePart())
      items.append(
        ItemState(
          item: item, price: price, quantity: quantity, created: created,
          discounts: takeDiscounts(&reader)))
    }
    state.items = Stretch(start: UInt32(history.items.count), count: UInt32(items.count))
    history.items += items
  }

  private mutating func takePrice(_ wording: ByteView) -> Int32 {
    // A wording is never empty, so the first one has the number one.
    let place = Int(priceWordings.intern(wording).rawValue) - 1
    if place == history.prices.count {
      var price = TermsReader(wording).price { history.symbols.intern($0) }
      if !price.isComplete, let full = terms.price(price.price, in: &history.symbols) {
        price = full
      }
      history.prices.append(price)
    }
    return Int32(place)
  }

  private mutating func takeDiscounts(_ reader: inout PackedReader) -> Stretch {
    var discounts: [DiscountTerms] = []
    for _ in 0..<reader.takeNumber() {
      let id = history.symbols.intern(reader.takeText())
      let coupon = history.symbols.intern(reader.takeText())
      var discount = DiscountTerms(
        discount: id, coupon: coupon, terms: nil, start: reader.takeTime(), end: reader.takeTime())
      discount.terms = takeCoupon(reader.takePart(), id: coupon)
      discounts.append(discount)
    }
    defer { history.discounts += discounts }
    return Stretch(start: UInt32(history.discounts.count), count: UInt32(discounts.count))
  }

  private mutating func takeDiscounts(ofCustomer customer: Symbol) -> Stretch {
    if let known = customerDiscounts[customer] { return known }
    let discounts = terms.discounts(of: customer, in: &history.symbols)
    let place = Stretch(start: UInt32(history.discounts.count), count: UInt32(discounts.count))
    for discount in discounts {
      history.discounts.append(
        DiscountTerms(
          discount: discount.discount, coupon: discount.coupon,
          terms: discount.terms.map { add($0) } ?? takeCoupon(.empty, id: discount.coupon),
          start: discount.start, end: discount.end))
    }
    customerDiscounts[customer] = place
    return place
  }

  /// The place of a coupon's terms: those beside the discount, else those of the book.
  private mutating func takeCoupon(_ wording: ByteView, id: Symbol) -> Int32? {
    if wording.count > 0 {
      let place = Int(couponWordings.intern(wording).rawValue) - 1
      if place == couponPlaces.count {
        let coupon = TermsReader(wording).coupon { history.symbols.intern($0) }
        couponPlaces.append(coupon.map { add($0) })
      }
      return couponPlaces[place]
    }
    if let known = bookCoupons[id] { return known }
    let place = terms.coupon(id, in: &history.symbols).map { add($0) }
    bookCoupons[id] = .some(place)
    return place
  }

  private mutating func add(_ coupon: CouponTerms) -> Int32 {
    history.coupons.append(coupon)
    return Int32(history.coupons.count - 1)
  }
}

extension SubscriptionState {
  /// Fills in from the state before what a short record, such as that of a deletion, leaves out.
  fileprivate mutating func keepWhatIsMissing(from last: SubscriptionState) {
    if customer == .empty { customer = last.customer }
    if currency == .empty { currency = last.currency }
    guard created == nil else { return }
    created = last.created
    startDate = startDate ?? last.startDate
    trialStart = trialStart ?? last.trialStart
    trialEnd = trialEnd ?? last.trialEnd
    periodEnd = periodEnd ?? last.periodEnd
    endedAt = endedAt ?? (status?.isTerminal == true ? sight.time : nil)
  }
}
