import Billing
import Bytes
import Reconciliation

/// One owner's rows and subscriptions, as the checks look at them one after the other.
///
/// A check that explains a difference claims it, so that no difference is reported twice; the
/// order of ``Check/all`` is therefore the order of explanation, from the particular to the
/// general.
struct AccountCase {
  let board: CaseBoard
  let account: Account
  /// What was found so far, in the order of the checks.
  var drifts: [Drift] = []
  /// Differences that a finding already explains, as places in ``Comparison/differences``.
  private var claimed: Set<Int> = []
  /// Pairs of which a finding already says what is wrong with them as a whole.
  private var settled: Set<Int> = []

  /// Rows that a finding's remedy takes out of their owner's place.
  private var released: Set<Int> = []

  init(board: CaseBoard, account: Account) {
    self.board = board
    self.account = account
  }

  /// Everything the run knows.
  var evidence: Evidence { board.evidence }

  /// The pairs of the account that can be judged: nothing about them is in flight.
  var pairs: [PairView] {
    account.pairs.lazy.map { PairView(board: board, index: $0) }.filter { $0.isJudged }
  }

  /// Judged pairs that no finding has settled as a whole.
  var openPairs: [PairView] { pairs.filter { !settled.contains($0.index) } }

  /// Subscriptions that run, whether or not a row knows them.
  var liveSubscriptions: [PairView] { pairs.filter { $0.expected?.isLive ?? false } }

  /// Rows that occupy the owner's place, and will after the remedies found so far.
  var liveRows: [PairView] {
    pairs.filter { pair in pair.isRowLive && !(pair.row.map(released.contains) ?? false) }
  }

  /// Whether something about the owner is too fresh to judge.
  var isInFlight: Bool {
    account.pairs.contains { !PairView(board: board, index: $0).isJudged }
  }

  /// Whether the owner's row is marked as deleted.
  var isOwnerDeleted: Bool {
    guard let row = account.ownerRow, let owners = board.owners else { return false }
    return owners[row, .deletedAt].hasValue
  }

  /// The differences of a pair that no finding has claimed.
  func differences(of pair: PairView) -> [FieldDifference] {
    pair.differences.filter { !claimed.contains($0) }.map {
      board.evidence.comparison.differences[$0]
    }
  }

  /// The unclaimed difference of a pair in one field.
  func difference(_ field: RowField, of pair: PairView) -> FieldDifference? {
    differences(of: pair).first { $0.field == field }
  }

  /// Adds a finding and claims the differences it explains.
  mutating func add(_ drift: Drift, about pair: PairView, settles: Bool = false) {
    let fields = Set(drift.fields.map(\.field))
    for place in pair.differences
    where fields.contains(board.evidence.comparison.differences[place].field) {
      claimed.insert(place)
    }
    if settles { settle(pair) }
    noteRelease(by: drift.remedy)
    drifts.append(drift)
  }

  private mutating func noteRelease(by remedy: Remedy) {
    guard case .update(let row, let cells, _) = remedy,
      let column = board.rows?.definition.place(of: .status),
      let word = cells.first(where: { $0.column == column })?.cell.symbol
    else { return }
    if !(board.statuses[word]?.isLive ?? false) { released.insert(row) }
  }

  /// Marks a pair as explained as a whole: whatever else differs follows from it.
  mutating func settle(_ pair: PairView) {
    settled.insert(pair.index)
    claimed.formUnion(pair.differences)
  }
}

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
  /// Customers that were deleted in Stripe.
  let deletedCustomers: Set<Symbol>
  /// The owners whose rows hold each customer.
  let holders: [Symbol: Set<Symbol>]
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
    money = MoneyAtRisk(evidence)
    let ledger = evidence.ledger
    deletedCustomers = Set(
      ledger[.customer].filter { ledger.fact(.deleted, of: $0).flag == true }.map(\.id))
    holders = Self.holders(in: rows)
    scheduledPrice = Self.scheduledPrices(ledger, asOf: evidence.definition.clock.asOf)
  }

  /// The plan that is to come for a subscription: null when no change is scheduled, unknown when
  /// one is but its price is not mapped.
  func pendingPlan(of pair: PairView) -> Cell {
    guard let object = pair.object else { return .unknown }
    let price = scheduledPrice[object.id] ?? pair.fact(.pendingPrice)
    guard let symbol = price.symbol else { return price }
    return evidence.comparison.planOfPrice[symbol].map { .symbol($0) } ?? .unknown
  }

  private static func holders(in rows: DatabaseTable?) -> [Symbol: Set<Symbol>] {
    guard let rows else { return [:] }
    var holders: [Symbol: Set<Symbol>] = [:]
    for row in 0..<rows.count where !rows[row, .deletedAt].hasValue {
      let customer = rows.symbol(row, .customer)
      if customer != .empty { holders[customer, default: []].insert(rows.symbol(row, .owner)) }
    }
    return holders
  }

  private static func scheduledPrices(
    _ ledger: StripeLedger, asOf: Timestamp
  ) -> [Symbol: Cell] {
    var prices: [Symbol: Cell] = [:]
    for schedule in ledger[.subscriptionSchedule] {
      guard let subscription = ledger.fact(.subscription, of: schedule).symbol,
        let start = ledger.fact(.phaseStart, of: schedule).time, start > asOf
      else { continue }
      prices[subscription] = ledger.fact(.pendingPrice, of: schedule)
    }
    return prices
  }
}
