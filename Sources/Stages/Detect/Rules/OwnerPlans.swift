import Billing
import Bytes
import Reconciliation

/// Which plans each owner has and had, and what they give.
///
/// Two questions are asked of it, and each errs on the owner's side. What an owner may have used in
/// a month is the most that any plan gave that could have been theirs then. What an owner has now
/// is what Stripe says where Stripe knows, and a change in flight makes it unknown.
struct OwnerPlans {
  /// A plan an owner has or had.
  struct Plan {
    /// The first instant it may have been theirs.
    var start: Timestamp
    /// The last one.
    var end: Timestamp
    /// The plan's key or word; empty when it is not known which plan it is.
    var plan: Symbol
    /// Whether it gives access now.
    var isCurrent: Bool
    /// Whether only a row says so, and Stripe knows better.
    var isOverruled = false
    /// The pair that says so.
    var pair: Int
  }

  /// What somebody is given of a metric.
  enum Allowance: Equatable {
    /// This much; nothing is zero.
    case limited(Int64)
    /// As much as they want.
    case unlimited
    /// It cannot be told.
    case unknown
  }

  private let board: CaseBoard
  private let entitlements: Entitlements
  private var plans: [Plan] = []
  /// For each owner, by the place of the account, where the plans begin in the list.
  private var starts: [Int] = [0]
  private var places: SymbolMap
  /// Owners about whom something is in flight.
  private var inFlight: [Bool] = []

  init(_ board: CaseBoard, metric: String) {
    self.board = board
    entitlements = Entitlements(metric, board.evidence)
    let accounts = board.evidence.comparison.accounts
    places = SymbolMap(minimumCapacity: accounts.count)
    var file = AccountCase(board: board)
    for account in accounts {
      file.open(account)
      if account.owner != .empty { places[account.owner] = UInt32(inFlight.count) }
      for pair in file.pairs { add(pair) }
      inFlight.append(file.isInFlight)
      starts.append(plans.count)
    }
  }

  /// The owners, in the order of their accounts.
  var owners: some Sequence<Symbol> {
    board.evidence.comparison.accounts.lazy.map(\.owner).filter { $0 != .empty }
  }

  /// The account of an owner, if the comparison has one.
  func account(of owner: Symbol) -> Account? {
    places[owner].map { board.evidence.comparison.accounts[Int($0)] }
  }

  /// The plans of an owner, those that are over included.
  func plans(of owner: Symbol) -> ArraySlice<Plan> {
    guard let place = places[owner].map({ Int($0) }) else { return [] }
    return plans[starts[place]..<starts[place + 1]]
  }

  /// What an owner's plans give now.
  func allowanceNow(of owner: Symbol) -> Allowance {
    if isInFlight(owner) { return .unknown }
    let now = plans(of: owner).filter(\.isCurrent).map(\.plan)
    return entitlements.most(of: now, unstated: .limited(0))
  }

  /// The most that any plan of an owner can have given between two instants.
  func allowance(of owner: Symbol, from start: Timestamp, to end: Timestamp) -> Allowance {
    if isInFlight(owner) { return .unknown }
    let then = plans(of: owner).filter { $0.start <= end && $0.end >= start }
    return entitlements.most(of: then.map(\.plan), unstated: .unknown)
  }

  /// The most that any plan of an owner gave between two instants, as far as Stripe goes before
  /// what rows say.
  func allowanceTold(of owner: Symbol, from start: Timestamp, to end: Timestamp) -> Allowance {
    if isInFlight(owner) { return .unknown }
    let then = plans(of: owner).filter { !$0.isOverruled && $0.start <= end && $0.end >= start }
    return entitlements.most(of: then.map(\.plan), unstated: .unknown)
  }

  /// The plans that give somebody something now.
  func currentPlans(of owner: Symbol) -> [Plan] {
    plans(of: owner).filter { $0.isCurrent && entitlements[$0.plan].isSomething }
  }

  /// The current period of the plan that gives somebody something, where one is known.
  func paidPeriod(of owner: Symbol) -> Range<Timestamp>? {
    let periods = currentPlans(of: owner).compactMap { plan -> Range<Timestamp>? in
      let pair = PairView(board: board, index: plan.pair, signs: [])
      let start = pair.fact(.periodStart).time ?? pair[.periodStart].time
      let end = pair.fact(.periodEnd).time ?? pair[.periodEnd].time
      guard let start, let end, start < end else { return nil }
      return start..<end
    }
    return periods.count == 1 ? periods[0] : nil
  }

  private func isInFlight(_ owner: Symbol) -> Bool {
    places[owner].map { inFlight[Int($0)] } ?? false
  }

  // MARK: Gathering

