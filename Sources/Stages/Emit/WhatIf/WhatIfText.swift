import Billing
public import Reconciliation

/// Writes what other rules would do, for people.
public struct WhatIfText: Sendable {
  /// The columns a line should not exceed.
  public let width: Int
  private let exponents: CurrencyTable

  /// Prepares to write.
  ///
  /// - Parameter width: the columns a line should not exceed; at least 60 are used.
  public init(width: Int = 80) {
    self.width = max(60, width)
    exponents = .standard
  }

  /// How many of those concerned are listed; the JSON form has all.
  private static let listed = 50

  /// The answer as text.
  public func text(_ answer: WhatIf) -> String {
    var lines = [
      "pipeline \(PlainText.shown(answer.system)) as of \(answer.asOf.iso), under other rules"
    ]
    lines += answer.doubts.flatMap {
      PlainText.wrapped($0, first: "in doubt: ", rest: "  ", width: width)
    }
    lines += changes(of: answer)
    let gates = answer.changes.map(\.gate) + answer.moves.map(\.gate)
    var seen: Set<String> = []
    for gate in gates where seen.insert(gate).inserted { lines += section(gate, of: answer) }
    lines += plans(of: answer)
    if answer.moves.isEmpty, answer.planMoves.isEmpty {
      lines += ["", "nobody gains or loses anything"]
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func changes(of answer: WhatIf) -> [String] {
    guard !answer.changes.isEmpty else { return [] }
    return ["", "WORDS"]
      + answer.changes.map { change in
        let gate = change.gate == WhatIf.own ? "" : "\(PlainText.shown(change.gate)): "
        let verdict = change.wouldGiveAccess ? "would give access" : "would give none"
        return "  \(gate)\(PlainText.shown(change.word)) \(verdict)"
      }
  }

  /// Who gains and who loses by one rule, at once and in the end.
  private func section(_ gate: String, of answer: WhatIf) -> [String] {
    let name = gate == WhatIf.own ? "ACCESS" : "ACCESS for \(PlainText.shown(gate))"
    var lines = ["", name]
    for isImmediate in [true, false] {
      let when = isImmediate ? "at once" : "once mended"
      let moves = answer.moves.filter { $0.gate == gate && $0.isImmediate == isImmediate }
      for isGain in [false, true] {
        let some = moves.filter { $0.isGain == isGain }
        lines.append(
          "  \(when) \(PlainText.count(some.count)) would \(isGain ? "gain" : "lose") it"
            + money(some.map(\.monthly)))
        lines += some.prefix(Self.listed).flatMap(line)
        if some.count > Self.listed {
          lines.append("    and \(PlainText.count(some.count - Self.listed)) more")
        }
      }
    }
    return lines
  }

  private func line(_ move: WhatIf.Move) -> [String] {
    let words =
      move.words.now == move.words.then
      ? move.words.now : "\(move.words.now) → \(move.words.then)"
    return entry([
      named("row", move.rowKey), named("user", move.owner), named("", move.subscription),
      words, move.monthly.map(amount) ?? "",
    ])
  }

  private func plans(of answer: WhatIf) -> [String] {
    guard !answer.planMoves.isEmpty else { return [] }
    let count = PlainText.count(answer.planMoves.count, "subscription")
    let money = money(answer.planMoves.map(\.monthly))
    var lines = ["", "PLANS", "  \(count) would be of another plan\(money)"]
    for move in answer.planMoves.prefix(Self.listed) {
      lines += entry([
        named("", move.subscription), named("user", move.owner),
        "\(move.plans.now.isEmpty ? "none" : move.plans.now) → "
          + (move.plans.then.isEmpty ? "none" : move.plans.then),
        move.monthly.map(amount) ?? "",
      ])
    }
    if answer.planMoves.count > Self.listed {
      lines.append("    and \(PlainText.count(answer.planMoves.count - Self.listed)) more")
    }
    return lines
  }

  private func entry(_ parts: [String]) -> [String] {
    PlainText.wrapped(
      parts.filter { !$0.isEmpty }.map(PlainText.shown).joined(separator: " · "), first: "    ",
      rest: "      ", width: width)
  }

  private func named(_ sense: String, _ name: String) -> String {
    name.isEmpty || sense.isEmpty ? name : sense + " " + name
  }

  private func money(_ amounts: [Money?]) -> String {
    let sums = WhatIf.sums(of: amounts).map(amount)
    return sums.isEmpty ? "" : ": " + sums.joined(separator: ", ") + " a month"
  }

  private func amount(_ money: Money) -> String {
    PlainText.grouped(money.decimalText(by: exponents)) + " " + PlainText.shown(money.currency)
  }
}
