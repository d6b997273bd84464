import Billing
import Bytes
import Detect
public import Diagnostics
public import Reconciliation

/// Compares what a pipeline's rules make of its files with what other rules would.
public struct WhatIfRun {
  private let now: ResolvedPipeline
  private let then: ResolvedPipeline
  private let options: PipelineRun.Options

  /// Prepares to compare.
  ///
  /// - Parameters:
  ///   - now: the pipeline.
  ///   - then: the same with other rules.
  ///   - options: how to run them.
  public init(_ now: ResolvedPipeline, _ then: ResolvedPipeline, options: PipelineRun.Options) {
    self.now = now
    self.then = then
    self.options = options
  }

  /// Reads the files under both sets of rules; writes nothing.
  ///
  /// - Throws: what reading the inputs throws.
  public func answer() throws(Failure) -> WhatIf {
    let sides = Rules(
      now: try PipelineRun(now, options: options).evidence(),
      then: try PipelineRun(then, options: options).evidence())
    return sides.answer()
  }
}

/// The same files under two sets of rules.
private struct Rules {
  let now: Evidence
  let then: Evidence
  private let money: MoneyAtRisk

  init(now: Evidence, then: Evidence) {
    self.now = now
    self.then = then
    money = MoneyAtRisk(now)
  }

  /// A part of the application that decides by the status word.
  private struct Gate {
    var name: String
    var now: Set<String>
    var then: Set<String>
  }

  /// The pipeline's own rule, then the policies that both sets have.
  private var gates: [Gate] {
    func own(_ definition: SystemDefinition) -> Set<String> {
      Set(definition.statuses.filter(\.givesAccess).map(\.word))
    }
    let others = now.definition.policies.compactMap { policy -> Gate? in
      let same = then.definition.policies.first {
        $0.consumer.utf8.elementsEqual(policy.consumer.utf8)
      }
      return same.map {
        Gate(name: policy.consumer, now: Set(policy.words), then: Set($0.words))
      }
    }
    return [Gate(name: WhatIf.own, now: own(now.definition), then: own(then.definition))] + others
  }

  func answer() -> WhatIf {
    var answer = WhatIf(system: now.definition.name, asOf: now.definition.clock.asOf)
    let gates = gates
    let words = (now.definition.statuses + then.definition.statuses).map(\.word)
    for gate in gates {
      var seen: Set<String> = []
      for word in words where seen.insert(word).inserted {
        guard gate.now.contains(word) != gate.then.contains(word) else { continue }
        answer.changes.append(
          WhatIf.Change(gate: gate.name, word: word, wouldGiveAccess: gate.then.contains(word)))
      }
    }
    for account in now.comparison.accounts {
      for pair in now.comparison.pairs[account.pairs] {
        let subject = Subject(pair, owner: account.owner, of: self)
        for gate in gates { answer.moves += moves(of: subject, through: gate) }
        answer.planMoves += planMove(of: subject).map { [$0] } ?? []
      }
    }
    answer.doubts = now.coverage.holes.filter(\.blocksVerdict).map(\.message)
    return answer
  }

  /// A row and its subscription, or one of them, in words.
  private struct Subject {
    var pair: Pair
    var owner: String
    var rowKey = ""
    var subscription = ""
    /// The status word that the row has; `nil` without a row that counts.
    var stored: String?
    /// The word that each set of rules wants; as stored where a rule gives none.
    var wanted = WhatIf.Words(now: "", then: "")
    var monthly: Money?

    init(_ pair: Pair, owner: Symbol, of rules: Rules) {
      self.pair = pair
      let symbols = rules.now.symbols
      self.owner = symbols.text(owner)
      if let row = pair.row, let rows = rules.now.table(.subscriptions) {
        rowKey = rows[row, .key].text(in: symbols) ?? ""
        if !rows[row, .deletedAt].hasValue { stored = symbols.text(rows.symbol(row, .status)) }
      }
      let kept = stored ?? ""
      wanted = WhatIf.Words(now: kept, then: kept)
      monthly = rules.money.monthly(of: pair)
      guard let place = pair.subscription else { return }
      subscription = symbols.text(rules.now.subscriptions[place].id)
      wanted.now = rules.now.expectedWord(of: place) ?? kept
      wanted.then = rules.then.expectedWord(of: place) ?? kept
    }
  }

  /// What happens to somebody at a gate: at once, and once the row says what the rules want.
  private func moves(of subject: Subject, through gate: Gate) -> [WhatIf.Move] {
    var moves: [WhatIf.Move] = []
    func add(_ words: WhatIf.Words, isImmediate: Bool) {
      let (has, would) = (gate.now.contains(words.now), gate.then.contains(words.then))
      guard has != would else { return }
      moves.append(
        WhatIf.Move(
          gate: gate.name, owner: subject.owner, rowKey: subject.rowKey,
          subscription: subject.subscription, words: words, isGain: would,
          isImmediate: isImmediate, monthly: subject.monthly))
    }
    if let stored = subject.stored {
      add(WhatIf.Words(now: stored, then: stored), isImmediate: true)
    }
    if !subject.subscription.isEmpty || subject.stored != nil {
      add(subject.wanted, isImmediate: false)
    }
    return moves
  }

  private func planMove(of subject: Subject) -> WhatIf.PlanMove? {
    guard let place = subject.pair.subscription,
      now.comparison.expected[place].isLive || subject.stored != nil
    else { return nil }
    let plans = WhatIf.Words(now: now.plan(of: place) ?? "", then: then.plan(of: place) ?? "")
    guard plans.now != plans.then else { return nil }
    return WhatIf.PlanMove(
      subscription: subject.subscription, owner: subject.owner, plans: plans,
      monthly: subject.monthly)
  }
}

// Other rules read the same files, so subscriptions have the same places on both sides.
extension Evidence {
  /// The word that a row about a subscription should have; `nil` where no rule says.
  fileprivate func expectedWord(of subscription: Int) -> String? {
    comparison.expected[subscription].word.map { symbols.text($0) }
  }

  /// The plan of a subscription; `nil` for a price that is of none.
  fileprivate func plan(of subscription: Int) -> String? {
    ledger.fact(.price, of: subscriptions[subscription]).symbol
      .flatMap { comparison.planOfPrice[$0] }.map { symbols.text($0) }
  }
}
