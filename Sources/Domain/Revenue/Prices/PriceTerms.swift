public import Billing
public import Bytes

/// What a price asks for.
///
/// Source: Stripe API reference, “The Price object”: `unit_amount_decimal`, `billing_scheme`,
/// `tiers`, `tiers_mode`, `transform_quantity`, `recurring`.
public struct PriceTerms: Hashable, Sendable {
  /// The price's id.
  public var price: Symbol
  /// The product's id; empty when not said.
  public var product: Symbol
  /// The currency, lower case; empty when not said.
  public var currency: Symbol
  /// How often it recurs; `nil` for a price that is paid once, or whose period is not known.
  public var period: BillingPeriod?
  /// Whether units are counted beforehand or as they are used.
  public var usage: Usage
  /// What a quantity costs.
  public var scheme: Scheme
  /// Units that are sold together.
  public var package: Package?

  /// Whether units are counted beforehand or as they are used.
  public enum Usage: UInt8, Hashable, Sendable {
    /// A quantity is agreed on.
    case licensed
    /// What was used is billed afterwards.
    case metered
  }

  /// What a quantity costs.
  public enum Scheme: Hashable, Sendable {
    /// So much for each unit; `nil` when the amount is not known.
    case perUnit(Fraction?)
    /// Steps that fill one after the other; none when they were not exported.
    case graduated([Tier])
    /// The step that the whole quantity reaches; none when they were not exported.
    case volume([Tier])
  }

  /// One step of a tiered price.
  public struct Tier: Hashable, Sendable {
    /// The last unit of the step; `nil` for the step without an end.
    public var lastUnit: Int64?
    /// Minor units for each unit.
    public var unitAmount: Fraction
    /// Minor units for reaching the step at all.
    public var flatAmount: Fraction

    /// Creates a step.
    public init(
      lastUnit: Int64?, unitAmount: Fraction = .zero, flatAmount: Fraction = .zero
    ) {
      self.lastUnit = lastUnit
      self.unitAmount = unitAmount
      self.flatAmount = flatAmount
    }
  }

  /// Units that are sold together: a quantity is divided before it is priced.
  public struct Package: Hashable, Sendable {
    /// How many units make one package.
    public var size: Int64
    /// Whether a package that is begun counts.
    public var roundsUp: Bool

    /// Creates a package.
    public init(size: Int64, roundsUp: Bool) {
      self.size = size
      self.roundsUp = roundsUp
    }
  }

  /// Creates terms.
  public init(
    price: Symbol, product: Symbol = .empty, currency: Symbol, period: BillingPeriod?,
    usage: Usage = .licensed, scheme: Scheme, package: Package? = nil
  ) {
    self.price = price
    self.product = product
    self.currency = currency
    self.period = period
    self.usage = usage
    self.scheme = scheme
    self.package = package
  }
}

extension PriceTerms {
  /// Whether an amount can be worked out from these terms alone.
  public var isComplete: Bool {
    switch scheme {
    case .perUnit(let amount): amount != nil
    case .graduated(let tiers), .volume(let tiers): !tiers.isEmpty
    }
  }

  /// Minor units for one period and a quantity, exactly; `nil` when the terms do not say.
  ///
  /// Nothing costs nothing, whatever the first step asks for.
  public func amount(for quantity: Int64) -> Fraction? {
    guard isComplete, quantity >= 0 else { return nil }
    guard quantity > 0 else { return .zero }
    guard let units = package.map({ $0.count(of: quantity) }) ?? quantity else { return nil }
    switch scheme {
    case .perUnit(let amount): return amount.map { $0 * Fraction(units) }
    case .graduated(let tiers): return Self.graduated(tiers, units)
    case .volume(let tiers): return Self.volume(tiers, units)
    }
  }

  private static func graduated(_ tiers: [Tier], _ units: Int64) -> Fraction? {
    var amount = Fraction.zero
    var filled: Int64 = 0
    for tier in tiers where filled < units {
      let end = min(units, tier.lastUnit ?? units)
      guard end >= filled else { return nil }
      amount += Fraction(end - filled) * tier.unitAmount + tier.flatAmount
      filled = end
    }
    // A quantity beyond the last step has no price.
    return filled == units ? amount : nil
  }

  private static func volume(_ tiers: [Tier], _ units: Int64) -> Fraction? {
    let reached = tiers.first { tier in tier.lastUnit.map { units <= $0 } ?? true }
    return reached.map { Fraction(units) * $0.unitAmount + $0.flatAmount }
  }
}

extension PriceTerms.Package {
  /// How many packages a quantity needs.
  func count(of quantity: Int64) -> Int64? {
    guard size > 0 else { return nil }
    let (whole, rest) = quantity.quotientAndRemainder(dividingBy: size)
    return roundsUp && rest > 0 ? whole + 1 : whole
  }
}
