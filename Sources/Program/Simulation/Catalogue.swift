import Reconciliation

/// A price as Stripe knows it.
struct Price {
  var id: String
  var product: String
  var nickname: String
  /// Minor units of US dollars for one period.
  var amount: Int
  /// How many months make one period: 1 or 12.
  var months: Int
  /// The plan it belongs to, as a place in the catalogue's plans.
  var plan: Int
  /// How often it is sold, in a hundred; 0 for one that only a fault sells.
  var weight: Int

  var interval: String { months == 12 ? "year" : "month" }
  var decimalAmount: String { "\(amount / 100).\(amount % 100 < 10 ? "0" : "")\(amount % 100)" }
}

/// A row of the application's catalogue.
struct Plan {
  var key: String
  var tier: String
  var name: String
  /// The place of its price; `nil` for the free plan.
  var price: Int?
  var intervalWord: String
}

/// What is sold, and under which keys the application knows it.
///
/// The keys that the definition names (the free plan, the plans of aliases) are used as they are.
struct Catalogue {
  private(set) var prices: [Price] = []
  private(set) var plans: [Plan] = []
  /// The price whose id the application's catalogue spells wrongly.
  let unmapped = 4

  init(_ definition: SystemDefinition) {
    let isUpper = definition.statuses.first.map { $0.word.uppercased() == $0.word } ?? false
    func styled(_ word: String) -> String { isUpper ? word.uppercased() : word }
    let tiers = Self.tiers(definition)
    plans.append(
      Plan(
        key: definition.liveRows?.fallbackPlan ?? "plan_free", tier: styled(tiers[0]),
        name: "Free", price: nil, intervalWord: styled("monthly")))
    let offers: [(tier: Int, months: Int, amount: Int, weight: Int)] = [
      (1, 1, 2_999, 56), (1, 12, 28_800, 16), (2, 1, 9_900, 14), (2, 12, 99_900, 6),
      (3, 1, 49_900, 0),
    ]
    for (place, offer) in offers.enumerated() {
      let tier = tiers[offer.tier]
      let period = offer.months == 12 ? "yearly" : "monthly"
      plans.append(
        Plan(
          key: "plan_\(tier)_\(period)", tier: styled(tier), name: tier + ", " + period,
          price: place, intervalWord: styled(period)))
      prices.append(
        Price(
          id: "price_1PMfMa\(Identifier.account)Jb\(place)w\(place)QeR",
          product: "prod_Q\(offer.tier)nTu8sXy2LkVd", nickname: tier + " " + period,
          amount: offer.amount, months: offer.months, plan: plans.count - 1,
          weight: offer.weight))
    }
    addOldPrices(definition)
  }

  /// Prices that the definition gives to existing subscribers of a plan.
  private mutating func addOldPrices(_ definition: SystemDefinition) {
    for alias in definition.catalogue?.aliases ?? [] {
      guard let plan = plans.firstIndex(where: { $0.key == alias.plan }),
        let present = plans[plan].price
      else { continue }
      var price = prices[present]
      price.id = alias.price
      price.nickname += " 2024"
      price.amount -= price.amount / 6
      price.weight = 8
      prices.append(price)
    }
  }

  /// The four tiers, free first: the words of the entitlements, else words of our own.
  private static func tiers(_ definition: SystemDefinition) -> [String] {
    var tiers: [String] = []
    for entitlement in definition.entitlements where !entitlement.plan.isEmpty {
      let word = entitlement.plan.lowercased()
      if !tiers.contains(word) { tiers.append(word) }
    }
    for word in ["free", "pro", "enterprise", "custom"] where tiers.count < 4 {
      if !tiers.contains(word) { tiers.append(word) }
    }
    return tiers
  }

  /// A price, by how often each is sold.
  func price(drawnBy dice: inout Dice) -> Int {
    var number = dice.below(prices.reduce(0) { $0 + $1.weight })
    for (place, price) in prices.enumerated() {
      number -= price.weight
      if number < 0 { return place }
    }
    return 0
  }

  /// Another plan's price with periods of the same length.
  func better(than price: Int) -> Int {
    switch price {
    case 0: 2
    case 1: 3
    case 2: 0
    case 3: 1
    default: 2
    }
  }
}
