import Billing
public import Bytes
public import Reconciliation

/// Puts the sights of a few objects in order and keeps all of their states.
///
/// It is the fold once more, for objects that turned out to differ: the fold keeps the last state,
/// this keeps every one. What is in flight is left out here as there; what was seen after an object
/// had ended stays, because a row may have followed it, and so do copies with other contents.
public struct HistoryFold: Sendable {
  private let horizon: Timestamp

  /// Creates a fold.
  public init(clock: ClockRules) { horizon = clock.horizon }

  /// Orders all sights of some objects and takes their states.
  ///
  /// - Parameters:
  ///   - facts: the sights of the objects, all of them.
  ///   - symbols: the texts of the run, which the states refer to.
  /// - Returns: the states of the objects.
  public func past(of facts: StripeFacts, symbols: Symbols) -> StripeHistory.Part {
    let groups = ObjectGroups(facts, of: EventCopies(facts, conflicts: []).kept)
    let order = TimelineOrder(facts)
    var part = StripeHistory.Part(symbols: symbols)
    for range in groups.ranges {
      var sights = Array(groups.members[range])
      _ = order.sort(&sights)
      var pass = PastPass(facts)
      for index in sights {
        let sight = facts.observations[Int(index)]
        if sight.isSnapshot || sight.time <= horizon { pass.take(sight) }
      }
      guard !pass.states.isEmpty else { continue }
      let first = facts.observations[Int(sights[0])]
      let states = pass.states.map { past, cells in
        (past, cells.map { part.cell($0, of: facts) })
      }
      part.add(part.symbol(first.object, of: facts), first.kind, states)
    }
    return part
  }
}

extension StripeHistory.Part {
  /// The symbol that stands here for a text of some facts.
  fileprivate mutating func symbol(_ symbol: Symbol, of facts: StripeFacts) -> Symbol {
    facts.symbols.withView(of: symbol) { self.symbol(of: $0) }
  }

  /// The cell that says here what one of some facts says.
  fileprivate mutating func cell(_ cell: Cell, of facts: StripeFacts) -> Cell {
    cell.symbol.map { .symbol(symbol($0, of: facts)) } ?? cell
  }
}

/// Collects the states of one object.
private struct PastPass {
  private(set) var states: [(PastState, [Cell])] = []
  private let facts: StripeFacts
  private let chain: ChangeChain
  private var last: Observation?

  init(_ facts: StripeFacts) {
    self.facts = facts
    chain = ChangeChain(facts)
  }

  /// Takes the next sight.
  mutating func take(_ sight: Observation) {
    inferBefore(sight)
    var cells = Array(facts.tables[Int(sight.kind.rawValue)].cells(of: sight.row))
    if let known = states.last?.1, !facts.fact(.created, of: sight).isKnown {
      cells = zip(cells, known).map { $0 == .unknown ? $1 : $0 }
    }
    let event = sight.isSnapshot ? "" : facts.symbols.text(sight.event)
    var state = PastState(
      sight.kind, source: sight.isSnapshot ? .snapshot : .event, event: event, time: sight.time,
      rank: sight.rank, origin: sight.origin)
    state.type = facts.symbols.text(sight.type)
    states.append((state, cells))
    last = sight
  }

  /// The state that an update replaced, where no sight shows it.
  private mutating func inferBefore(_ sight: Observation) {
    guard sight.kind == .subscription, sight.previousCount > 0,
      last.map({ chain.breaks(from: $0, to: sight) }) ?? true
    else { return }
    let table = facts.tables[Int(sight.kind.rawValue)]
    var cells = Array(table.cells(of: sight.row))
    for fact in facts.previous[Int(sight.previousStart)...].prefix(Int(sight.previousCount)) {
      if let place = table.fields.firstIndex(of: fact.field) { cells[place] = fact.cell }
    }
    states.append(
      (
        PastState(
          sight.kind, source: .inferred, event: "", time: sight.time, rank: .update,
          origin: sight.origin),
        cells
      ))
  }
}
