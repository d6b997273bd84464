public import Billing
public import Bytes

/// How one figure of monthly recurring revenue becomes another, line by line, in each currency.
///
/// The lines are worked out one by one and both ends by themselves, so that it says something when
/// they foot. What no reason was found for is a line of its own.
public struct Bridge: Sendable {
  /// What it begins with: `database`, or the name of a profile.
  public var start: String
  /// What it ends with: `stripe`, or the name of a profile.
  public var end: String
  /// The instant whose figures it leads from and to.
  public var asOf: Timestamp
  /// The texts behind every symbol.
  public var symbols: Symbols
  /// The currencies, by the bytes of their codes.
  public var spans: [Span] = []

  /// The bridge of one currency.
  public struct Span: Sendable {
    /// The currency, lower case.
    public var currency: Symbol
    /// Minor units a month that it begins with.
    public var opening: Int64
    /// What leads from one to the other: drift by its code, then all other reasons.
    public var lines: [Line] = []
    /// Minor units a month that it ends with.
    public var closing: Int64

    /// Creates a bridge without lines.
    public init(_ currency: Symbol, opening: Int64, closing: Int64) {
      self.currency = currency
      self.opening = opening
      self.closing = closing
    }

    /// What the lines lead to, in minor units.
    public var sum: Int64 { lines.reduce(opening) { $0.addingClamped($1.change) } }
    /// The sum of what no reason was found for, each part with its size.
    public var unexplained: Int64 {
      lines.filter { $0.reason == .unexplained }.flatMap(\.parts).reduce(0) {
        $0.addingClamped(abs(max($1.change, -.max)))
      }
    }
  }

  /// Everything that one reason does to a currency.
  public struct Line: Sendable {
    /// The reason.
    public var reason: BridgeReason
    /// Each subscription that it changes.
    public var parts: [Part] = []

    /// Creates a line without parts.
    public init(_ reason: BridgeReason) { self.reason = reason }

    /// Minor units a month that it adds.
    public var change: Int64 { parts.reduce(0) { $0.addingClamped($1.change) } }
  }

  /// What a reason does to one subscription.
  public struct Part: Hashable, Sendable {
    /// The key of the database's row; empty where there is none, or where it is private.
    public var rowKey = Symbol.empty
    /// The subscription's id; empty where there is none.
    public var subscription = Symbol.empty
    /// The finding that it follows from; empty where it follows from none.
    public var driftID = Symbol.empty
    /// Minor units a month before.
    public var before: Int64
    /// Minor units a month after.
    public var after: Int64

    /// Creates a part of nothing in particular.
    public init(before: Int64, after: Int64) {
      self.before = before
      self.after = after
    }

    /// Minor units a month that are added.
    public var change: Int64 { after &- before }
  }

  /// Creates a bridge without currencies.
  public init(from start: String, to end: String, asOf: Timestamp, symbols: Symbols = Symbols()) {
    self.start = start
    self.end = end
    self.asOf = asOf
    self.symbols = symbols
  }

  /// The checks that it foots and that nothing is left unexplained; symbols are its own.
  public var tieOuts: [TieOut] {
    let period = CalendarMonth(asOf)
    return spans.flatMap { span in
      [
        TieOut(
          "bridge-foots", currency: span.currency, period: period,
          .init("\(start) and the lines", span.sum), .init(end, span.closing)),
        TieOut(
          "bridge-explained", currency: span.currency, period: period,
          .init("differences without a reason", span.unexplained), .init("none", 0)),
      ]
    }
  }
}

/// Why two figures of one subscription differ.
public enum BridgeReason: Hashable, Sendable {
  /// A finding of a check, by its code and class.
  case drift(code: String, name: String)
  /// Nothing is wrong, but the two figures do not mean the same.
  case meaning(BridgeMeaning)
  /// A rule that is another, with what it says in each.
  case rule(name: String, before: String, after: String)
  /// None was found.
  case unexplained

  /// The check's code; empty for all others.
  public var code: String {
    if case .drift(let code, _) = self { code } else { "" }
  }

  /// The reason in a word or two.
  public var name: String {
    switch self {
    case .drift(_, let name): name
    case .meaning(let meaning): meaning.rawValue
    case .rule(let name, let before, let after): "\(name): \(before) → \(after)"
    case .unexplained: "unexplained"
    }
  }
}

/// Why the database and Stripe may differ without anything being wrong, in the order in which a
/// bridge has them.
public enum BridgeMeaning: String, Hashable, Sendable, CaseIterable {
  /// Stripe changed it so shortly before the dump, or after it, that the database cannot know.
  case inFlight = "in-flight"
  /// The row states no amount that can be measured; an exception says why.
  case rowNotMeasured = "row-not-measured"
  /// Stripe's side states no amount that can be measured; an exception says why.
  case stripeNotMeasured = "stripe-not-measured"
  /// The evidence has a hole, so that nothing may be said about what one side lacks.
  case evidenceIncomplete = "evidence-incomplete"
  /// The row says what the pipeline's rule of statuses asks for, which counts differently.
  case statusRule = "status-rule"
  /// The row is of something that Stripe does not bill.
  case notInStripe = "not-in-stripe"
  /// The subscription is of a product that another system keeps.
  case otherProduct = "other-product"
  /// The subscription lives on a test clock, whose time is not the run's.
  case simulatedTime = "test-clock"
  /// The catalogue has one amount for a plan of several prices, and this is another of them.
  case otherPriceOfPlan = "other-price-of-plan"
  /// The database does not record discounts, or not this one.
  case discountNotRecorded = "discount-not-recorded"
  /// The database does not record all items of a subscription, or not their quantity.
  case itemsNotRecorded = "items-not-recorded"
  /// No finding is about it, but the pipeline switched checks off.
  case checksSwitchedOff = "checks-switched-off"
}