  private mutating func add(_ pair: PairView) {
    if pair.row != nil, !pair.isRowDeleted { addRow(pair) }
    guard let object = pair.object else { return }
    addObject(object, of: pair)
  }

  private mutating func addRow(_ pair: PairView) {
    guard let meaning = pair.rowMeaning, meaning != .none, meaning != .incomplete else { return }
    let isOpen = pair[.status].symbol.flatMap(board.status(of:))?.givesAccess ?? false
    let starts = [RowField.createdAt, .periodStart, .trialStart].compactMap { pair[$0].time }
    let ends = [RowField.endedAt, .periodEnd, .canceledAt, .updatedAt].compactMap { pair[$0].time }
    // A row that a subscription follows is judged by what Stripe says.
    let isJudge = pair.subscription == nil || pair.expected?.word == nil
    plans.append(
      Plan(
        start: starts.min() ?? .distantPast,
        end: isOpen ? .distantFuture : ends.max() ?? .distantFuture,
        plan: pair[.plan].symbol ?? .empty, isCurrent: isOpen && isJudge, isOverruled: !isJudge,
        pair: pair.index))
  }

  private mutating func addObject(_ object: StripeObject, of pair: PairView) {
    guard let expected = pair.expected, expected.meaning != .incomplete,
      expected.meaning != StatusMeaning.none
    else { return }
    let isOpen = expected.word.flatMap(board.status(of:))?.givesAccess ?? false
    let mapped = pair.fact(.price).symbol.flatMap { board.evidence.comparison.planOfPrice[$0] }
    let ends = [StripeField.endedAt, .periodEnd].compactMap { pair.fact($0).time }
    plans.append(
      Plan(
        start: pair.fact(.created).time ?? .distantPast,
        end: isOpen || expected.word == nil ? .distantFuture : ends.min() ?? .distantFuture,
        plan: mapped ?? (board.mapsPrices ? .empty : pair[.plan].symbol ?? .empty),
        isCurrent: isOpen, pair: pair.index))
  }
}

/// What plans give of one metric.
private struct Entitlements {
  private let given: [Symbol: OwnerPlans.Allowance]
  private let withoutPlan: OwnerPlans.Allowance?

  init(_ metric: String, _ evidence: Evidence) {
    let definition = evidence.definition
    let listed = definition.entitlements.filter { $0.metric.utf8.elementsEqual(metric.utf8) }
    func allowance(_ one: EntitlementDefinition) -> OwnerPlans.Allowance {
      one.limit.map { .limited($0) } ?? .unlimited
    }
    var given: [Symbol: OwnerPlans.Allowance] = [:]
    for one in listed where !one.plan.isEmpty {
      if let word = evidence.symbols.find(one.plan) { given[word] = allowance(one) }
    }
    // A plan is named by its key in rows, and by its tier in the catalogue.
    if let table = evidence.table(.plans) {
      for row in 0..<table.count {
        let (key, tier) = (table.symbol(row, .key), table.symbol(row, .plan))
        if key != .empty, given[key] == nil, let tierGives = given[tier] { given[key] = tierGives }
      }
    }
    self.given = given
    let fallback = definition.liveRows?.fallbackPlan.flatMap { evidence.symbols.find($0) }
    withoutPlan =
      listed.first { $0.plan.isEmpty }.map(allowance) ?? fallback.flatMap { given[$0] }
  }

  subscript(plan: Symbol) -> OwnerPlans.Allowance? { plan == .empty ? .unknown : given[plan] }

  /// The most that one of several plans gives, or the want of any.
  ///
  /// - Parameters:
  ///   - plans: the plans.
  ///   - unstated: what a plan gives that no entitlement speaks of.
  /// - Returns: the most of it.
  func most(
    of plans: [Symbol], unstated: OwnerPlans.Allowance
  ) -> OwnerPlans.Allowance {
    var most = withoutPlan ?? .limited(0)
    for plan in plans {
      switch (most, self[plan] ?? unstated) {
      case (_, .unknown), (.unknown, _): most = .unknown
      case (.unlimited, _), (_, .unlimited): most = .unlimited
      case (.limited(let one), .limited(let other)): most = .limited(max(one, other))
      }
    }
    return most
  }
}

extension OwnerPlans.Allowance? {
  /// Whether it is known to be more than nothing.
  fileprivate var isSomething: Bool {
    switch self {
    case .limited(let limit): limit > 0
    case .unlimited: true
    case .unknown, nil: false
    }
  }
}

extension Timestamp {
  /// Before every instant of any record.
  static let distantPast = Timestamp(microseconds: .min)
  /// After every instant of any record.
  static let distantFuture = Timestamp(microseconds: .max)
}
