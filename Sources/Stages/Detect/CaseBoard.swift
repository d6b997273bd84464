import Billing
import Bytes
import Reconciliation

/// What all cases of a run share, looked up once.
final class CaseBoard: Sendable {
  let evidence: Evidence
  let rows: DatabaseTable?
  let owners: DatabaseTable?
  let rowsTableName: String
  /// The symbol and the meaning of every status word.
  let statuses: [Symbol: StatusWord]
  /// The symbol of the first status word of each meaning.
  let wordOf: [StatusMeaning: Symbol]
  let fallbackPlan: Symbol?
  let money: MoneyAtRisk
  /// How many live subscriptions an owner may have.
  let maximumLive: Int
  /// Customers that were deleted in Stripe.
  let deletedCustomers: Set<Symbol>
  /// The ids of all subscriptions that Stripe has.
  let subscriptionIDs: Set<Symbol>
  /// The live subscriptions of each customer, whoever owns them, as places in the ledger.
  let liveOfCustomer: [Symbol: [Int]]
  /// Subscriptions of which an invoice was paid.
  let paidSubscriptions: Set<Symbol>
  /// The owners whose rows hold each customer.
  let holders: [Symbol: Set<Symbol>]
  /// How many live rows name each subscription.
  let namings: [Symbol: Int]
  /// The price that each subscription's schedule will bring, if it is still to come.
  private let scheduledPrice: [Symbol: Cell]

  init(_ evidence: Evidence) {
    self.evidence = evidence
    rows = evidence.table(.subscriptions)
    owners = evidence.table(.owners)
    rowsTableName = rows?.definition.name ?? ""
    var statuses: [Symbol: StatusWord] = [:]
    var wordOf: [StatusMeaning: Symbol] = [:]
    for status in evidence.definition.statuses {
      guard let symbol = evidence.symbols.find(status.word) else { continue }
      statuses[symbol] = status
      if wordOf[status.meaning] == nil { wordOf[status.meaning] = symbol }
    }
    self.statuses = statuses
    self.wordOf = wordOf
    fallbackPlan = evidence.definition.liveRows?.fallbackPlan.flatMap {
      evidence.symbols.find($0)
    }
    maximumLive = max(1, evidence.definition.liveRows?.maximum ?? 1)
    money = MoneyAtRisk(evidence)
    let ledger = evidence.ledger
    deletedCustomers = Set(
      ledger[.customer].filter { ledger.fact(.deleted, of: $0).flag == true }.map(\.id))
    subscriptionIDs = Set(ledger[.subscription].map(\.id))
    liveOfCustomer = Self.liveOfCustomer(evidence)
    paidSubscriptions = Self.paidSubscriptions(ledger)
    holders = Self.holders(in: rows)
    namings = Self.namings(in: rows, live: { statuses[$0]?.isLive ?? false })
    scheduledPrice = Self.scheduledPrices(ledger, asOf: evidence.definition.clock.asOf)
  }

  /// The record that gives a customer's state.
  func origins(ofCustomer customer: Symbol) -> [RecordOrigin] {
    let found = evidence.ledger[.customer].first { $0.id == customer && $0.hasState }
    return found.map { [$0.origin] } ?? []
  }

  /// The plan that is to come for a subscription: null when no change of plan is scheduled,
  /// unknown when one is but its price is not mapped.
  func pendingPlan(of pair: PairView) -> Cell {
    guard let object = pair.object else { return .unknown }
    let price = scheduledPrice[object.id] ?? pair.fact(.pendingPrice)
    guard let symbol = price.symbol else { return price }
    guard let plan = evidence.comparison.planOfPrice[symbol] else { return .unknown }
    // A change of the quantity alone keeps the plan.
    let current = pair.fact(.price).symbol.flatMap { evidence.comparison.planOfPrice[$0] }
    return plan == current ? .null : .symbol(plan)
  }

  private static func liveOfCustomer(_ evidence: Evidence) -> [Symbol: [Int]] {
    var live: [Symbol: [Int]] = [:]
    for (place, object) in evidence.subscriptions.enumerated()
    where evidence.comparison.expected[place].isLive {
      guard let customer = evidence.ledger.fact(.customer, of: object).symbol else { continue }
      live[customer, default: []].append(place)
    }
    return live
  }

  private static func paidSubscriptions(_ ledger: StripeLedger) -> Set<Symbol> {
    var paid: Set<Symbol> = []
    let word = ledger.symbols.find("paid")
    for invoice in ledger[.invoice] where ledger.fact(.status, of: invoice).symbol == word {
      guard let subscription = ledger.fact(.subscription, of: invoice).symbol,
        ledger.fact(.amountPaid, of: invoice).integer ?? 0 > 0
      else { continue }
      paid.insert(subscription)
    }
    return paid
  }

  private static func holders(in rows: DatabaseTable?) -> [Symbol: Set<Symbol>] {
    guard let rows else { return [:] }
    var holders: [Symbol: Set<Symbol>] = [:]
    for row in 0..<rows.count where !rows[row, .deletedAt].hasValue {
      let (customer, owner) = (rows.symbol(row, .customer), rows.symbol(row, .owner))
      if customer != .empty, owner != .empty { holders[customer, default: []].insert(owner) }
    }
    return holders
  }

  private static func namings(
    in rows: DatabaseTable?, live: (Symbol) -> Bool
  ) -> [Symbol: Int] {
    guard let rows else { return [:] }
    var namings: [Symbol: Int] = [:]
    for row in 0..<rows.count where !rows[row, .deletedAt].hasValue {
      let named = rows.symbol(row, .subscription)
      if named != .empty, live(rows.symbol(row, .status)) { namings[named, default: 0] += 1 }
    }
    return namings
  }

  /// Schedules that still have something to do, by the subscription they drive.
  private static func scheduledPrices(
    _ ledger: StripeLedger, asOf: Timestamp
  ) -> [Symbol: Cell] {
    var prices: [Symbol: Cell] = [:]
    let spent = ["released", "canceled", "completed"].map { ledger.symbols.find($0) }
    for schedule in ledger[.subscriptionSchedule] {
      if let status = ledger.fact(.status, of: schedule).symbol, spent.contains(status) { continue }
      guard let subscription = ledger.fact(.subscription, of: schedule).symbol,
        let start = ledger.fact(.phaseStart, of: schedule).time, start > asOf
      else { continue }
      prices[subscription] = ledger.fact(.pendingPrice, of: schedule)
    }
    return prices
  }
}
