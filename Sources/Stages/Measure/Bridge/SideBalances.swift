import Billing
import Bytes
import Reconciliation
import Revenue

/// What one subscription or row brings in a currency.
struct SideBalance {
  /// The currency, as a symbol of the bridge.
  var currency: Symbol
  /// Minor units a month before discounts.
  var gross: Int64 = 0
  /// Minor units a month.
  var net: Int64 = 0
  /// Items that bring something.
  var items: Int64 = 0
  /// Units of all items.
  var quantity: Int64 = 0

  /// What discounts take off, zero or below.
  var discount: Int64 { net &- gross }
}

/// What all subscriptions, or all rows, of one side bring just before an instant.
struct SideBalances<Key: Hashable> {
  /// The keys of what was not taken, in the order of the ledger.
  var keys: [Key] { order.filter { balances[$0] != nil } }
  private var order: [Key] = []
  private var balances: [Key: [SideBalance]] = [:]

  /// Sums the balances of a side's items.
  ///
  /// - Parameters:
  ///   - figures: the side's figures.
  ///   - end: the instant.
  ///   - symbols: receives the currencies.
  ///   - key: what a change is of.
  init(
    _ figures: RecurringFigures, before end: Timestamp, _ symbols: inout Symbols,
    by key: (ItemChange) -> Key
  ) {
    var translation = SymbolTranslation(from: figures.ledger.symbols)
    for place in figures.ledger.balances(before: end) {
      let change = figures.ledger.changes[place]
      let (key, currency) = (key(change), translation.translate(change.currency, into: &symbols))
      if balances[key] == nil { order.append(key) }
      balances[key, default: []].add(change, currency)
    }
  }

  /// What a subscription or row brings, once.
  mutating func take(_ key: Key) -> [SideBalance] { balances.removeValue(forKey: key) ?? [] }
}

extension [SideBalance] {
  fileprivate mutating func add(_ change: ItemChange, _ currency: Symbol) {
    let known = firstIndex { $0.currency == currency }
    if known == nil { append(SideBalance(currency: currency)) }
    let place = known ?? count - 1
    self[place].gross = self[place].gross.addingClamped(change.grossAfter)
    self[place].net = self[place].net.addingClamped(change.netAfter)
    self[place].quantity = self[place].quantity.addingClamped(change.quantityAfter)
    self[place].items += 1
  }
}

/// What a row and a subscription bring, of which one may be missing.
struct PairBalances {
  var pair: Pair
  var database: [SideBalance]
  var stripe: [SideBalance]

  /// Where the two differ, in no more than two gaps a currency.
  var gaps: [BridgeGap] {
    var currencies = database.map(\.currency)
    for balance in stripe where !currencies.contains(balance.currency) {
      currencies.append(balance.currency)
    }
    return currencies.flatMap { gaps(in: $0) }
  }

  /// A difference of both the price and the discount is two.
  private func gaps(in currency: Symbol) -> [BridgeGap] {
    let none = SideBalance(currency: currency)
    let mine = database.first { $0.currency == currency } ?? none
    let theirs = stripe.first { $0.currency == currency } ?? none
    guard mine.net != theirs.net else { return [] }
    func gap(_ topic: BridgeGap.Topic, _ before: Int64, _ after: Int64) -> BridgeGap {
      BridgeGap(
        pair: pair, topic: topic, currency: currency, database: mine, stripe: theirs,
        before: before, after: after)
    }
    if mine.gross == 0 || theirs.gross == 0 { return [gap(.standing, mine.net, theirs.net)] }
    if mine.gross == theirs.gross { return [gap(.discount, mine.net, theirs.net)] }
    if mine.discount == theirs.discount { return [gap(.price, mine.net, theirs.net)] }
    let between = theirs.gross &+ mine.discount
    return [gap(.price, mine.net, between), gap(.discount, between, theirs.net)]
  }
}

/// One difference between the two sides.
struct BridgeGap {
  /// What it is about.
  enum Topic {
    /// Whether it brings anything at all.
    case standing
    /// What it brings before discounts.
    case price
    /// What discounts take off.
    case discount
  }

  var pair: Pair
  var topic: Topic
  /// The currency, as a symbol of the bridge.
  var currency: Symbol
  var database: SideBalance
  var stripe: SideBalance
  /// Minor units a month on the database's side of it.
  var before: Int64
  /// Minor units a month on Stripe's side of it.
  var after: Int64
}
