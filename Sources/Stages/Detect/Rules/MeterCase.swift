import Billing
import Bytes
import Reconciliation

/// What owners used, held against what Stripe counted of it over each of its periods.
final class MeterCase {
  private let use: MeteredUse
  private let file: RuleCase
  private let periods: [Period]

  /// What Stripe counted of one owner over one period.
  private struct Period {
    var key: Key
    var counted: Int64?
    var summaries: [StripeObject]
    /// What rows count until just before Stripe was asked, and until the end of the period; `nil`
    /// when a row does not say how much.
    var settled: Int64? = 0
    var all: Int64? = 0
    var rows: [Int] = []
    var hasFreshRow = false
  }

  private struct Key: Hashable {
    var owner: Symbol
    var start: Timestamp
    var end: Timestamp
  }

  init(_ use: MeteredUse, in file: RuleCase) {
    self.use = use
    self.file = file
    var periods = Self.counted(use, file)
    Self.add(use, file, to: &periods)
    self.periods = periods
  }

  /// Periods of which Stripe counted less than had been used when it was asked.
  func underReported(_ check: Check) -> [Drift] {
    guard file.isWhole(file.table) else { return [] }
    return periods.compactMap { period in
      guard let counted = period.counted, let used = period.settled, used > counted else {
        return nil
      }
      var drift = finding(check, period, "\(used) used, of which Stripe counts \(counted)")
      if check.disposition == .stripe {
        if isFinal(period) {
          drift.disposition = .review
          drift.heldBack = "the invoice of the period is final"
        } else {
          drift.remedy = .inStripe("send the use that is missing with its first identifiers")
        }
      }
      return drift
    }
  }

  /// Periods of which Stripe counted more than was ever used.
  func overReported(_ check: Check) -> [Drift] {
    guard file.isWhole(file.table), file.evidence.coverage.isTrustworthy else { return [] }
    return periods.compactMap { period in
      guard let counted = period.counted, let used = period.all, !period.hasFreshRow,
        counted > used
      else { return nil }
      return finding(check, period, "\(used) used, and Stripe counts \(counted)")
    }
  }

  // MARK: Counting

  /// What Stripe counted, in the order of the summaries' ids.
  private static func counted(_ use: MeteredUse, _ file: RuleCase) -> [Period] {
    let (ledger, symbols) = (file.evidence.ledger, file.evidence.symbols)
    let summaries = ledger[.usageSummary]
    guard !summaries.isEmpty else { return [] }
    let holders = MeterHolders(file.board)
    let counters = Set(use.counters.compactMap { symbols.find($0) })
    var periods: [Period] = []
    var places: [Key: Int] = [:]
    for summary in summaries where summary.hasState && summary.doubt == nil {
      let item = ledger.fact(.item, of: summary).symbol.flatMap { holders.items[$0] }
      let names = [ledger.fact(.meter, of: summary).symbol, item?.price]
      guard use.counters.isEmpty || names.contains(where: { $0.map(counters.contains) == true }),
        let owner = item?.owner
          ?? ledger.fact(.customer, of: summary).symbol.flatMap({ holders.customers[$0] }),
        let start = ledger.fact(.periodStart, of: summary).time,
        let end = ledger.fact(.periodEnd, of: summary).time, start < end
      else { continue }
      let key = Key(owner: owner, start: start, end: end)
      let place = places[key] ?? periods.count
      if place == periods.count {
        places[key] = place
        periods.append(Period(key: key, counted: 0, summaries: []))
      }
      periods[place].counted = sum(
        periods[place].counted, ledger.fact(.total, of: summary).integer)
      periods[place].summaries.append(summary)
    }
    return periods
  }

