public import Billing
import Bytes
public import Revenue

/// Sums the transactions of the balance by month, category and charge.
public struct BalanceMeasure: Sendable {
  /// The zone that months are counted in.
  private let zone: TimeZoneRules

  /// Creates a measure.
  public init(zone: TimeZoneRules) { self.zone = zone }

  /// A month of a currency.
  private struct Key: Hashable {
    var currency: Symbol
    var period: CalendarMonth
  }

  /// The balance month by month, without a gap from the first transaction of a currency to its
  /// last; by currency (as text).
  public func months(of book: PaymentBook) -> [BalanceMonth] {
    var sums: [Key: [Symbol: BalanceSums]] = [:]
    for entry in book.balance {
      sums[key(of: entry), default: [:]][entry.category, default: BalanceSums()].add(entry)
    }
    let categories = BalanceCategories(book.symbols)
    var months: [BalanceMonth] = []
    for key in everyMonth(of: sums.keys, book.symbols) {
      let last = months.last.flatMap { $0.currency == key.currency ? $0 : nil }
      var month = BalanceMonth(
        currency: key.currency, period: key.period, opening: last?.closing ?? 0)
      let sums = sums[key] ?? [:]
      for name in sums.keys.sorted(by: { book.symbols.precedes($0, $1) }) {
        month.add(sums[name] ?? BalanceSums(), of: name, categories[name])
      }
      months.append(month)
    }
    return months
  }

  /// What customers paid and had back, month by month; by currency (as text).
  public func cash(of book: PaymentBook) -> [CashMonth] {
    var months: [Key: CashMonth] = [:]
    let categories = BalanceCategories(book.symbols)
    for entry in book.balance {
      let key = key(of: entry)
      months[key, default: CashMonth(currency: key.currency, period: key.period)]
        .add(entry, categories[entry.category])
    }
    return everyMonth(of: months.keys, book.symbols).map {
      months[$0] ?? CashMonth(currency: $0.currency, period: $0.period)
    }
  }

  /// Refunds and disputes by their own month and by that of the charge; by currency (as text),
  /// category and months.
  public func reversals(of book: PaymentBook) -> [ReversalCell] {
    struct Cell: Hashable {
      var key: Key
      var category: BalanceCategory
      var chargePeriod: CalendarMonth?
    }
    var cells: [Cell: ReversalCell] = [:]
    let categories = BalanceCategories(book.symbols)
    for entry in book.balance {
      guard let category = categories[entry.category], category.takesBack else { continue }
      let charge = book.charges[entry.source] ?? entry.source
      let chargePeriod = book.chargeTimes[charge].map { zone.month(of: $0) }
      let key = key(of: entry)
      let cell = ReversalCell(
        currency: key.currency, category: category, period: key.period, chargePeriod: chargePeriod)
      cells[Cell(key: key, category: category, chargePeriod: chargePeriod), default: cell]
        .sums.add(entry)
    }
    return cells.values.sorted { one, other in
      if one.currency != other.currency {
        return book.symbols.precedes(one.currency, other.currency)
      }
      return one.order < other.order
    }
  }

  private func key(of entry: BalanceEntry) -> Key {
    Key(currency: entry.currency, period: zone.month(of: entry.created))
  }

  /// The months of each currency, with those in between that have nothing.
  private func everyMonth(
    of keys: some Collection<Key>, _ symbols: Symbols
  ) -> [Key] {
    var ranges: [Symbol: ClosedRange<Int>] = [:]
    for key in keys {
      let number = key.period.number
      let range = ranges[key.currency] ?? number...number
      ranges[key.currency] = min(range.lowerBound, number)...max(range.upperBound, number)
    }
    return ranges.keys.sorted { symbols.precedes($0, $1) }.flatMap { currency in
      (ranges[currency].map { Array($0) } ?? []).map {
        Key(currency: currency, period: CalendarMonth(number: $0))
      }
    }
  }
}

/// The categories that figures are made of, by their symbols.
struct BalanceCategories {
  private let ofSymbol: [Symbol: BalanceCategory]

  init(_ symbols: Symbols) {
    var known: [Symbol: BalanceCategory] = [:]
    for category in BalanceCategory.allCases {
      if let symbol = symbols.find(category.rawValue) { known[symbol] = category }
    }
    ofSymbol = known
  }

  subscript(symbol: Symbol) -> BalanceCategory? { ofSymbol[symbol] }
}

extension BalanceCategory {
  /// Whether it takes a charge back, or gives that up.
  var takesBack: Bool {
    switch self {
    case .refund, .refundFailure, .dispute, .disputeReversal: true
    case .charge, .fee, .payout, .payoutReversal: false
    }
  }

  fileprivate var place: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

extension ReversalCell {
  fileprivate var order: (Int, Int, Int) {
    (category.place, period.number, chargePeriod?.number ?? .min)
  }
}

extension BalanceMonth {
  fileprivate mutating func add(
    _ sums: BalanceSums, of name: Symbol, _ category: BalanceCategory?
  ) {
    if category?.isPayout == true {
      payouts.add(sums)
    } else {
      categories.append(Category(name: name, sums: sums))
      activity.add(sums)
    }
  }
}

extension CashMonth {
  fileprivate mutating func add(_ entry: BalanceEntry, _ category: BalanceCategory?) {
    switch category {
    case .charge: charges &+= entry.amount
    case .refund: refunds &+= entry.amount
    case .refundFailure: refundFailures &+= entry.amount
    case .dispute: disputes &+= entry.amount
    case .disputeReversal: disputeReversals &+= entry.amount
    case .fee: fees &+= entry.amount
    case .payout, .payoutReversal: payouts &+= entry.amount
    case nil: other &+= entry.amount
    }
    if category == .dispute || category == .disputeReversal {
      disputeFees &-= entry.fee
    } else {
      fees &-= entry.fee
    }
  }
}
