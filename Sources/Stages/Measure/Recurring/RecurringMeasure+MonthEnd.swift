public import Billing
import Bytes
public import Revenue

/// What holds when a month is over, and the trials that ended in it.
extension RecurringMeasure {
  /// What items of each price bring just before an instant, by currency, product, price and period.
  ///
  /// The shares of one currency sum to its closing balance.
  public func plans(_ figures: RecurringFigures, before end: Timestamp) -> [PlanShare] {
    let ledger = figures.ledger
    var shares: [PlanShare] = []
    var places: [PlanKey: Int] = [:]
    var lastCustomers: [Symbol] = []
    for place in ledger.balances(before: end) {
      let change = ledger.changes[place]
      let key = PlanKey(price: change.price, currency: change.currency)
      let share = places[key] ?? shares.count
      if share == shares.count {
        places[key] = share
        shares.append(PlanShare(price: change.price, currency: change.currency))
        lastCustomers.append(.empty)
      }
      shares[share].items += 1
      shares[share].gross = shares[share].gross.addingClamped(change.grossAfter)
      shares[share].net = shares[share].net.addingClamped(change.netAfter)
      shares[share].quantity = shares[share].quantity.addingClamped(change.quantityAfter)
      // The balances of one customer in one currency stand side by side.
      if lastCustomers[share] != change.customer { shares[share].customers += 1 }
      lastCustomers[share] = change.customer
    }
    let texts = shares.map {
      PlanOrder(PlanKey(price: $0.price, currency: $0.currency), in: ledger.symbols)
    }
    return shares.indices.sorted { texts[$0] < texts[$1] }.map { shares[$0] }
  }

  /// What each customer brings just before an instant, by customer and currency.
  public func customers(_ figures: RecurringFigures, before end: Timestamp) -> [CustomerBalance] {
    let ledger = figures.ledger
    var balances: [CustomerBalance] = []
    var subscriptions: Set<Symbol> = []
    for place in ledger.balances(before: end) {
      let change = ledger.changes[place]
      if balances.last.map({ ($0.customer, $0.currency) != (change.customer, change.currency) })
        ?? true
      {
        balances.append(
          CustomerBalance(customer: change.customer, currency: change.currency))
        subscriptions.removeAll(keepingCapacity: true)
      }
      let last = balances.count - 1
      balances[last].gross = balances[last].gross.addingClamped(change.grossAfter)
      balances[last].net = balances[last].net.addingClamped(change.netAfter)
      if change.netAfter > 0, subscriptions.insert(change.subscription).inserted {
        balances[last].subscriptions += 1
      }
    }
    return balances
  }

  /// The trials that began, ended or led to a payment in some time.
  ///
  /// A month of the calendar gives the cohort's rate; thirty days give Stripe's.
  public func trials(_ figures: RecurringFigures, in time: Range<Timestamp>) -> TrialConversion {
    var count = TrialConversion()
    for trial in figures.ledger.trials {
      if time.contains(trial.start) { count.started += 1 }
      if let paidAt = trial.paidAt, trial.outcome == .converted, time.contains(paidAt) {
        count.conversions += 1
      }
      guard trial.outcome != .open, time.contains(trial.end) else { continue }
      count.ended += 1
      switch trial.outcome {
      case .converted: count.converted += 1
      case .lost: count.lost += 1
      case .unproven: count.unproven += 1
      case .open: break
      }
    }
    return count
  }
}

/// A price in a currency.
struct PlanKey: Hashable {
  var price: PriceLabel
  var currency: Symbol
}

/// What prices are sorted by: currency, product, price and period.
struct PlanOrder: Comparable {
  private var words: [[UInt8]]

  init(_ plan: PlanKey, in symbols: Symbols) {
    let period = plan.price.period.map { "\($0.interval.rawValue) \($0.count)" } ?? ""
    words =
      [plan.currency, plan.price.product, plan.price.price].map { symbols.array($0) }
      + [Array(period.utf8)]
  }

  static func < (one: PlanOrder, other: PlanOrder) -> Bool {
    for (mine, others) in zip(one.words, other.words) where mine != others {
      return mine.lexicographicallyPrecedes(others)
    }
    return false
  }
}
