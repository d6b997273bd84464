import Billing
import Bytes
import Diagnostics
public import Reconciliation
public import Revenue
import XML

/// Writes `report.html`: one page that anybody can open, without a network and without a framework.
///
/// Every text from outside passes through libxml2's writer, so it can be nothing but text; the
/// page's policy lets no other script run than its own, which it names by its digest
/// (Content Security Policy Level 3, “Hash usage”).
public struct ReportPageWriter: Sendable {
  /// Creates a writer.
  public init() {}

  /// The page.
  ///
  /// - Parameters:
  ///   - report: the run.
  ///   - worst: the past of what the most urgent findings are about, drawn in this order.
  ///   - earlier: the runs before this one, oldest first.
  ///   - revenue: what revenue comes to, where it was measured.
  /// - Returns: HTML that is also well-formed XML, in UTF-8.
  public func html(
    _ report: RunReport, worst: [Explanation], earlier: [History.Run],
    revenue: CloseFigures? = nil
  ) -> [UInt8] {
    let figures = SummaryFigures(report)
    var page = XMLWriter(.html)
    page.element("html", ["lang": "en"]) { page in
      head(of: report, to: &page)
      page.element("body") { page in
        page.element("a", ["class": "skip", "href": "#findings"], text: "Skip to the findings")
        MastHead(report: report, figures: figures).write(to: &page)
        page.element("main") { page in
          DriftChart(figures: figures).write(to: &page)
          TrendChart(report: report, figures: figures, earlier: earlier).write(to: &page)
          if let revenue { RevenueSection(revenue).write(to: &page) }
          WorstSection(worst).write(to: &page)
          ReplaySection(report).write(to: &page)
          FindingList(report).write(to: &page)
          CoverageSection(report: report, figures: figures).write(to: &page)
        }
        footer(of: report, to: &page)
        page.element("script") { $0.literal(ReportScript.text) }
      }
    }
    return page.finish()
  }

  private func head(of report: RunReport, to page: inout XMLWriter) {
    page.element("head") { page in
      page.element("meta", ["charset": "utf-8"])
      page.element(
        "meta",
        ["name": "viewport", "content": "width=device-width, initial-scale=1"])
      page.element("meta", ["name": "color-scheme", "content": "light dark"])
      page.element("meta", ["name": "referrer", "content": "no-referrer"])
      page.element(
        "meta",
        [
          "http-equiv": "Content-Security-Policy",
          "content":
            "default-src 'none'; base-uri 'none'; form-action 'none'; "
            + "style-src 'sha256-\(ReportStyle.digest)'; "
            + "script-src 'sha256-\(ReportScript.digest)'",
        ])
      let name = PlainText.shown(report.evidence.definition.name)
      page.element("title", text: "\(name): \(report.verdict) – trueup")
      page.element("style") { $0.literal(ReportStyle.text) }
    }
  }

  private func footer(of report: RunReport, to page: inout XMLWriter) {
    page.element("footer") { page in
      page.element(
        "p",
        text:
          "trueup \(report.toolVersion) · run \(report.runID) · "
          + "plan \(report.planDigest.prefix(12)) · "
          + "each input and output with its SHA-256 in manifest.json")
      page.element(
        "p",
        text: "Personal data is not shown. Nothing on this page was fetched, and nothing is sent.")
    }
  }
}

/// Who, when and what came of it.
private struct MastHead {
  let report: RunReport
  let figures: SummaryFigures

