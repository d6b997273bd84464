public import Billing
import Bytes
import JSON
public import Revenue

/// Writes a bridge in short, for a terminal or for a program.
public struct BridgeWriter: Sendable {
  private let bridge: Bridge
  private let exponents: CurrencyTable

  /// Prepares to write a bridge.
  ///
  /// - Parameters:
  ///   - bridge: the bridge.
  ///   - currencies: how amounts of each currency are written.
  public init(_ bridge: Bridge, currencies: CurrencyTable) {
    self.bridge = bridge
    exponents = currencies
  }

  /// The bridge as text, ended by a line feed.
  public var text: [UInt8] {
    var lines = ["from \(bridge.start) to \(bridge.end), \(bridge.asOf.iso)"]
    for span in bridge.spans {
      lines += ["", PlainText.shown(bridge.symbols.text(span.currency))]
      let rows = rows(of: span)
      let width = rows.map { PlainText.columns($0.name) }.max() ?? 0
      for row in rows {
        let name = row.name + gap(width - PlainText.columns(row.name))
        let amount = gap(18 - PlainText.columns(row.amount)) + row.amount
        lines.append("  " + name + amount + (row.count.map { "  " + PlainText.count($0) } ?? ""))
      }
      if span.sum != span.closing { lines.append("  the lines do not foot") }
    }
    return Array((lines.joined(separator: "\n") + "\n").utf8)
  }

  /// One line of a currency: a reason, what it adds, and to how many subscriptions.
  private typealias Row = (name: String, amount: String, count: Int?)

  private func rows(of span: Bridge.Span) -> [Row] {
    let code = bridge.symbols.text(span.currency)
    let lines = span.lines.map { line in
      let name = [line.reason.code, line.reason.name].filter { !$0.isEmpty }
      return (
        name.joined(separator: " "), amount(line.change, code), Optional(line.parts.count)
      )
    }
    return [(bridge.start, amount(span.opening, code), nil)] + lines
      + [(bridge.end, amount(span.closing, code), nil)]
  }

  private func gap(_ width: Int) -> String { String(repeating: " ", count: max(0, width)) }

  private func amount(_ minorUnits: Int64, _ code: String) -> String {
    PlainText.grouped(Money(minorUnits: minorUnits, currency: code).decimalText(by: exponents))
      + " " + PlainText.shown(code)
  }

  /// The bridge as one JSON object on one line.
  public var json: [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.member("from", bridge.start)
    writer.member("to", bridge.end)
    writer.member("as_of", bridge.asOf.iso)
    writer.objects("currencies", bridge.spans) { writer, span in
      writer.member("currency", bridge.symbols.text(span.currency))
      writer.member("opening_minor", span.opening)
      writer.objects("lines", span.lines) { writer, line in
        writer.member("code", line.reason.code)
        writer.member("line", line.reason.name)
        writer.member("change_minor", line.change)
        writer.member("subscriptions", Int64(line.parts.count))
      }
      writer.member("closing_minor", span.closing)
    }
    writer.endObject()
    return writer.line
  }
}
