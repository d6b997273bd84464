import Billing
import Bytes
import Reconciliation

/// What all cases of a run share, looked up once.
final class CaseBoard: Sendable {
  let evidence: Evidence
  let rows: DatabaseTable?
  let owners: DatabaseTable?
  let rowsTableName: String
  /// The symbol of the first status word of each meaning.
  let wordOf: [StatusMeaning: Symbol]
  let fallbackPlan: Symbol?
  let money: MoneyAtRisk
  /// Whether the pipeline says which price is which plan.
  let mapsPrices: Bool
  /// How many live subscriptions an owner may have.
  let maximumLive: Int
  /// The ids of all subscriptions that Stripe has, and their places in the ledger.
  let subscriptionPlaces: SymbolMap
  /// The live subscriptions of each customer, whoever owns them, as places in the ledger.
  let liveOfCustomer: SymbolClaims
  /// Subscriptions of which an invoice was paid.
  let paidSubscriptions: SymbolMap
  /// The owners whose rows hold each customer.
  let holders: SymbolClaims
  /// The live rows that name each subscription.
  let namings: SymbolClaims
  /// What the catalogue sells.
  let shelf: CatalogueShelf
  /// What tables of customers and owners tie to each owner; only where a cache is compared.
  private let customersOfOwner: [Symbol: [Symbol]]
  /// The second layer, if there is one.
  let layer: LayerBoard?
  /// The Checkout sessions that were paid.
  let checkouts: CheckoutBook
  /// Stripe's words for statuses.
  let stripeWords: StripeWords
  /// Customers that were deleted in Stripe, and their places in the ledger.
  private let deletedCustomers: SymbolMap
  /// The rows of owners.
  private let ownerRows: SymbolMap
  /// The status words, by their symbols.
  private let statusPlaces: SymbolMap
  /// The price that each subscription's schedule will bring, if it is still to come.
  private let scheduledPrice: [Symbol: Cell]

  init(_ evidence: Evidence) {
    self.evidence = evidence
    let definition = evidence.definition
    rows = evidence.table(.subscriptions)
    owners = evidence.table(.owners)
    rowsTableName = rows?.definition.name ?? ""
    var statusPlaces = SymbolMap()
    var wordOf: [StatusMeaning: Symbol] = [:]
    for (place, status) in definition.statuses.enumerated() {
      guard let symbol = evidence.symbols.find(status.word) else { continue }
      statusPlaces[symbol] = UInt32(place)
      if wordOf[status.meaning] == nil { wordOf[status.meaning] = symbol }
    }
    self.statusPlaces = statusPlaces
    self.wordOf = wordOf
    fallbackPlan = definition.liveRows?.fallbackPlan.flatMap { evidence.symbols.find($0) }
    mapsPrices = definition.catalogue != nil
    maximumLive = max(1, definition.liveRows?.maximum ?? 1)
    money = MoneyAtRisk(evidence)
    shelf = CatalogueShelf(evidence)
    stripeWords = StripeWords(evidence.symbols)
    layer = LayerBoard(evidence)
    checkouts = CheckoutBook(evidence)
    customersOfOwner = evidence.caches.isEmpty ? [:] : Self.customersOfOwner(evidence.tables)
    ownerRows = owners.map(Self.rows(of:)) ?? SymbolMap()
    deletedCustomers = Self.deletedCustomers(evidence.ledger)
    subscriptionPlaces = Self.places(of: evidence.subscriptions)
    liveOfCustomer = Self.liveOfCustomer(evidence)
    paidSubscriptions = Self.paidSubscriptions(evidence.ledger)
    holders = Self.holders(in: rows)
    namings = Self.namings(in: rows) { word in
      statusPlaces[word].map { definition.statuses[Int($0)].isLive } ?? false
    }
    scheduledPrice = Self.scheduledPrices(evidence.ledger, asOf: definition.clock.asOf)
  }

  /// What a status word is declared as.
  func status(of word: Symbol) -> StatusWord? {
    statusPlaces[word].map { evidence.definition.statuses[Int($0)] }
  }

  /// Whether a customer was deleted in Stripe.
  func isDeleted(customer: Symbol) -> Bool { deletedCustomers[customer] != nil }

