import Billing
import Bytes
import Revenue

/// The tables of a bridge: its lines, and what each line is made of.
struct BridgeTables {
  let bridge: Bridge
  /// The instant that both ends are of.
  let asOf: Timestamp

  /// One line, with both ends as lines of their own.
  private struct Line {
    var currency: Symbol
    var step: String
    var reason: BridgeReason?
    var parts: [Bridge.Part] = []
    var change: Int64?
    var balance: Int64
  }

  /// One line for each reason, between the two ends.
  var lines: FigureTable {
    let symbols = bridge.symbols
    let columns: [FigureTable.Column<Line>] = [
      .currency { $0.currency },
      .text("line", "The figure at either end, or the reason of a difference") { $0.step },
      .text("code", "The code of the check, of drift") { $0.reason.map(\.code) },
      .money("change", "What the reason adds to MRR", addsUp: true) { $0.change },
      .money("mrr", "MRR after it; the last line is measured by itself") { $0.balance },
      .count("subscriptions", "Rows and subscriptions that it changes", addsUp: true) {
        $0.reason == nil ? nil : Int64($0.parts.count)
      },
      .text("drift_ids", "The findings; all of them are in the table of parts") {
        Self.list($0.parts.map(\.driftID), symbols)
      },
      .text("row_keys", "The database's rows; all of them are in the table of parts") {
        Self.list($0.parts.map(\.rowKey), symbols)
      },
    ]
    return FigureTable(
      "bridge", "Bridge",
      about: "From MRR by the \(bridge.start) to MRR by \(bridge.end), reason by reason, as of"
        + " \(asOf.iso)",
      symbols, rows: bridge.spans.flatMap(lines), columns: columns)
  }

  private func lines(of span: Bridge.Span) -> [Line] {
    var lines = [Line(currency: span.currency, step: bridge.start, balance: span.opening)]
    var balance = span.opening
    for line in span.lines {
      balance &+= line.change
      lines.append(
        Line(
          currency: span.currency, step: line.reason.name, reason: line.reason, parts: line.parts,
          change: line.change, balance: balance))
    }
    lines.append(Line(currency: span.currency, step: bridge.end, balance: span.closing))
    return lines
  }

  /// One row for each subscription that a reason changes.
  var parts: FigureTable {
    struct Row {
      var currency: Symbol
      var reason: BridgeReason
      var part: Bridge.Part
    }
    let rows = bridge.spans.flatMap { span in
      span.lines.flatMap { line in
        line.parts.map { Row(currency: span.currency, reason: line.reason, part: $0) }
      }
    }
    let columns: [FigureTable.Column<Row>] = [
      .currency { $0.currency },
      .text("line", "The reason") { $0.reason.name },
      .text("code", "The code of the check, of drift") { $0.reason.code },
      .id("drift_id", "The finding, as drift.csv has it") { $0.part.driftID },
      .id("row_key", "The database's row; blank where there is none, or where it is private") {
        $0.part.rowKey
      },
      .id("subscription_id", "The subscription at Stripe") { $0.part.subscription },
      .money("\(bridge.start)_mrr", "MRR before the reason") { $0.part.before },
      .money("\(bridge.end)_mrr", "MRR after it") { $0.part.after },
      .money("change", "After less before", addsUp: true) { $0.part.change },
    ]
    return FigureTable(
      "bridge-parts", "Bridge, part by part",
      about: "What a reason does to the MRR of one row or subscription", bridge.symbols, rows: rows,
      columns: columns)
  }

  /// How many names stand in one cell.
  private static let listed = 20

  /// The first few names that there are, each once.
  private static func list(_ names: [Symbol], _ symbols: Symbols) -> String? {
    var known: Set<Symbol> = [.empty]
    let names = names.filter { known.insert($0).inserted }
    let shown = names.prefix(listed).map { Privacy.shown(symbols.text($0)) }
    let rest = names.count - shown.count
    let text = shown.joined(separator: " ") + (rest > 0 ? " and \(rest) more" : "")
    return text.isEmpty ? nil : text
  }
}
