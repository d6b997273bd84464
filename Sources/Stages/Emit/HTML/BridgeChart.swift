import Billing
import Bytes
import Revenue
import XML

/// How the database's figure of recurring revenue becomes Stripe's, a bar for each reason between
/// the two ends.
struct BridgeChart {
  private static let length = 240

  private let bridge: Bridge

  init(_ bridge: Bridge) { self.bridge = bridge }

  func write(to page: inout XMLWriter) {
    for span in bridge.spans where span.opening != 0 || span.closing != 0 || !span.lines.isEmpty {
      write(span, to: &page)
    }
  }

  private func write(_ span: Bridge.Span, to page: inout XMLWriter) {
    let currency = PlainText.shown(bridge.symbols.text(span.currency))
    let title = "From the database's \(amount(span.opening)) to Stripe's \(amount(span.closing))"
    page.element("h3", text: title)
    page.scrolling(title) { page in
      page.element("table", ["class": "classes"]) { page in
        let steps = Steps(span)
        let origin = amount(steps.origin)
        page.tableHead(
          ["step"], numbers: ["a month", steps.origin == 0 ? "" : "bars begin at \(origin)"])
        page.element("tbody") { page in
          row("database", span.opening, steps.bar(to: span.opening), "end", &page)
          var running = span.opening
          for line in span.lines {
            let next = running.addingClamped(line.change)
            row(
              "\(line.reason.code) \(line.reason.name)", line.change,
              steps.bar(from: running, to: next), line.change < 0 ? "churn" : "new", &page)
            running = next
          }
          row("Stripe", span.closing, steps.bar(to: span.closing), "end", &page)
        }
      }
    }

    func amount(_ minorUnits: Int64) -> String {
      PlainText.amount(Money(minorUnits: minorUnits, currency: currency))
    }

    func row(
      _ name: String, _ sum: Int64, _ bar: Range<Int>, _ tone: String, _ page: inout XMLWriter
    ) {
      page.element("tr") { page in
        page.element("th", ["scope": "row"], text: PlainText.shown(name))
        page.element("td", ["class": "number"], text: amount(sum))
        page.element("td") { drawing(of: bar, tone, to: &$0) }
      }
    }
  }

  private func drawing(of bar: Range<Int>, _ tone: String, to page: inout XMLWriter) {
    page.element(
      "svg",
      [
        "class": "bar movements", "width": "\(Self.length)", "height": "12",
        "viewBox": "0 0 \(Self.length) 12", "preserveAspectRatio": "none", "aria-hidden": "true",
      ]
    ) { page in
      page.element(
        "rect",
        [
          "class": tone, "x": "\(bar.lowerBound)", "width": "\(max(2, bar.count))", "height": "12",
        ])
    }
  }

  /// Where the bars of a currency begin and end.
  private struct Steps {
    /// The amount at which the drawing begins: zero, unless all steps are small beside the ends and
    /// would not be seen.
    let origin: Int64
    private let scale: Scale

    init(_ span: Bridge.Span) {
      var (running, least, most) = (span.opening, span.closing, span.closing)
      for change in [0] + span.lines.map(\.change) {
        running = running.addingClamped(change)
        (least, most) = (min(least, running), max(most, running))
      }
      let reach = most.addingClamped(-max(least, -.max))
      let isNarrow = least > 0 && reach < least / 4
      origin = isNarrow ? least - reach / 2 : min(0, least)
      scale = Scale(
        pixels: Int64(BridgeChart.length),
        of: max(0, most).addingClamped(-max(origin, -.max)))
    }

    /// The bar of an end.
    func bar(to end: Int64) -> Range<Int> { bar(from: max(0, origin), to: end) }

    func bar(from start: Int64, to end: Int64) -> Range<Int> {
      let base = -max(origin, -.max)
      let (one, other) = (
        scale.length(of: start.addingClamped(base)), scale.length(of: end.addingClamped(base))
      )
      return min(one, other)..<max(one, other)
    }
  }
}
