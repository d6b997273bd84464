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

  /// Orders all sights of a part's objects and takes their states.
  ///
  /// - Parameters:
  ///   - facts: the sights of the objects, all of them.
  ///   - number: the part's number.
  ///   - count: how many parts there are; each has strangers of its own among the symbols.
  ///   - symbols: the texts of the run, which the states refer to.
  /// - Returns: the states of the part's objects.
  public func history(
    of facts: StripeFacts, part number: Int, of count: Int, symbols: Symbols
  ) -> StripeHistory {
    let groups = ObjectGroups(facts, of: EventCopies(facts, conflicts: []).kept)
    let order = TimelineOrder(facts)
    var history = StripeHistory(symbols: symbols)
    var texts = ForeignTexts(symbols: symbols, first: number, step: count)
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
      history.add(
        texts.symbol(first.object, of: facts), first.kind,
        pass.states.map { ($0.0, $0.1.map { texts.cell($0, of: facts) }) })
    }
    return history
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
    states.append(
      (
        PastState(
          sight.kind, source: sight.isSnapshot ? .snapshot : .event, event: event, time: sight.time,
          rank: sight.rank, origin: sight.origin), cells
      ))
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

/// Finds the texts of a part among those of the run; what is not there gets a number of its own.
private struct ForeignTexts {
  let symbols: Symbols
  private let first: Int
  private let step: Int
  private var strangers: [[UInt8]: Symbol] = [:]

  /// Begins without strangers; their numbers are `first` from above and `step` apart.
  init(symbols: Symbols, first: Int, step: Int) {
    self.symbols = symbols
    self.first = first
    self.step = step
  }

  mutating func symbol(_ symbol: Symbol, of facts: StripeFacts) -> Symbol {
    if let known = facts.symbols.withView(of: symbol, { symbols.find($0) }) { return known }
    let text = facts.symbols.array(symbol)
    if let stranger = strangers[text] { return stranger }
    // Counted from above: the run's own symbols are counted from below.
    let stranger = Symbol(
      rawValue: UInt32.max - UInt32(first + strangers.count * step))
    strangers[text] = stranger
    return stranger
  }

  mutating func cell(_ cell: Cell, of facts: StripeFacts) -> Cell {
    cell.symbol.map { .symbol(symbol($0, of: facts)) } ?? cell
  }
}