  /// The row of an owner in the owners table.
  func row(ofOwner owner: Symbol) -> Int? { ownerRows[owner].map { Int($0) } }

  /// Whether an owner's row is marked as deleted.
  func isDeleted(owner: Symbol) -> Bool {
    guard let owners, let row = row(ofOwner: owner) else { return false }
    return owners[row, .deletedAt].hasValue
  }

  /// The record that gives a deleted customer's state.
  func origins(ofDeletedCustomer customer: Symbol) -> [RecordOrigin] {
    let found = deletedCustomers[customer].map { evidence.ledger[.customer][Int($0)] }
    return found.map { $0.hasState ? [$0.origin] : [] } ?? []
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

  /// The customers that tables of customers and owners tie to an owner, in the order of the rows.
  func customers(of owner: Symbol) -> [Symbol] { customersOfOwner[owner] ?? [] }

  // MARK: Looking everything up

  private static func customersOfOwner(_ tables: [DatabaseTable]) -> [Symbol: [Symbol]] {
    var customers: [Symbol: [Symbol]] = [:]
    for table in tables where [.owners, .customers].contains(table.definition.role) {
      let owner: RowField = table.definition.role == .owners ? .key : .owner
      for row in 0..<table.count where !table[row, .deletedAt].hasValue {
        let customer = table.symbol(row, .customer)
        if customer != .empty { customers[table.symbol(row, owner), default: []].append(customer) }
      }
    }
    return customers
  }

  private static func places(of objects: [StripeObject]) -> SymbolMap {
    var places = SymbolMap(minimumCapacity: objects.count)
    for (place, object) in objects.enumerated() { places[object.id] = UInt32(place) }
    return places
  }

  private static func rows(of owners: DatabaseTable) -> SymbolMap {
    var rows = SymbolMap(minimumCapacity: owners.count)
    for row in 0..<owners.count { rows[owners.symbol(row, .key)] = UInt32(row) }
    return rows
  }

  private static func deletedCustomers(_ ledger: StripeLedger) -> SymbolMap {
    var deleted = SymbolMap()
    for (place, customer) in ledger[.customer].enumerated()
    where ledger.fact(.deleted, of: customer).flag == true {
      deleted[customer.id] = UInt32(place)
    }
    return deleted
  }

  private static func liveOfCustomer(_ evidence: Evidence) -> SymbolClaims {
    var live = SymbolClaims(minimumCapacity: evidence.subscriptions.count)
    for (place, object) in evidence.subscriptions.enumerated()
    where evidence.comparison.expected[place].isLive {
      guard let customer = evidence.ledger.fact(.customer, of: object).symbol else { continue }
      live.claim(customer, by: UInt32(place))
    }
    return live
  }

  private static func paidSubscriptions(_ ledger: StripeLedger) -> SymbolMap {
    var paid = SymbolMap()
    guard let word = ledger.symbols.find("paid") else { return paid }
    for invoice in ledger[.invoice] where ledger.fact(.status, of: invoice).symbol == word {
      guard let subscription = ledger.fact(.subscription, of: invoice).symbol,
        ledger.fact(.amountPaid, of: invoice).integer ?? 0 > 0
      else { continue }
      paid[subscription] = 1
    }
    return paid
  }

  private static func holders(in rows: DatabaseTable?) -> SymbolClaims {
    guard let rows else { return SymbolClaims() }
    var holders = SymbolClaims(minimumCapacity: rows.count)
    for row in 0..<rows.count where !rows[row, .deletedAt].hasValue {
      let (customer, owner) = (rows.symbol(row, .customer), rows.symbol(row, .owner))
      if owner != .empty { holders.claim(customer, by: owner.rawValue) }
    }
    return holders
  }

  private static func namings(
    in rows: DatabaseTable?, live: (Symbol) -> Bool
  ) -> SymbolClaims {
    guard let rows else { return SymbolClaims() }
    var namings = SymbolClaims(minimumCapacity: rows.count)
    for row in 0..<rows.count where !rows[row, .deletedAt].hasValue {
      guard live(rows.symbol(row, .status)) else { continue }
      namings.claim(rows.symbol(row, .subscription), by: UInt32(row))
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
