import Billing
import Reconciliation

/// Everything about a simulated world that is the same for all of its accounts.
final class World: Sendable {
  /// What a number is drawn for; each purpose has its own chance.
  enum Purpose: UInt64 {
    case story = 1, fault, swap, identifiers, delivery, person, heap, cache, endpoint
  }

  let definition: SystemDefinition
  let layout: AccountLayout
  let catalogue: Catalogue
  let words: StatusWords
  /// The instant the world is looked at, in seconds since 1970.
  let asOf: Int
  /// Whether owners without a paid plan have a free row.
  let hasFreeRows: Bool
  /// What can go wrong with accounts of one subscription.
  let singleFaults: [FaultRow]
  /// What can go wrong with accounts of two.
  let doubleFaults: [FaultRow]
  /// The names of what the system's tables could not show.
  let missingFaults: [String]
  /// The kind of event that no endpoint is sent; `nil` when they are sent every kind.
  let unsentKind: Moment.Kind?
  /// From when on the ledger has its rows, in seconds since 1970.
  let ledgerSince: Int
  private let canSwap: Bool

  init(_ definition: SystemDefinition, _ size: SimulationSize) {
    self.definition = definition
    layout = AccountLayout(size)
    catalogue = Catalogue(definition)
    words = StatusWords(definition)
    asOf = Int(definition.clock.asOf.seconds)
    let rule = definition.liveRows
    hasFreeRows = (rule?.minimum ?? 0) > 0 && rule?.fallbackPlan != nil
    let fields = Set(definition.table(.subscriptions)?.columns.compactMap(\.field) ?? [])
    let showsPause =
      fields.contains(.pause)
      || definition.statusRule.cases.contains { $0.isCollectionPaused != nil }
    let sees = { [hasFreeRows] (row: FaultRow) in
      row.needs.allSatisfy(fields.contains) && (hasFreeRows || !row.needsFreeRow)
        && !(showsPause && row.plots == [.collectionPaused])
        && Self.isVisible(row, definition)
    }
    let unsent = Self.unsentKind(size)
    let possible = FaultRow.all.filter { row in
      sees(row) && (unsent != .subscriptionDeleted || !row.plots.contains(where: \.hasEnd))
    }
    singleFaults = possible.filter { !$0.plots[0].isDouble }
    doubleFaults = possible.filter { $0.plots[0].isDouble }
    unsentKind = unsent
    let kept = definition.table(.ledger).flatMap(definition.retention)
    ledgerSince = kept.map { [asOf] in asOf - Int($0) } ?? 0
    canSwap = sees(FaultRow.swap)
    missingFaults = FaultRow.all.filter { !sees($0) }.map { "\($0.code) \($0.name)" }
  }

  /// In every second world with faults the endpoints are not sent one kind of event.
  private static func unsentKind(_ size: SimulationSize) -> Moment.Kind? {
    guard size.faultsPerMillion > 0 else { return nil }
    var dice = Dice(Dice.place(size.seed, Purpose.endpoint.rawValue))
    switch dice.below(6) {
    case 0: return .subscriptionDeleted
    case 1, 2: return .customerDeleted
    default: return nil
    }
  }

  /// What only some definitions can show.
  private static func isVisible(_ row: FaultRow, _ definition: SystemDefinition) -> Bool {
    func names(_ field: RowField, in role: TableRole) -> Bool {
      definition.table(role)?.place(of: field) != nil
    }
    switch row.effect {
    case .blank(let field):
      let table = definition.table(.subscriptions)
      return table?.place(of: field).map { table?.columns[$0].isNullable == true } ?? false
    case .deleteOwner: return definition.table(.owners)?.place(of: .deletedAt) != nil
    case .unmappedPrice, .editPlan: return definition.catalogue != nil
    case .wipe, .endLocally: return definition.statuses.contains { $0.meaning == .ended }
    case .localTrial: return definition.statuses.contains { $0.meaning == .trialing }
    case .blockLocally: return definition.statuses.contains { $0.meaning == .pastDue }
    case .reopenInvoice:
      // Where payments name their invoice, it is the two rows that contradict each other.
      let namesInvoice = definition.table(.payments)?.place(of: .invoice) != nil
      return namesInvoice == (row.code == "I09") && names(.invoice, in: .invoices)
    case .missInvoice, .voidInvoice, .editInvoice: return names(.invoice, in: .invoices)
    case .payTwice: return names(.paymentIntent, in: .payments)
    case let effect where effect.isOfCache:
      return definition.caches.contains { CacheWriter.knows($0) && isVisible(effect, in: $0) }
    default: return true
    }
  }

  private static func isVisible(_ effect: Effect, in cache: CacheDefinition) -> Bool {
    switch effect {
    case .dropEntry: cache.onMiss == .deny
    case .denyEntry: !cache.negativeWords.isEmpty
    case .lastingEntry: cache.lifetimeSeconds > 0
    default: true
    }
  }

  /// Where the chance of a purpose begins.
  func place(_ purpose: Purpose) -> UInt64 { Dice.place(layout.size.seed, purpose.rawValue) }

  /// The caches of which entries are made.
  var caches: [CacheDefinition] { definition.caches.filter(CacheWriter.knows) }

  // MARK: Faults

  /// What goes wrong with an account, if anything does.
  func fault(of account: Int) -> Fault? {
    guard layout.size.faultsPerMillion > 0 else { return nil }
    return ownFault(of: account) ?? swapFault(of: account) ?? unheardEnd(of: account)
  }

  private func ownFault(of account: Int) -> Fault? {
    var dice = Dice(Dice.place(place(.fault), UInt64(account)))
    guard dice.happens(perMillion: layout.size.faultsPerMillion) else { return nil }
    let rows = layout.isDouble(account) ? doubleFaults : singleFaults
    guard !rows.isEmpty else { return nil }
    let row = rows[dice.below(rows.count)]
    let plot = row.plots[dice.below(row.plots.count)]
    let cause = row.causes[dice.below(row.causes.count)]
    let isUnsent = unsentKind == .customerDeleted && plot == .customerDeleted
    return Fault(row: row, plot: plot, cause: isUnsent ? .typeUnsubscribed : cause)
  }

  /// Where no endpoint is sent the end of a subscription, every story with one goes wrong.
  private func unheardEnd(of account: Int) -> Fault? {
    guard unsentKind == .subscriptionDeleted else { return nil }
    var dice = Dice(Dice.place(place(.story), UInt64(account)))
    let plot = Plot.ordinary(isDouble: layout.isDouble(account), &dice)
    guard plot.hasEnd else { return nil }
    return Fault(row: .unheardEnd, plot: plot, cause: .typeUnsubscribed)
  }

  /// Neighbours may have their customers exchanged, if nothing else is wrong with them.
  private func swapFault(of account: Int) -> Fault? {
    let partner = account ^ 1
    guard canSwap, partner < layout.count, !layout.isDouble(account), !layout.isDouble(partner)
    else { return nil }
    var dice = Dice(Dice.place(place(.swap), UInt64(account / 2)))
    guard dice.happens(perMillion: layout.size.faultsPerMillion / 16),
      ownFault(of: partner) == nil
    else { return nil }
    return Fault(row: .swap, plot: .steady, cause: .localWrite)
  }
}
