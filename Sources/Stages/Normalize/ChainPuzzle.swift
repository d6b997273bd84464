import Reconciliation

/// Finds the order of updates of one second in which each follows from the one before it.
struct ChainPuzzle {
  /// An order, and whether every other one that fits ends in the same state.
  struct Answer {
    var order: [UInt32]
    var isCertain: Bool
  }

  /// The most updates that are tried in every order: one API call gives a handful.
  private static let largest = 6

  private let facts: StripeFacts
  private let chain: ChangeChain

  init(_ facts: StripeFacts, _ chain: ChangeChain) {
    self.facts = facts
    self.chain = chain
  }

  /// Orders updates; nil when they are too many or when no order fits.
  ///
  /// - Parameters:
  ///   - sights: places in the observations, in the order that is taken where several fit.
  ///   - last: the sight before them. If nothing follows from it an event is missing between,
  ///     and they are ordered among themselves.
  /// - Returns: the first order that fits.
  func solve(_ sights: [UInt32], after last: UInt32?) -> Answer? {
    guard sights.count <= Self.largest else { return nil }
    var chains: [[UInt32]] = []
    extend([], with: sights, after: last, &chains)
    if chains.isEmpty { extend([], with: sights, after: nil, &chains) }
    guard let first = chains.first, let end = first.last else { return nil }
    let isCertain = chains.allSatisfy { other in
      other.last.map { $0 == end || !chain.statesDiffer(sight(end), sight($0)) } ?? true
    }
    return Answer(order: first, isCertain: isCertain)
  }

  /// Tries every one of the rest next; it calls itself ``largest`` deep at most.
  private func extend(
    _ path: [UInt32], with rest: [UInt32], after last: UInt32?, _ chains: inout [[UInt32]]
  ) {
    if rest.isEmpty { chains.append(path) }
    for (place, next) in rest.enumerated() {
      if let last, !chain.follows(sight(next), sight(last)) { continue }
      var others = rest
      others.remove(at: place)
      extend(path + [next], with: others, after: next, &chains)
    }
  }

  private func sight(_ index: UInt32) -> Observation { facts.observations[Int(index)] }
}
