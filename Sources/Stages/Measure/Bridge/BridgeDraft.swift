import Billing
import Bytes
import Revenue

/// A bridge on its way: lines by reason, in no order.
struct BridgeDraft {
  var bridge: Bridge
  private var lines: [Symbol: [BridgeReason: Bridge.Line]] = [:]
  /// The rules that differ, in their order.
  private var rules: [BridgeReason] = []

  init(_ bridge: Bridge) { self.bridge = bridge }

  /// Takes both ends: what the last months of two figures close with, by currency.
  mutating func open(_ start: RecurringFigures, _ end: RecurringFigures) {
    let openings = closings(of: start)
    let closings = closings(of: end)
    bridge.spans = Set(openings.keys).union(closings.keys)
      .sorted { bridge.symbols.precedes($0, $1) }
      .map { Bridge.Span($0, opening: openings[$0] ?? 0, closing: closings[$0] ?? 0) }
  }

  private mutating func closings(of figures: RecurringFigures) -> [Symbol: Int64] {
    var closings: [Symbol: Int64] = [:]
    for currency in figures.currencies {
      let symbol = figures.ledger.symbols.withView(of: currency.currency) {
        bridge.symbols.intern($0)
      }
      closings[symbol] = currency.months.last?.closing ?? 0
    }
    return closings
  }

  /// Adds a part to the line of its reason.
  mutating func add(_ part: Bridge.Part, _ reason: BridgeReason, _ currency: Symbol) {
    lines[currency, default: [:]][reason, default: Bridge.Line(reason)].parts.append(part)
  }

  /// Adds what one rule changes: a line in every currency, also where that is nothing.
  mutating func add(
    _ parts: [(part: Bridge.Part, currency: Symbol)], of step: RuleStep
  ) {
    let reason = BridgeReason.rule(name: step.name, before: step.before, after: step.after)
    rules.append(reason)
    for span in bridge.spans { lines[span.currency, default: [:]][reason] = Bridge.Line(reason) }
    for (part, currency) in parts { add(part, reason, currency) }
  }

  /// The bridge with all lines in their order.
  consuming func finished() -> Bridge {
    for place in bridge.spans.indices {
      let lines = lines[bridge.spans[place].currency] ?? [:]
      bridge.spans[place].lines = lines.values.sorted {
        order(of: $0.reason) < order(of: $1.reason)
      }
    }
    // Where nothing could be measured not even the currency is known.
    bridge.spans.removeAll { $0.opening == 0 && $0.closing == 0 && $0.lines.isEmpty }
    return bridge
  }

  /// What lines are sorted by: drift by its code, rules and meanings by their own order, what is
  /// unexplained last.
  private func order(of reason: BridgeReason) -> BridgeOrder {
    switch reason {
    case .drift(let code, let name):
      BridgeOrder(group: 0, place: 0, text: Array((code + " " + name).utf8))
    case .rule: BridgeOrder(group: 1, place: rules.firstIndex(of: reason) ?? 0, text: [])
    case .meaning(let meaning):
      BridgeOrder(group: 2, place: BridgeMeaning.allCases.firstIndex(of: meaning) ?? 0, text: [])
    case .unexplained: BridgeOrder(group: 3, place: 0, text: [])
    }
  }
}

private struct BridgeOrder: Comparable {
  var group: Int
  var place: Int
  var text: [UInt8]

  static func < (one: BridgeOrder, other: BridgeOrder) -> Bool {
    if (one.group, one.place) != (other.group, other.place) {
      return (one.group, one.place) < (other.group, other.place)
    }
    return one.text.lexicographicallyPrecedes(other.text)
  }
}
