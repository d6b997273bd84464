import Billing
public import Bytes
public import Reconciliation

/// Puts the sights of a few objects in order and keeps all of their states.
///
/// It is the fold once more, for objects that turned out to differ: the fold keeps the last state,
/// this keeps every one. What is in flight, and what was seen after an object had ended, is left
/// out here as there.
public struct HistoryFold: Sendable {
  /// The ordered sights of a part of the objects.
  public struct Part: Sendable {
    fileprivate let facts: StripeFacts
    /// Places in the observations, oldest first, for each object.
    fileprivate let objects: [[UInt32]]
  }

  private let horizon: Timestamp

  /// Creates a fold.
  public init(clock: ClockRules) { horizon = clock.horizon }

  /// Orders all sights of a part's objects.
  public func part(_ facts: StripeFacts) -> Part {
    let groups = ObjectGroups(facts, of: EventCopies(facts, conflicts: []).kept)
    let order = TimelineOrder(facts)
    let objects = groups.ranges.map { range in
      var sights = Array(groups.members[range])
      _ = order.sort(&sights)
      return sights.filter { index in
        let sight = facts.observations[Int(index)]
        return sight.isSnapshot || sight.time <= horizon
      }
    }
    return Part(facts: facts, objects: objects)
  }

  /// Joins the parts into one history.
  ///
  /// - Parameters:
  ///   - parts: the parts, no object of which is in two of them.
  ///   - symbols: the texts of the run, which the history's states refer to.
  /// - Returns: the states of all their objects.
  public func history(_ parts: [Part], symbols: Symbols) -> StripeHistory {
    var history = StripeHistory(symbols: symbols)
    var texts = ForeignTexts(symbols: symbols)
    for part in parts {
      let facts = part.facts
      for sights in part.objects {
        guard let first = sights.first else { continue }
        let (id, kind) = (
          facts.observations[Int(first)].object, facts.observations[Int(first)].kind
        )
        var pass = PastPass(facts)
        for index in sights { pass.take(facts.observations[Int(index)]) }
        history.add(
          texts.symbol(id, of: facts), kind,
          pass.states.map { ($0.0, $0.1.map { texts.cell($0, of: facts) }) })
      }
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
  private var strangers: [[UInt8]: Symbol] = [:]

  init(symbols: Symbols) { self.symbols = symbols }

  mutating func symbol(_ symbol: Symbol, of facts: StripeFacts) -> Symbol {
    if let known = facts.symbols.withView(of: symbol, { symbols.find($0) }) { return known }
    let text = facts.symbols.array(symbol)
    if let stranger = strangers[text] { return stranger }
    // Counted from above: the run's own symbols are counted from below.
    let stranger = Symbol(rawValue: UInt32.max - UInt32(strangers.count))
    strangers[text] = stranger
    return stranger
  }

  mutating func cell(_ cell: Cell, of facts: StripeFacts) -> Cell {
    cell.symbol.map { .symbol(symbol($0, of: facts)) } ?? cell
  }
}
