public import Billing
public import Bytes

/// What is known now of a closed month and was reported otherwise.
public struct LedgerCorrection: Hashable, Sendable {
  /// The month that it belongs to.
  public var month: CalendarMonth
  /// The customer's id.
  public var customer: Symbol
  /// The subscription's id.
  public var subscription: Symbol
  /// The item's id.
  public var item: Symbol
  /// The currency, lower case.
  public var currency: Symbol
  /// By how much the item's monthly amount changed in the month as it was reported, minor units.
  public var reported: Int64 = 0
  /// By how much it did as it is known now, in minor units.
  public var restated: Int64 = 0

  /// What the first open month takes over, in minor units.
  public var change: Int64 { restated &- reported }
}

extension RecurringLedger {
  /// The ledger beside closed months: their rows stay as they were reported, and what they would be
  /// otherwise now is one row for each item at the beginning of the first open month.
  ///
  /// - Parameters:
  ///   - closed: what was reported.
  ///   - zone: where months begin.
  /// - Returns: the ledger, not sorted, and the corrections by month, subscription and item, with
  ///   its symbols.
  public func corrected(
    beside closed: ClosedMonths, in zone: TimeZoneRules
  ) -> (ledger: RecurringLedger, corrections: [LedgerCorrection]) {
    var pass = CorrectionPass(of: self, zone, end: zone.range(of: closed.month).upperBound)
    for page in 0..<closed.ledgerPageCount {
      for change in closed.changes(of: page, into: &pass.symbols) { pass.takeReported(change) }
    }
    for change in changes { pass.takeKnown(change) }
    return pass.finished(self)
  }
}

/// One pass over both ledgers.
private struct CorrectionPass {
  var symbols: Symbols
  private let zone: TimeZoneRules
  private let end: Timestamp
  private var changes: [ItemChange] = []
  /// Where what is known of the closed months stands, for the same rows as they were reported.
  private var sights: [Row: Sight] = [:]
  /// The places of items among ``items``.
  private var places: [Key: Int] = [:]
  private var items: [Item] = []

  private struct Key: Hashable {
    var customer: Symbol
    var subscription: Symbol
    var item: Symbol
    var currency: Symbol
  }

  private struct Row: Hashable {
    var subscription: Symbol
    var item: Symbol
    var time: Timestamp

    init(_ change: ItemChange) {
      (subscription, item, time) = (change.subscription, change.item, change.time)
    }
  }

  private struct Item {
    var key: Key
    var reported: ItemChange?
    var known: ItemChange?
    /// The place of the item's change at the very beginning of the open month.
    var first: Int?
    var months: [CalendarMonth: (reported: Int64, known: Int64)] = [:]
  }

  init(of ledger: RecurringLedger, _ zone: TimeZoneRules, end: Timestamp) {
    symbols = ledger.symbols
    self.zone = zone
    self.end = end
  }

  private mutating func place(of change: ItemChange) -> Int {
    let key = Key(
      customer: change.customer, subscription: change.subscription, item: change.item,
      currency: change.currency)
    if let place = places[key] { return place }
    places[key] = items.count
    items.append(Item(key: key))
    return items.count - 1
  }

  mutating func takeReported(_ change: ItemChange) {
    let place = place(of: change)
    items[place].reported = change
    items[place].months[zone.month(of: change.time), default: (0, 0)].reported &+= change.netChange
    changes.append(change)
  }

  mutating func takeKnown(_ change: ItemChange) {
    let place = place(of: change)
    guard change.time < end else {
      if change.time == end { items[place].first = changes.count }
      return changes.append(change)
    }
    items[place].known = change
    sights[Row(change)] = change.sight
    items[place].months[zone.month(of: change.time), default: (0, 0)].known &+= change.netChange
  }

  consuming func finished(
    _ ledger: RecurringLedger
  ) -> (ledger: RecurringLedger, corrections: [LedgerCorrection]) {
    for place in changes.indices where !changes[place].sight.isOfRecord {
      changes[place].sight = sights[Row(changes[place])] ?? changes[place].sight
    }
    for item in items { book(item) }
    var corrections: [LedgerCorrection] = []
    for item in items {
      for (month, net) in item.months where net.reported != net.known {
        let key = item.key
        var correction = LedgerCorrection(
          month: month, customer: key.customer, subscription: key.subscription, item: key.item,
          currency: key.currency)
        (correction.reported, correction.restated) = net
        corrections.append(correction)
      }
    }
    corrections.sort { one, other in
      if one.month != other.month { return one.month < other.month }
      if one.subscription != other.subscription {
        return symbols.precedes(one.subscription, other.subscription)
      }
      if one.item != other.item { return symbols.precedes(one.item, other.item) }
      if one.currency != other.currency { return symbols.precedes(one.currency, other.currency) }
      return symbols.precedes(one.customer, other.customer)
    }
    var result = RecurringLedger(symbols: symbols)
    for change in changes { result.add(change) }
    for exception in ledger.exceptions { result.add(exception) }
    for trial in ledger.trials { result.add(trial) }
    return (result, corrections)
  }

  /// Brings an item from what was reported to what is known, when the open month begins.
  private mutating func book(_ item: Item) {
    guard var change = item.known ?? item.reported else { return }
    let (before, after) = (item.reported, item.known)
    let gross = (after?.grossAfter ?? 0) &- (before?.grossAfter ?? 0)
    let net = (after?.netAfter ?? 0) &- (before?.netAfter ?? 0)
    let quantity = (after?.quantityAfter ?? 0) &- (before?.quantityAfter ?? 0)
    guard gross != 0 || net != 0 || quantity != 0 else { return }
    if let first = item.first {
      // What happens at that very instant begins with what was reported.
      changes[first].grossChange &+= gross
      changes[first].netChange &+= net
      changes[first].quantityChange &+= quantity
      return
    }
    change.time = end
    change.reason = .correction
    (change.grossChange, change.grossAfter) = (gross, after?.grossAfter ?? 0)
    (change.netChange, change.netAfter) = (net, after?.netAfter ?? 0)
    (change.quantityChange, change.quantityAfter) = (quantity, after?.quantityAfter ?? 0)
    changes.append(change)
  }
}
