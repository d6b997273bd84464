import Billing
import Bytes
import Reconciliation

/// What Stripe says about a price.
struct StripePrice: Sendable {
  var unitAmount = Cell.unknown
  var currency = Cell.unknown
  var interval = Cell.unknown
  var intervalCount = Cell.unknown
  var product = Cell.unknown
  var active = Cell.unknown
  var origin: RecordOrigin?
  /// Whether a record of the price itself is at hand, and not only of what is billed by it.
  var isTold = false

  /// How often it recurs, if that is known.
  func period(_ symbols: Symbols) -> BillingPeriod? {
    guard let word = interval.symbol, let unit = BillingInterval(rawValue: symbols.text(word))
    else { return nil }
    return BillingPeriod(unit, count: intervalCount.integer ?? 1)
  }
}

/// Every price that Stripe speaks of: by a record of its own, or as what a subscription bills.
struct PriceBook: Sendable {
  private var prices: [StripePrice] = []
  private var places = SymbolMap()
  /// Whether prices were exported as objects, so that one that is missing is not there.
  private(set) var isListed = false

  init(_ evidence: Evidence) {
    let ledger = evidence.ledger
    for object in ledger[.price] where object.hasState {
      var price = StripePrice(ledger, object)
      price.isTold = true
      if ledger.fact(.deleted, of: object).flag == true { price.active = .flag(false) }
      // What an event did not bring came with the export of the objects.
      isListed = isListed || object.event == .empty
      note(price, of: object.id)
    }
    for object in evidence.subscriptions {
      guard let id = ledger.fact(.price, of: object).symbol else { continue }
      if let place = places[id] {
        if !prices[Int(place)].isTold, ledger.fact(.active, of: object).flag == false {
          prices[Int(place)].active = .flag(false)
        }
        continue
      }
      note(StripePrice(ledger, object), of: id)
    }
  }

  private mutating func note(_ price: StripePrice, of id: Symbol) {
    places[id] = UInt32(prices.count)
    prices.append(price)
  }

  /// What is known about a price; `nil` when Stripe's side never speaks of it.
  subscript(id: Symbol) -> StripePrice? { places[id].map { prices[Int($0)] } }
}

extension StripePrice {
  /// The price that an object is, or that a subscription bills.
  init(_ ledger: StripeLedger, _ object: StripeObject) {
    unitAmount = ledger.fact(.unitAmount, of: object)
    currency = ledger.fact(.currency, of: object)
    interval = ledger.fact(.interval, of: object)
    intervalCount = ledger.fact(.intervalCount, of: object)
    product = ledger.fact(.product, of: object)
    active = ledger.fact(.active, of: object)
    origin = object.hasState ? object.origin : nil
  }
}
