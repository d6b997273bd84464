public import Billing
public import Bytes

/// What subscriptions refer to and events do not carry: tiers of prices, terms of coupons, invoice
/// lines of items whose price has no amount, and when something was paid.
///
/// Each is kept under the text of its id. Adding is idempotent and its order does not matter: of
/// several wordings of one thing the one that says more counts, then the latest.
public struct TermsBook: Sendable {
  /// When a wording was seen, and what tells it from others of the same instant.
  public struct Edition: Hashable, Comparable, Sendable {
    /// When it was seen.
    public var seen: Timestamp
    /// A fingerprint of its bytes.
    public var fingerprint: UInt64

    /// Creates an edition.
    public init(seen: Timestamp, fingerprint: UInt64) {
      self.seen = seen
      self.fingerprint = fingerprint
    }

    /// Orders by time.
    public static func < (one: Edition, other: Edition) -> Bool {
      (one.seen.microseconds, one.fingerprint) < (other.seen.microseconds, other.fingerprint)
    }
  }

  /// An invoice line, which stands in for a price without an amount.
  public struct Line: Hashable, Sendable {
    /// Minor units for the whole quantity and period.
    public var amount: Int64
    /// Start of the service.
    public var start: Timestamp
    /// Creates a line.
    public init(amount: Int64, start: Timestamp) {
      self.amount = amount
      self.start = start
    }
  }

  /// One wording of something.
  struct Entry<Terms: Sendable>: Sendable {
    var terms: Terms
    var edition: Edition
  }

  /// The texts behind every symbol.
  public private(set) var symbols = Symbols()
  private var prices = TextTable<Entry<PriceTerms>>()
  private var coupons = TextTable<Entry<CouponTerms>>()
  private var lines = TextTable<[Entry<Line>]>()
  private var payments = TextTable<ClosedRange<Timestamp>>()
  var customers = Customers()

  /// Creates an empty book.
  public init() {}

  /// The symbol for a text, which is stored if it is new.
  public mutating func intern(_ text: ByteView) -> Symbol { symbols.intern(text) }
}

extension TermsBook {
  /// Takes in the terms of a price, with symbols of the book.
  public mutating func add(_ terms: PriceTerms, _ edition: Edition) {
    let entry = Entry(terms: terms, edition: edition)
    prices.merge(entry, under: terms.price) { known, new in
      if known.terms.isComplete != new.terms.isComplete { return new.terms.isComplete }
      return known.edition < new.edition
    }
  }

  /// Takes in the terms of a coupon, with symbols of the book.
  public mutating func add(_ terms: CouponTerms, _ edition: Edition) {
    coupons.merge(Entry(terms: terms, edition: edition), under: terms.coupon) { known, new in
      known.edition < new.edition
    }
  }

  /// Takes in an invoice line of a subscription's item that is no proration.
  ///
  /// - Parameters:
  ///   - line: the line.
  ///   - item: the item's id, as a symbol of the book.
  ///   - edition: when the invoice was seen.
  public mutating func add(_ line: Line, of item: Symbol, _ edition: Edition) {
    let entry = Entry(terms: line, edition: edition)
    lines.update(item, or: []) { known in
      if let place = known.firstIndex(where: { $0.terms.start == line.start }) {
        if known[place].edition < edition { known[place] = entry }
      } else {
        known.append(entry)
      }
    }
  }

  /// Notes that an invoice of a subscription with something to pay was paid.
  public mutating func note(payment time: Timestamp, of subscription: Symbol) {
    payments.update(subscription, or: time...time) { known in
      known = min(known.lowerBound, time)...max(known.upperBound, time)
    }
  }

  /// Takes in another book.
  public mutating func add(_ other: TermsBook) {
    let map = symbols.absorb(other.symbols)
    for (_, entry) in other.prices.entries { add(entry.terms.renumbered(by: map), entry.edition) }
    for (_, entry) in other.coupons.entries { add(entry.terms.renumbered(by: map), entry.edition) }
    for (item, entries) in other.lines.entries {
      for entry in entries { add(entry.terms, of: map[Int(item.rawValue)], entry.edition) }
    }
    for (subscription, times) in other.payments.entries {
      note(payment: times.lowerBound, of: map[Int(subscription.rawValue)])
      note(payment: times.upperBound, of: map[Int(subscription.rawValue)])
    }
    add(other.customers, map)
  }
}

extension TermsBook {
  /// The terms of a price, with symbols of the table that its id is of; `nil` when none were
  /// exported.
  public func price(_ id: Symbol, in table: inout Symbols) -> PriceTerms? {
    let known = table.withView(of: id) { symbols.find($0) }
    let terms = known.flatMap { prices[$0]?.terms }
    return terms?.translated { symbol in symbols.withView(of: symbol) { table.intern($0) } }
  }

  /// The terms of a coupon, with symbols of the table that its id is of; `nil` when none were
  /// exported.
  public func coupon(_ id: Symbol, in table: inout Symbols) -> CouponTerms? {
    let known = table.withView(of: id) { symbols.find($0) }
    let terms = known.flatMap { coupons[$0]?.terms }
    return terms?.translated { symbol in symbols.withView(of: symbol) { table.intern($0) } }
  }

  /// The latest line of an item whose service began by an instant.
  public func line(of item: ByteView, at time: Timestamp) -> Line? {
    symbols.find(item).flatMap { lines[$0] }?.map(\.terms).filter { $0.start <= time }
      .max { $0.start < $1.start }
  }

  /// When the services of an item's lines began, in no order.
  public func lineStarts(of item: ByteView) -> [Timestamp] {
    symbols.find(item).flatMap { lines[$0] }?.map(\.terms.start) ?? []
  }

  /// When the first and the last invoice of a subscription with something to pay were paid.
  public func payments(of subscription: ByteView) -> ClosedRange<Timestamp>? {
    symbols.find(subscription).flatMap { payments[$0] }
  }
}

/// Values under symbols, in the order in which the symbols were met.
struct TextTable<Value: Sendable>: Sendable {
  private(set) var entries: [(key: Symbol, value: Value)] = []
  private var places = SymbolMap()

  subscript(key: Symbol) -> Value? { places[key].map { entries[Int($0)].value } }

  /// Puts a value in, unless another is there that it does not replace.
  mutating func merge(_ value: Value, under key: Symbol, replaces: (Value, Value) -> Bool) {
    guard let place = places[key] else { return append(value, under: key) }
    if replaces(entries[Int(place)].value, value) { entries[Int(place)].value = value }
  }

  /// Changes the value of a key, after putting one in where there is none.
  mutating func update(_ key: Symbol, or standard: Value, _ change: (inout Value) -> Void) {
    if places[key] == nil { append(standard, under: key) }
    guard let place = places[key] else { return }
    change(&entries[Int(place)].value)
  }

  private mutating func append(_ value: Value, under key: Symbol) {
    guard key != .empty else { return }
    places[key] = UInt32(entries.count)
    entries.append((key, value))
  }
}
