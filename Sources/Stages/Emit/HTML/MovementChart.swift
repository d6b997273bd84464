import Billing
import Bytes
import Revenue
import XML

/// How recurring revenue moved in the last months: what came above a line, what went below it.
struct MovementChart {
  private static let monthLimit = 12
  private static let size = (width: 720, height: 240)
  /// Above the bars for a sum, below them for another one and the month.
  private static let margin = (top: 18, bottom: 34)

  private let figures: CurrencyFigures
  private let currency: String
  private let months: ArraySlice<RollForward>

  /// Prepares to draw a currency.
  ///
  /// - Parameters:
  ///   - figures: the currency's roll-forwards.
  ///   - currency: its code.
  ///   - end: the last month, as a place among them.
  init(_ figures: CurrencyFigures, currency: String, through end: Int) {
    self.figures = figures
    self.currency = currency
    months = figures.months.prefix(end + 1).suffix(Self.monthLimit)
  }

  func write(to page: inout XMLWriter) {
    guard let first = months.first, let last = months.last else { return }
    page.element(
      "h3", text: "Monthly recurring revenue: \(amount(last.closing)), and how it moved")
    page.element("figure") { page in
      page.element(
        "svg",
        [
          "class": "movements", "role": "img", "aria-labelledby": "movements-\(currency)",
          "viewBox": "0 0 \(Self.size.width) \(Self.size.height)",
        ]
      ) { page in
        page.element(
          "title", ["id": "movements-\(currency)"],
          text: "From \(amount(first.opening)) to \(amount(last.closing)) in "
            + "\(PlainText.count(months.count, "month"))")
        draw(on: &page)
      }
      legend(on: &page)
    }
    table(on: &page)
  }

  private func draw(on page: inout XMLWriter) {
    func sum(_ month: RollForward, _ kinds: [MovementKind]) -> Int64 {
      kinds.reduce(0) { $0.addingClamped(abs(max(month.movements[$1], -.max))) }
    }
    let up = max(1, months.map { sum($0, Self.up) }.max() ?? 1)
    let down = max(1, months.map { sum($0, Self.down) }.max() ?? 1)
    let height = Int64(Self.size.height - Self.margin.top - Self.margin.bottom)
    let scale = Scale(pixels: height, of: up.addingClamped(down))
    let zero = Self.margin.top + scale.length(of: up)
    let step = Self.size.width / Self.monthLimit
    for (place, month) in months.enumerated() {
      page.element("g") { page in
        page.element("title", text: told(month))
        var top = zero
        for kind in Self.up {
          let length = scale.length(of: month.movements[kind])
          top -= length
          bar(kind, at: place * step, top, length, step, to: &page)
        }
        var bottom = zero + 1
        for kind in Self.down {
          let length = scale.length(of: month.movements[kind])
          bar(kind, at: place * step, bottom, length, step, to: &page)
          bottom += length
        }
        let middle = place * step + step / 2
        label(sum(month, Self.up), at: middle, top - 5, to: &page)
        label(sum(month, Self.down), at: middle, bottom + 12, to: &page)
        text(
          "clock", String(CalendarMonth(number: month.period.number).text.suffix(5)), at: middle,
          Self.size.height - 4, to: &page)
      }
    }
    page.element(
      "line",
      [
        "class": "lane", "x1": "0", "x2": "\(Self.size.width)", "y1": "\(zero)", "y2": "\(zero)",
      ])
  }

  /// A sum, where there is any and it is no wider than its column.
  private func label(_ sum: Int64, at middle: Int, _ base: Int, to page: inout XMLWriter) {
    let number = amount(sum).prefix { $0 != " " }
    guard sum != 0, number.count <= 9 else { return }
    text("sum", String(number), at: middle, base, to: &page)
  }

  private func text(
    _ kind: String, _ text: String, at middle: Int, _ base: Int, to page: inout XMLWriter
  ) {
    page.element(
      "text", ["class": kind, "x": "\(middle)", "y": "\(base)", "text-anchor": "middle"],
      text: text)
  }

  private func bar(
    _ kind: MovementKind, at left: Int, _ top: Int, _ height: Int, _ step: Int,
    to page: inout XMLWriter
  ) {
    guard height > 0 else { return }
    page.element(
      "rect",
      [
        "class": kind.rawValue, "x": "\(left + step / 8)", "y": "\(top)",
        "width": "\(step * 3 / 4)", "height": "\(height)",
      ])
  }

  private func legend(on page: inout XMLWriter) {
    page.element("figcaption", ["class": "legend"]) { page in
      for kind in Self.up + Self.down {
        page.element("span", ["class": "key \(kind.rawValue)"], text: kind.rawValue)
      }
    }
  }

  /// The same figures for those who do not see the drawing, and for those who want to add them up.
  private func table(on page: inout XMLWriter) {
    page.element("details") { page in
      page.element("summary", text: "The figures in \(currency)")
      page.scrolling("Movements in \(currency)") { page in
        page.element("table") { page in
          page.tableHead(
            ["month"],
            numbers: ["opening"] + (Self.up + Self.down).map(\.rawValue) + ["closing"])
          page.element("tbody") { page in
            for month in months { row(month, on: &page) }
          }
        }
      }
    }
  }

  private func row(_ month: RollForward, on page: inout XMLWriter) {
    page.element("tr") { page in
      page.element(
        "th", ["scope": "row", "class": "when"],
        text: CalendarMonth(number: month.period.number).text)
      let sums = (Self.up + Self.down).map { month.movements[$0] }
      for sum in [month.opening] + sums + [month.closing] {
        page.element("td", ["class": "number"], text: amount(sum))
      }
    }
  }

  private func told(_ month: RollForward) -> String {
    let moved = (Self.up + Self.down).filter { month.movements[$0] != 0 }
      .map { "\($0.rawValue) \(amount(month.movements[$0]))" }
    return
      ([CalendarMonth(number: month.period.number).text] + moved + [
        "closing \(amount(month.closing))"
      ])
      .joined(separator: ", ")
  }

  private func amount(_ minorUnits: Int64) -> String {
    PlainText.amount(Money(minorUnits: minorUnits, currency: currency))
  }

  /// What came, nearest to the line first.
  private static let up: [MovementKind] = [.expansion, .reactivation, .new]
  /// What went, nearest to the line first.
  private static let down: [MovementKind] = [.contraction, .churn]
}

/// How long a bar is for an amount.
struct Scale {
  private let pixels: Int64
  private let whole: Int64

  /// Prepares a scale.
  ///
  /// - Parameters:
  ///   - pixels: the whole length.
  ///   - whole: the amount that has it.
  init(pixels: Int64, of whole: Int64) {
    self.pixels = pixels
    self.whole = max(1, whole)
  }

  /// The length for an amount of either sign, at least one pixel where there is any.
  func length(of amount: Int64) -> Int {
    guard amount != 0 else { return 0 }
    let size = abs(max(amount, -.max))
    let (product, isOver) = size.multipliedReportingOverflow(by: pixels)
    return max(1, Int(isOver ? size / max(1, whole / pixels) : product / whole))
  }
}