  func write(to page: inout XMLWriter) {
    let definition = report.evidence.definition
    let status = report.exitStatus
    page.element("header") { page in
      page.element(
        "p", ["class": "eyebrow"],
        text: "trueup · as of \(Shown.time(definition.clock.asOf)) UTC · database dumped "
          + Shown.time(definition.clock.dumpTakenAt))
      page.element("h1", text: PlainText.shown(definition.name))
      // What makes no run fail is not in order for that.
      let tone = status == .agreement && figures.open > 0 ? "warn" : status.tone
      page.element("p", ["class": "verdict \(tone)"]) { page in
        page.element(
          "strong", text: report.verdict.prefix(1).uppercased() + report.verdict.dropFirst())
        page.text(" · exit \(status.rawValue)")
      }
      page.element("dl", ["class": "tiles"]) { page in
        let (new, recurred) = (PlainText.count(figures.new), PlainText.count(figures.recurred))
        tile("findings", figures.open, note: "\(new) new, \(recurred) recurred", &page)
        let drops = report.open.count(where: \.dropsKey)
        let alsoThere = "and \(PlainText.count(drops, "key")) of the cache by cache.redis"
        tile(
          "mended by SQL", figures.count(.auto) - drops,
          note: drops > 0 ? alsoThere : "guarded, with a rollback", &page)
        tile("for a person", figures.count(.review), note: "in review.sql", &page)
        tile("in Stripe", figures.count(.stripe), note: "never by SQL", &page)
        tile(
          "a month at risk",
          figures.monthly.isEmpty ? "–" : PlainText.amounts(figures.monthly), note: "", &page)
        tile(
          "checked", report.evidence.subscriptions.count, note: "subscriptions at Stripe", &page)
      }
    }
  }

  private func tile(
    _ name: String, _ number: Int, note: String, _ page: inout XMLWriter
  ) {
    tile(name, PlainText.count(number), note: note, &page)
  }

  private func tile(_ name: String, _ value: String, note: String, _ page: inout XMLWriter) {
    page.element("div") { page in
      page.element("dt", text: name)
      page.element("dd") { page in
        page.element("b", text: value)
        if !note.isEmpty { page.element("small", text: note) }
      }
    }
  }
}

extension RunReport.ExitStatus {
  /// The class of the verdict's element.
  fileprivate var tone: String {
    switch self {
    case .agreement: "good"
    case .drift: "warn"
    case .failure, .untrusted, .stopped: "bad"
    }
  }
}

/// What could not be looked at, and what was.
private struct CoverageSection {
  let report: RunReport
  let figures: SummaryFigures

  func write(to page: inout XMLWriter) {
    page.section("coverage", "What this verdict rests on") { page in
      let coverage = report.evidence.coverage
      if !coverage.holes.isEmpty || !coverage.missingTables.isEmpty {
        page.element("ul", ["class": "holes"]) { page in
          for hole in coverage.holes {
            page.element("li", ["class": hole.blocksVerdict ? "bad" : nil]) { page in
              page.element("strong", text: PlainText.shown(hole.name) + ":")
              page.text(" " + PlainText.shown(hole.message))
            }
          }
          for table in coverage.missingTables {
            page.element("li", text: "the table \(PlainText.shown(table)) was not supplied")
          }
        }
      }
      gaps(to: &page)
      inputs(to: &page)
    }
  }

  private func gaps(to page: inout XMLWriter) {
    guard !figures.gaps.isEmpty else { return }
    let count = PlainText.count(report.notEvaluated.count, "class", plural: "classes")
    page.element("h3", text: "Not evaluated: \(count), of which nothing is claimed")
    page.element("dl", ["class": "gaps"]) { page in
      for gap in figures.gaps {
        page.element("dt", text: PlainText.shown(gap.reason))
        page.element(
          "dd",
          text: gap.checks.map { PlainText.shown("\($0.code) \($0.name)") }.joined(separator: ", "))
      }
    }
  }

  private func inputs(to page: inout XMLWriter) {
    guard !figures.inputs.isEmpty else { return }
    page.element("h3", text: "Inputs")
    page.scrolling("Inputs") { page in
      page.element("table") { page in
        page.tableHead(
          ["for"], numbers: ["files", "records", "normalized", "rejected", "bytes"])
        page.element("tbody") { page in
          for input in figures.inputs {
            page.element("tr") { page in
              page.element("th", ["scope": "row"], text: PlainText.shown(input.purpose))
              let counts = [
                input.fileCount, input.recordCount, input.normalizedCount, input.rejectedCount,
              ]
              for count in counts.map({ PlainText.count($0) }) + [PlainText.count(input.byteCount)]
              {
                page.element("td", ["class": "number"], text: count)
              }
            }
          }
        }
      }
    }
  }
}
