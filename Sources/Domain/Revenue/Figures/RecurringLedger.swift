public import Billing
public import Bytes

/// The item ledger: every change of what items bring in a month, and what could not be measured.
public struct RecurringLedger: Sendable {
  /// The texts behind every symbol.
  public private(set) var symbols = Symbols()
  /// The changes, by customer, currency, time, subscription and item once it is ``sort()``ed: the
  /// changes of one customer in one currency stand side by side.
  public private(set) var changes: [ItemChange] = []
  /// What could not be measured.
  public private(set) var exceptions: [MeasureException] = []
  /// The trials.
  public private(set) var trials: [Trial] = []

  /// Creates a ledger without rows, whose rows will have the symbols of a table.
  public init(symbols: Symbols = Symbols()) { self.symbols = symbols }

  /// Adds a row.
  public mutating func add(_ change: ItemChange) { changes.append(change) }

  /// Adds an exception.
  public mutating func add(_ exception: MeasureException) { exceptions.append(exception) }

  /// Adds a trial.
  public mutating func add(_ trial: Trial) { trials.append(trial) }

  /// Takes over the rows of another ledger.
  public mutating func add(_ other: RecurringLedger) {
    var translation = SymbolTranslation(from: other.symbols)
    for change in other.changes {
      changes.append(change.translated { translation.translate($0, into: &symbols) })
    }
    for exception in other.exceptions {
      exceptions.append(exception.translated { translation.translate($0, into: &symbols) })
    }
    for trial in other.trials {
      trials.append(trial.translated { translation.translate($0, into: &symbols) })
    }
  }

  /// Puts all rows in an order that depends on nothing but what they say.
  public mutating func sort() {
    let ranks = ranks()
    func rank(_ symbol: Symbol) -> UInt32 { ranks[Int(symbol.rawValue)] }
    changes.sort { one, other in
      if one.customer != other.customer { return rank(one.customer) < rank(other.customer) }
      if one.currency != other.currency { return rank(one.currency) < rank(other.currency) }
      return Self.precedes(one, other, rank)
    }
    exceptions.sort { one, other in
      if one.kind != other.kind { return one.kind.rawValue < other.kind.rawValue }
      return (rank(one.subscription), rank(one.item), rank(one.subject))
        < (rank(other.subscription), rank(other.item), rank(other.subject))
    }
    trials.sort { one, other in
      if one.end != other.end { return one.end < other.end }
      return (rank(one.subscription), one.start.microseconds)
        < (rank(other.subscription), other.start.microseconds)
    }
  }

  /// The places of the changes in the order of time, as the item ledger is read.
  public var placesInTime: [Int] {
    let ranks = ranks()
    func rank(_ symbol: Symbol) -> UInt32 { ranks[Int(symbol.rawValue)] }
    return changes.indices.sorted { Self.precedes(changes[$0], changes[$1], rank) }
  }

  /// The changes that say what items bring just before an instant: the last of each item and
  /// currency, where that is something; as places in ``changes``, in their order.
  ///
  /// The ledger must be sorted.
  public func balances(before end: Timestamp) -> [Int] {
    var balances: [Int] = []
    var last: [Symbol: Int] = [:]
    for place in changes.indices {
      if place > 0, !changes[place].isOfSameCustomer(as: changes[place - 1]) {
        balances += last.values.sorted()
        last.removeAll(keepingCapacity: true)
      }
      let change = changes[place]
      guard change.time < end else { continue }
      last[change.item] = change.netAfter != 0 || change.grossAfter != 0 ? place : nil
    }
    return balances + last.values.sorted()
  }

  private static func precedes(
    _ one: ItemChange, _ other: ItemChange, _ rank: (Symbol) -> UInt32
  ) -> Bool {
    if one.time != other.time { return one.time < other.time }
    let mine = (rank(one.customer), rank(one.subscription), rank(one.item), rank(one.currency))
    let others = (
      rank(other.customer), rank(other.subscription), rank(other.item), rank(other.currency)
    )
    return mine < others
  }

  /// The place of every text in the order of their bytes.
  private func ranks() -> [UInt32] {
    var order = (0..<UInt32(symbols.count)).map { Symbol(rawValue: $0) }
    symbols.sort(&order) { $0 }
    var ranks = [UInt32](repeating: 0, count: order.count)
    for (rank, symbol) in order.enumerated() { ranks[Int(symbol.rawValue)] = UInt32(rank) }
    return ranks
  }
}

extension Sight {
  fileprivate func translated(_ symbol: (Symbol) -> Symbol) -> Sight {
    Sight(time: time, event: symbol(event), origin: origin)
  }
}

extension ItemChange {
  /// Whether another change is of the same customer in the same currency.
  func isOfSameCustomer(as other: ItemChange) -> Bool {
    customer == other.customer && currency == other.currency
  }

  /// The same change with symbols as a function gives them.
  func translated(_ symbol: (Symbol) -> Symbol) -> ItemChange {
    var change = self
    change.sight = sight.translated(symbol)
    change.customer = symbol(customer)
    change.subscription = symbol(subscription)
    change.item = symbol(item)
    change.currency = symbol(currency)
    change.price.price = symbol(price.price)
    change.price.product = symbol(price.product)
    return change
  }
}

extension MeasureException {
  fileprivate func translated(_ symbol: (Symbol) -> Symbol) -> MeasureException {
    var exception = self
    exception.subject = symbol(subject)
    exception.customer = symbol(customer)
    exception.subscription = symbol(subscription)
    exception.item = symbol(item)
    exception.sight = sight?.translated(symbol)
    return exception
  }
}

extension Trial {
  fileprivate func translated(_ symbol: (Symbol) -> Symbol) -> Trial {
    var trial = self
    trial.subscription = symbol(subscription)
    trial.customer = symbol(customer)
    trial.sight = sight.translated(symbol)
    return trial
  }
}
