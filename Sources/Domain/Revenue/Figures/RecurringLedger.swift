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

  /// Whether the rows of another ledger still have numbers here; see `Symbols.hasRoom(for:)`.
  public func hasRoom(for other: RecurringLedger) -> Bool {
    symbols.hasRoom(for: other.symbols)
      && changes.count + other.changes.count <= Int(UInt32.max)
  }

  /// Takes over the rows of another ledger, for which there is room.
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
  ///
  /// - Complexity: O(n log n) for n texts, O(m) for m changes of which those of a subscription are
  ///   in the order of time.
  public mutating func sort() {
    sortChanges()
    let symbols = symbols
    exceptions.sort { one, other in
      if one.kind != other.kind { return one.kind.rawValue < other.kind.rawValue }
      if one.subscription != other.subscription {
        return symbols.precedes(one.subscription, other.subscription)
      }
      if one.item != other.item { return symbols.precedes(one.item, other.item) }
      return symbols.precedes(one.subject, other.subject)
    }
    trials.sort { one, other in
      if one.end != other.end { return one.end < other.end }
      if one.subscription != other.subscription {
        return symbols.precedes(one.subscription, other.subscription)
      }
      return one.start < other.start
    }
  }

  /// Puts the changes of each customer side by side, then those of one customer in order.
  private mutating func sortChanges() {
    let customers = Ranks(symbols, of: changes, \.customer)
    var starts = [Int](repeating: 0, count: customers.count + 1)
    for change in changes { starts[customers[change.customer] + 1] += 1 }
    for place in starts.indices.dropFirst() { starts[place] += starts[place - 1] }
    var ends = starts
    var order = [UInt32](repeating: 0, count: changes.count)
    for (place, change) in changes.enumerated() {
      let customer = customers[change.customer]
      order[ends[customer]] = UInt32(place)
      ends[customer] += 1
    }
    for customer in 0..<customers.count where starts[customer + 1] - starts[customer] > 1 {
      order[starts[customer]..<starts[customer + 1]].sort { precedes($0, $1) }
    }
    changes = order.map { changes[Int($0)] }
  }

  /// Whether one change of a customer comes before another.
  private func precedes(_ one: UInt32, _ other: UInt32) -> Bool {
    let (one, other) = (changes[Int(one)], changes[Int(other)])
    if one.currency != other.currency { return symbols.precedes(one.currency, other.currency) }
    if one.time != other.time { return one.time < other.time }
    if one.subscription != other.subscription {
      return symbols.precedes(one.subscription, other.subscription)
    }
    return symbols.precedes(one.item, other.item)
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
}

/// The places of some texts in the order of their bytes.
private struct Ranks {
  private var ranks: [UInt32]
  /// How many texts there are.
  let count: Int

  init<Row>(_ symbols: Symbols, of rows: [Row], _ symbol: (Row) -> Symbol) {
    ranks = [UInt32](repeating: .max, count: symbols.count)
    var texts: [Symbol] = []
    for row in rows {
      let text = symbol(row)
      guard ranks[Int(text.rawValue)] == .max else { continue }
      ranks[Int(text.rawValue)] = 0
      texts.append(text)
    }
    symbols.sort(&texts) { $0 }
    for (rank, text) in texts.enumerated() { ranks[Int(text.rawValue)] = UInt32(rank) }
    count = texts.count
  }

  subscript(symbol: Symbol) -> Int { Int(ranks[Int(symbol.rawValue)]) }
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
