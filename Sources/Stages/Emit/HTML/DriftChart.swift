import Billing
import Reconciliation
import XML

/// How many findings there are of each class, as bars beside their numbers.
struct DriftChart {
  private static let length = 160

  let figures: SummaryFigures

  func write(to page: inout XMLWriter) {
    guard !figures.rows.isEmpty else { return }
    let most = figures.rows.map(\.count).max() ?? 1
    page.section("drift", "Drift by class") { page in
      page.scrolling("Drift by class") { page in
        page.element("table", ["class": "classes drift"]) { page in
          page.tableHead(
            ["severity", "class"], numbers: ["findings", "", "new", "fixable", "a month"])
          page.element("tbody") { page in
            for row in figures.rows { write(row, of: most, to: &page) }
          }
        }
      }
    }
  }

  private func write(_ row: SummaryFigures.Row, of most: Int, to page: inout XMLWriter) {
    page.element("tr") { page in
      page.element("td") { page in
        page.element("span", ["class": "sev \(row.severity.rawValue)"], text: row.severity.rawValue)
      }
      page.element("th", ["scope": "row"], text: "\(row.code) \(row.name)")
      page.element("td", ["class": "number"], text: PlainText.count(row.count))
      page.element("td") { page in
        page.element(
          "svg",
          [
            "class": "bar \(row.severity.rawValue)", "width": "\(Self.length)", "height": "12",
            "viewBox": "0 0 \(Self.length) 12", "preserveAspectRatio": "none",
            "aria-hidden": "true",
          ]
        ) { page in
          let width = max(2, row.count * Self.length / most)
          page.element("rect", ["width": "\(width)", "height": "12", "rx": "2"])
        }
      }
      page.element("td", ["class": "number"], text: PlainText.count(row.new))
      page.element("td", ["class": "number"], text: PlainText.count(row.fixable))
      page.element(
        "td", ["class": "number"], text: row.monthly.isEmpty ? "" : PlainText.amounts(row.monthly))
    }
  }
}

/// How many findings each run had, a column for each run, this one last.
struct TrendChart {
  private static let runLimit = 60
  private static let size = (width: 720, height: 160)
  /// How wide the column of a run is at most.
  private static let widest = 40

  /// One run's findings by severity, most urgent first.
  private struct Column {
    var asOf: String
    var counts: [Int]
    var total: Int { counts.reduce(0, +) }
  }

  private let columns: [Column]

  init(report: RunReport, figures: SummaryFigures, earlier: [History.Run]) {
    func counts(_ count: (Severity) -> Int) -> [Int] { Severity.allCases.map(count) }
    let past = earlier.suffix(Self.runLimit - 1).map { run in
      Column(
        asOf: run.asOf,
        counts: counts { severity in
          run.counts.lazy.filter { $0.severity == severity.rawValue }.reduce(0) { $0 + $1.count }
        })
    }
    let present = Column(
      asOf: report.evidence.definition.clock.asOf.iso,
      counts: counts { figures.count($0) })
    columns = past + [present]
  }

  func write(to page: inout XMLWriter) {
    guard columns.count > 1, let first = columns.first, let last = columns.last else { return }
    let most = max(1, columns.map(\.total).max() ?? 1)
    page.section("trend", "Trend over \(columns.count) runs") { page in
      page.element("figure") { page in
        page.element(
          "svg",
          [
            "class": "trend", "role": "img", "aria-labelledby": "trend-said",
            "viewBox": "0 0 \(Self.size.width) \(Self.size.height)",
          ]
        ) { page in
          page.element(
            "title", ["id": "trend-said"],
            text: "From \(first.total) findings on \(first.asOf.prefix(10)) to \(last.total) on "
              + "\(last.asOf.prefix(10)); at most \(most).")
          for (place, column) in columns.enumerated() {
            write(column, at: place, of: most, to: &page)
          }
        }
        page.element(
          "figcaption",
          text: "\(first.asOf.prefix(10)) … \(last.asOf.prefix(10)), open findings by severity, at "
            + "most \(most)")
      }
    }
  }

  private func write(_ column: Column, at place: Int, of most: Int, to page: inout XMLWriter) {
    let step = min(Self.size.width / columns.count, Self.widest)
    var top = Self.size.height
    page.element("g") { page in
      page.element("title", text: "\(column.asOf.prefix(16)): \(column.total)")
      // Something can be pointed at even where a run had no findings.
      page.element(
        "rect",
        [
          "class": "ground", "x": "\(place * step)", "y": "0", "width": "\(step)",
          "height": "\(Self.size.height)",
        ])
      for (severity, count) in zip(Severity.allCases, column.counts).reversed() where count > 0 {
        let height = max(1, count * (Self.size.height - 4) / most)
        top -= height
        page.element(
          "rect",
          [
            "class": severity.rawValue, "x": "\(place * step + step / 8)", "y": "\(top)",
            "width": "\(max(1, step * 3 / 4))", "height": "\(height)",
          ])
      }
    }
  }
}