  /// Adds what rows say was used.
  private static func add(_ use: MeteredUse, _ file: RuleCase, to periods: inout [Period]) {
    var places: [Symbol: [Int]] = [:]
    for (place, period) in periods.enumerated() {
      places[period.key.owner, default: []].append(place)
    }
    guard !places.isEmpty else { return }
    let owner = TableColumn(.owner, of: file.table)
    let (value, instant) = (use.value.map(file.column), file.dates(use.instant))
    for row in file.rows {
      guard let places = owner[row].symbol.flatMap({ places[$0] }), let time = instant[row] else {
        continue
      }
      let amount = value.map { $0[row].integer } ?? 1
      for place in places where time >= periods[place].key.start && time < periods[place].key.end {
        // Use is sent a while after it happened; what is younger may still be under way.
        let isSettled = time <= file.clock.horizon && !file.isFresh(row, of: file.table)
        if isSettled { periods[place].settled = sum(periods[place].settled, amount) }
        periods[place].hasFreshRow = periods[place].hasFreshRow || !isSettled
        periods[place].all = sum(periods[place].all, amount)
        if periods[place].rows.count < RuleCase.evidenceLimit { periods[place].rows.append(row) }
      }
    }
  }

  private static func sum(_ one: Int64?, _ other: Int64?) -> Int64? {
    one.flatMap { one in other.flatMap { [one, $0].sum } }
  }

  // MARK: Findings

  /// Whether nothing can be added to the invoice of a period any more.
  ///
  /// Source: Stripe API reference, “The Invoice object”, `status`. Without an invoice to look at,
  /// one of a period that is over is taken for final: Stripe does so an hour later.
  private func isFinal(_ period: Period) -> Bool {
    let (ledger, symbols) = (file.evidence.ledger, file.evidence.symbols)
    let named = period.summaries.compactMap { ledger.fact(.invoice, of: $0).symbol }
    let invoices = ledger[.invoice].filter { named.contains($0.id) }
    guard !invoices.isEmpty else {
      return period.key.end.adding(seconds: 3600) <= file.clock.asOf
    }
    return invoices.contains { invoice in
      ledger.fact(.status, of: invoice).symbol.map { symbols.text($0) } != "draft"
    }
  }

  private func finding(_ check: Check, _ period: Period, _ story: String) -> Drift {
    let day = period.key.start.iso.prefix(10)
    var drift = check.finding(by: file, story: "\(story), in the period from \(day)")
    drift.table = file.table.definition.name
    drift.owner = period.key.owner
    drift.subject = period.summaries.first?.id ?? .empty
    drift.evidence =
      period.summaries.prefix(RuleCase.evidenceLimit).map(\.origin)
      + period.rows.map { file.table.origins[$0] }
    return drift
  }
}

/// Whose use a summary counts: by the item of a subscription, or by the customer.
private struct MeterHolders {
  var items: [Symbol: (owner: Symbol, price: Symbol?)] = [:]
  var customers: [Symbol: Symbol] = [:]

  init(_ board: CaseBoard) {
    let (evidence, ledger) = (board.evidence, board.evidence.ledger)
    for account in evidence.comparison.accounts where account.owner != .empty {
      for place in account.pairs {
        let pair = PairView(board: board, index: place, signs: [])
        if pair.customer != .empty { customers[pair.customer] = account.owner }
        guard let object = pair.object else { continue }
        if let item = ledger.fact(.item, of: object).symbol {
          items[item] = (account.owner, ledger.fact(.price, of: object).symbol)
        }
        guard let list = ledger.fact(.itemList, of: object).symbol else { continue }
        for one in ItemList(list, in: evidence.symbols).items {
          guard let item = evidence.symbols.find(one.item) else { continue }
          items[item] = (account.owner, evidence.symbols.find(one.price))
        }
      }
    }
  }
}

extension SystemDefinition {
  /// Why use cannot be held against meters; `nil` where a rule says what is counted.
  var obstacleToMeters: String? {
    let isDeclared = declaredChecks.contains {
      if case .metered = $0.rule { true } else { false }
    }
    return isDeclared ? nil : "no declared rule says which table counts what Stripe's meters do"
  }
}
