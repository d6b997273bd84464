public import Billing
import Bytes
import JSON
public import Revenue

/// Writes closed months as they were reported and as they would be now.
public struct RestatementWriter: Sendable {
  private let close: CloseFigures
  private let exponents: CurrencyTable

  /// Prepares to write.
  ///
  /// - Parameters:
  ///   - close: the figures beside closed months.
  ///   - currencies: how amounts of each currency are written.
  public init(_ close: CloseFigures, currencies: CurrencyTable) {
    self.close = close
    exponents = currencies
  }

  private var symbols: Symbols { close.recurring.ledger.symbols }

  /// The months as text, ended by a line feed.
  public var text: [UInt8] {
    let widths = [10, 6, 20, 20, 20]
    func line(_ cells: [String]) -> String {
      zip(cells, widths).map { cell, width in
        let gap = String(repeating: " ", count: max(1, width - PlainText.columns(cell)))
        return width < 20 ? cell + gap : gap + cell
      }.joined()
    }
    var lines = [line(["month", "", "reported", "restated", "change"])]
    for month in close.restatements {
      let code = symbols.text(month.currency)
      let amounts = [month.reported, month.restated, month.change].map {
        PlainText.grouped(Money(minorUnits: $0, currency: code).decimalText(by: exponents))
      }
      lines.append(line([month.month.text, PlainText.shown(code)] + amounts))
    }
    let count = close.corrections.count
    lines.append(
      count == 0
        ? "nothing came to light since the months were closed"
        : PlainText.count(count, "correction") + " in the first open month")
    return Array((lines.joined(separator: "\n") + "\n").utf8)
  }

  /// The months and the corrections as one JSON object on one line.
  public var json: [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.objects("months", close.restatements) { writer, month in
      writer.member("month", month.month.text)
      writer.member("currency", symbols.text(month.currency))
      writer.member("reported_minor", month.reported)
      writer.member("restated_minor", month.restated)
      writer.member("change_minor", month.change)
    }
    writer.objects("corrections", close.corrections) { writer, correction in
      writer.member("original_period", correction.month.text)
      writer.member("currency", symbols.text(correction.currency))
      writer.member("subscription_id", symbols.text(correction.subscription))
      writer.member("subscription_item_id", symbols.text(correction.item))
      writer.member("reported_minor", correction.reported)
      writer.member("restated_minor", correction.restated)
      writer.member("change_minor", correction.change)
    }
    writer.endObject()
    return writer.line
  }
}
