public import Billing
import Bytes

/// A figure of a closed month as it was reported, and as it would be now.
public struct RestatedFigure: Hashable, Sendable {
  /// What a closed month says, in the order of a report.
  public enum Subject: Hashable, Sendable {
    /// What recurs when the month is over.
    case closing
    /// What recurs by one kind of movement more.
    case movement(MovementKind)
    /// Customers with something that recurs.
    case customers
    /// Subscriptions that bring something.
    case subscriptions
    /// Billed and not earned when the month is over.
    case deferred
    /// What an account moved by, debits less credits.
    case account(Account)

    /// Whether it is a number of things rather than an amount.
    public var isCount: Bool { self == .customers || self == .subscriptions }

    /// Its name: that of the figure in `metric_key`.
    ///
    /// - Parameter labels: what the business calls its accounts.
    /// - Returns: the name, the same in every run.
    public func name(_ labels: AccountMap) -> String {
      switch self {
      case .closing: "mrr.closing"
      case .movement(let kind): "mrr.\(kind.rawValue)"
      case .customers: "customers.closing"
      case .subscriptions: "subscriptions.closing"
      case .deferred: "deferred.closing"
      case .account(let account): "account.\(labels[account].code)"
      }
    }
  }

  /// What it says.
  public var subject: Subject
  /// The month.
  public var month: CalendarMonth
  /// The currency, lower case.
  public var currency: String
  /// As reported: minor units, or a number of things.
  public var reported: Int64
  /// As known now, in the same units.
  public var restated: Int64

  /// How much more it would be.
  public var change: Int64 { restated &- reported }
}

extension CloseFigures {
  /// Takes in what came to light of closed months.
  ///
  /// - Parameters:
  ///   - corrections: what came to light of the item ledger, with symbols of what recurs.
  ///   - known: what recurs as it would be now.
  ///   - month: the last closed month.
  public mutating func correct(
    _ corrections: [LedgerCorrection], of known: RecurringFigures, through month: CalendarMonth
  ) {
    self.corrections = corrections
    let (reported, restated) = (recurring.values(through: month), known.values(through: month))
    restatements = Self.figures(reported, restated)
    if let billing, let totals = billing.known {
      let symbols = billing.facts.symbols
      restatements += Self.figures(
        billing.totals.values(through: month, symbols), totals.values(through: month, symbols))
    }
    restatements.sort { $0.key < $1.key }
  }

  private static func figures(
    _ reported: [RestatedFigure.Key: Int64], _ restated: [RestatedFigure.Key: Int64]
  ) -> [RestatedFigure] {
    Set(reported.keys).union(restated.keys).map { key in
      RestatedFigure(
        subject: key.subject, month: key.month, currency: key.currency,
        reported: reported[key] ?? 0, restated: restated[key] ?? 0)
    }
  }
}

extension RestatedFigure {
  /// What one figure is told from others by, and their order.
  fileprivate struct Key: Hashable, Comparable {
    var subject: Subject
    var month: CalendarMonth
    var currency: String

    static func < (one: Key, other: Key) -> Bool {
      if one.month != other.month { return one.month < other.month }
      if one.currency != other.currency {
        return one.currency.utf8.lexicographicallyPrecedes(other.currency.utf8)
      }
      return one.subject.place < other.subject.place
    }
  }

  fileprivate var key: Key { Key(subject: subject, month: month, currency: currency) }
}

extension RestatedFigure.Subject {
  /// Its place in a report.
  fileprivate var place: Int {
    switch self {
    case .closing: 0
    case .movement(let kind): 1 + (MovementKind.allCases.firstIndex(of: kind) ?? 0)
    case .customers: 10
    case .subscriptions: 11
    case .deferred: 12
    case .account(let account): 20 + Int(account.rawValue)
    }
  }
}

extension RecurringFigures {
  /// What recurs in months up to one.
  fileprivate func values(through last: CalendarMonth) -> [RestatedFigure.Key: Int64] {
    var values: [RestatedFigure.Key: Int64] = [:]
    for currency in currencies {
      let code = ledger.symbols.text(currency.currency)
      for month in currency.months where month.period.month <= last {
        func set(_ subject: RestatedFigure.Subject, _ value: Int64) {
          values[.init(subject: subject, month: month.period.month, currency: code)] = value
        }
        set(.closing, month.closing)
        for kind in MovementKind.allCases { set(.movement(kind), month.movements[kind]) }
        set(.customers, month.closingCustomers)
        set(.subscriptions, month.closingSubscriptions)
      }
    }
    return values
  }
}

extension BookTotals {
  /// What the books say of months up to one.
  fileprivate func values(
    through last: CalendarMonth, _ symbols: Symbols
  ) -> [RestatedFigure.Key: Int64] {
    var values: [RestatedFigure.Key: Int64] = [:]
    for row in accounts.rows(in: symbols) where row.period <= last {
      let currency = symbols.text(row.currency)
      values[.init(subject: .account(row.account), month: row.period, currency: currency)] =
        row.netDebit
    }
    for row in deferred(in: symbols) where row.period <= last {
      values[.init(subject: .deferred, month: row.period, currency: symbols.text(row.currency))] =
        row.closing
    }
    return values
  }
}
