import Billing
import JSON
public import Reconciliation

/// Writes what other rules would do as one JSON document.
public struct WhatIfWriter: Sendable {
  /// Creates a writer.
  public init() {}

  /// The answer as a document, ended by a line feed.
  public func json(_ answer: WhatIf) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginReport()
    writer.member("system", answer.system)
    writer.member("as_of", answer.asOf.iso)
    writer.member("doubts", texts: answer.doubts)
    writer.objects("changes", answer.changes) { writer, change in
      writer.member("gate", change.gate)
      writer.member("word", change.word)
      writer.key("would_give_access")
      writer.bool(change.wouldGiveAccess)
    }
    writer.objects("access", sums(of: answer)) { writer, sum in
      writer.member("gate", sum.gate)
      writer.member("when", sum.isImmediate ? "at-once" : "once-mended")
      writer.member("change", sum.isGain ? "gain" : "loss")
      writer.member("count", sum.moves.count)
      write(WhatIf.sums(of: sum.moves.map(\.monthly)), to: &writer)
    }
    writer.objects("moves", answer.moves) { writer, move in
      writer.member("gate", move.gate)
      writer.member("when", move.isImmediate ? "at-once" : "once-mended")
      writer.member("change", move.isGain ? "gain" : "loss")
      writer.member("user_id", known(move.owner))
      writer.member("row_key", known(move.rowKey))
      writer.member("stripe_subscription_id", known(move.subscription))
      writer.member("word", known(move.words.now))
      writer.member("word_then", known(move.words.then))
      writer.member("monthly_amount_minor", move.monthly?.minorUnits)
      writer.member("currency", move.monthly?.currency)
    }
    writer.objects("plans", answer.planMoves) { writer, move in
      writer.member("stripe_subscription_id", known(move.subscription))
      writer.member("user_id", known(move.owner))
      writer.member("plan", known(move.plans.now))
      writer.member("plan_then", known(move.plans.then))
      writer.member("monthly_amount_minor", move.monthly?.minorUnits)
      writer.member("currency", move.monthly?.currency)
    }
    writer.endObject()
    return writer.bytes + [0x0A]
  }

  private func known(_ text: String) -> String? { text.isEmpty ? nil : Privacy.shown(text) }

  private func write(_ sums: [Money], to writer: inout JSONWriter) {
    writer.objects("monthly", sums) { writer, sum in
      writer.member("amount_minor", sum.minorUnits)
      writer.member("currency", sum.currency)
    }
  }

  private struct Sum {
    var gate: String
    var isImmediate: Bool
    var isGain: Bool
    var moves: [WhatIf.Move]
  }

  /// The moves by rule, time and direction, those that there are.
  private func sums(of answer: WhatIf) -> [Sum] {
    var sums: [Sum] = []
    for move in answer.moves {
      let place = sums.firstIndex {
        $0.gate == move.gate && $0.isImmediate == move.isImmediate && $0.isGain == move.isGain
      }
      if let place {
        sums[place].moves.append(move)
      } else {
        sums.append(
          Sum(gate: move.gate, isImmediate: move.isImmediate, isGain: move.isGain, moves: [move]))
      }
    }
    return sums
  }
}
