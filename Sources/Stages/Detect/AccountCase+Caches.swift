import Billing
import Bytes
import Reconciliation

extension AccountCase {
  /// What each cache of states says about the account's customers, in the order of the caches.
  ///
  /// A customer of whom something is in flight, or whose entry or subscription changed so shortly
  /// before the cache was dumped that neither had time to follow, is passed over.
  var cacheViews: [CacheView] {
    let caches = evidence.caches.filter { $0.isSupplied && $0.definition.purpose == .state }
    guard !caches.isEmpty else { return [] }
    let customers = customersJudged
    return caches.flatMap { cache in
      customers.compactMap { customer, pairs in
        let view = CacheView(cache, of: customer, pairs, statuses: board.stripeWords)
        return isSettled(view) ? view : nil
      }
    }
  }

  /// The account's customers all of whose pairs can be judged, each once, in their order.
  private var customersJudged: [(customer: Symbol, pairs: [PairView])] {
    var found: [(customer: Symbol, pairs: [PairView])] = []
    var unjudged: Set<Symbol> = []
    let judged = Set(pairs.map(\.index))
    for index in account.pairs where !judged.contains(index) {
      unjudged.insert(PairView(board: board, index: index, signs: []).customer)
    }
    for pair in pairs where pair.customer != .empty && !unjudged.contains(pair.customer) {
      if let place = found.firstIndex(where: { $0.customer == pair.customer }) {
        found[place].pairs.append(pair)
      } else {
        found.append((pair.customer, [pair]))
      }
    }
    return found
  }

  /// The customers that rows and Stripe tie to the owner, each once.
  var customersStated: [Symbol] {
    var customers: [Symbol] = []
    func add(_ customer: Symbol) {
      if customer != .empty, !customers.contains(customer) { customers.append(customer) }
    }
    for customer in board.customers(of: account.owner) { add(customer) }
    for pair in pairs { add(pair.customer) }
    return customers
  }

  /// The entries about attempts to copy the state of one of the account's customers.
  var attempts: [(table: CacheTable, entry: Int, pair: PairView?)] {
    evidence.caches.filter { $0.isSupplied && $0.definition.purpose == .attempts }.flatMap {
      table in
      customersStated.compactMap { customer in
        table.place(of: customer).map { entry in
          (table, entry, pairs.first { $0.customer == customer })
        }
      }
    }
  }

  /// When a cache was dumped.
  func taken(_ cache: CacheTable) -> Timestamp {
    cache.definition.takenAt ?? evidence.definition.clock.dumpTakenAt
  }

  private func isSettled(_ view: CacheView) -> Bool {
    let horizon = taken(view.table).adding(seconds: -evidence.definition.clock.settleSeconds)
    if let written = view.writtenAt, written > horizon { return false }
    return !view.pairs.contains { $0.object.map { $0.changedAt > horizon } ?? false }
  }

  /// The finding that a wrong entry about a pair follows from: the first about the row or the
  /// subscription itself.
  func rowFinding(about pair: PairView?) -> Int? {
    guard let pair else { return nil }
    return drifts.firstIndex { drift in
      guard drift.subject == .empty, drift.table == board.rowsTableName else { return false }
      if let row = pair.row, drift.row == row { return true }
      return drift.subscription != nil && drift.subscription == pair.subscription
    }
  }
}

extension Check {
  /// Writes a finding of this check about an entry of a cache.
  ///
  /// - Parameters:
  ///   - view: what the cache says.
  ///   - file: the account's case.
  ///   - fields: what the entry says otherwise.
  ///   - story: one sentence for people, without personal data.
  /// - Returns: the finding, a child of the row's where the row is wrong as well.
  func finding(
    about view: CacheView, in file: AccountCase, fields: [FieldDifference], story: String
  ) -> Drift {
    var drift = finding(
      about: view.table, entry: view.entry, in: file, pair: view.pair, story: story)
    drift.customer = view.customer
    drift.fields = fields
    drift.parent = file.rowFinding(about: view.pair)
    guard disposition == .auto else { return drift }
    if let parent = drift.parent, file.drifts[parent].disposition != .auto {
      drift.heldBack = "the row is wrong as well, and a person decides about it first"
    } else if view.pairs.contains(where: { $0.object.map { !$0.notes.allowFix } ?? false }) {
      drift.heldBack = "Stripe's own state is in doubt"
    }
    if drift.heldBack != nil { drift.disposition = .review }
    return drift
  }

  /// Writes a finding of this check about an entry of any cache.
  func finding(
    about table: CacheTable, entry: Int?, in file: AccountCase, pair: PairView?, story: String
  ) -> Drift {
    var drift = Drift(
      of: self, in: table.definition.tableName, owner: file.account.owner, story: story)
    drift.subscription = pair?.subscription
    drift.monthly = pair.flatMap { file.board.money.monthly(of: $0.pair) }
    drift.evidence = pair?.origins ?? []
    drift.cause.refutedIf = "a dump of the cache taken now would settle it"
    if let entry {
      drift.subject = table.entries[entry].key
      drift.evidence.append(table.entries[entry].origin)
      if disposition == .auto {
        drift.remedy = .drop(key: drift.subject)
        drift.guards = ["the application looks a missing entry up"]
      }
    }
    return drift
  }
}
