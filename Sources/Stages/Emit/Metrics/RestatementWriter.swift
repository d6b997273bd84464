public import Billing
import Bytes
import JSON
public import Revenue

/// Writes figures of closed months as they were reported and as they would be now.
///
/// The text has what recurs at the end of every month, and of the rest what would be another.
public struct RestatementWriter: Sendable {
  private let close: CloseFigures
  private let exponents: CurrencyTable
  private let labels: AccountMap

  /// Prepares to write.
  ///
  /// - Parameters:
  ///   - close: the figures beside closed months.
  ///   - currencies: how amounts of each currency are written.
  ///   - labels: what the business calls its accounts.
  public init(_ close: CloseFigures, currencies: CurrencyTable, labels: AccountMap = .standard) {
    self.close = close
    exponents = currencies
    self.labels = labels
  }

  private var symbols: Symbols { close.recurring.ledger.symbols }

  /// The figures as text, ended by a line feed.
  public var text: [UInt8] {
    let shown = close.restatements.filter { $0.subject == .closing || $0.change != 0 }
    let names = shown.map { $0.subject.name(labels) }
    let widths = [9, 5, (names.map(PlainText.columns).max() ?? 0) + 1, 18, 18, 18]
    func line(_ cells: [String]) -> String {
      cells.indices.map { place in
        let gap = String(
          repeating: " ", count: max(1, widths[place] - PlainText.columns(cells[place])))
        return place < 3 ? cells[place] + gap : gap + cells[place]
      }.joined()
    }
    var lines = [line(["month", "", "figure", "reported", "restated", "change"])]
    for (figure, name) in zip(shown, names) {
      let amounts = [figure.reported, figure.restated, figure.change].map { amount in
        figure.subject.isCount
          ? PlainText.grouped(String(amount))
          : PlainText.grouped(
            Money(minorUnits: amount, currency: figure.currency).decimalText(by: exponents))
      }
      lines.append(line([figure.month.text, PlainText.shown(figure.currency), name] + amounts))
    }
    let count = close.corrections.count
    lines.append(
      count == 0
        ? "nothing came to light since the months were closed"
        : PlainText.count(count, "correction") + " in the first open month")
    return Array((lines.joined(separator: "\n") + "\n").utf8)
  }

  /// All figures and the corrections as one JSON object on one line.
  public var json: [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.objects("figures", close.restatements) { writer, figure in
      writer.member("figure", figure.subject.name(labels))
      writer.member("month", figure.month.text)
      writer.member("currency", figure.currency)
      if figure.subject.isCount {
        writer.member("reported", figure.reported)
        writer.member("restated", figure.restated)
        writer.member("change", figure.change)
      } else {
        writer.member("reported_minor", figure.reported)
        writer.member("restated_minor", figure.restated)
        writer.member("change_minor", figure.change)
      }
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
