import Billing
import Diagnostics
import Reconciliation
import XML

/// Every finding, closed until somebody opens it; a script narrows the list down.
///
/// Ten thousand findings with all their facts would make a page of 25 MB, and as many lists of
/// elements would keep a browser busy for seconds: only the most urgent can be opened. The others
/// are one text, of which the script shows what is asked for.
struct FindingList {
  /// How many findings can be opened.
  private static let openLimit = 1_000

  private let report: RunReport

  init(_ report: RunReport) { self.report = report }

  func write(to page: inout XMLWriter) {
    page.section("findings", "Findings") { page in
      guard !report.findings.isEmpty else {
        page.element("p", text: "Both sides agree: there is nothing to show.")
        return
      }
      form(to: &page)
      let others = report.findings.dropFirst(Self.openLimit)
      if !others.isEmpty {
        page.element(
          "p",
          text:
            "The \(PlainText.count(Self.openLimit)) most urgent can be opened. The facts of all "
            + "stand in drift.csv.gz; trueup explain tells of each.")
      }
      page.element("ol", ["class": "findings"]) { page in
        for finding in report.findings.prefix(Self.openLimit) { write(finding, to: &page) }
      }
      if !others.isEmpty { write(others: others, to: &page) }
    }
  }

  /// What narrows the list down; hidden until the script is there to answer.
  private func form(to page: inout XMLWriter) {
    page.element("form", ["role": "search", "hidden": "hidden", "id": "filter"]) { page in
      page.element("label") { page in
        page.text("Search ")
        page.element(
          "input",
          ["type": "search", "id": "words", "placeholder": "id, class, cause …", "accesskey": "s"])
      }
      page.element("fieldset") { page in
        page.element("legend", text: "Severity")
        for severity in Severity.allCases {
          page.element("label") { page in
            page.element(
              "input",
              [
                "type": "checkbox", "name": "severity", "value": severity.rawValue,
                "checked": "checked",
              ])
            page.text(" " + severity.rawValue)
          }
        }
      }
      page.element("label") { page in
        page.text("What to do ")
        page.element("select", ["id": "disposition"]) { page in
          page.element("option", ["value": ""], text: "anything")
          for disposition in Disposition.allCases {
            page.element("option", ["value": disposition.rawValue], text: disposition.rawValue)
          }
        }
      }
      page.element("output", ["id": "shown", "aria-live": "polite"], text: "")
    }
  }

  private func write(_ finding: RunReport.Finding, to page: inout XMLWriter) {
    let drift = finding.drift
    let view = FindingView(drift, in: report.evidence)
    page.element(
      "li",
      [
        "data-severity": drift.severity.rawValue, "data-disposition": drift.disposition.rawValue,
        "class": finding.waiver == nil ? nil : "waived",
      ]
    ) { page in
      page.element("details", ["id": "d-\(finding.driftID)"]) { page in
        page.element("summary", ["class": "line"]) { page in
          for (kind, text) in cells(of: drift, view) {
            page.element("span", ["class": kind == "sev" ? "sev \(text)" : kind], text: text)
          }
        }
        FindingFacts(finding, view).write(to: &page)
      }
    }
  }

  /// Writes findings that cannot be opened, one a line: its cells, its name, whether it is waived.
  ///
  /// A shown text holds no tab and no line feed.
  private func write(others: ArraySlice<RunReport.Finding>, to page: inout XMLWriter) {
    page.element("details", ["id": "others"]) { page in
      page.element("summary", text: "The other \(PlainText.count(others.count)), one a line")
      page.element("pre") { page in
        for finding in others {
          let view = FindingView(finding.drift, in: report.evidence)
          let ends = [finding.driftID, finding.waiver == nil ? "" : "waived"]
          let line = cells(of: finding.drift, view).map(\.text) + ends
          page.text(line.joined(separator: "\t") + "\n")
        }
      }
    }
    page.element("button", ["type": "button", "id": "more", "hidden": "hidden"], text: "Show more")
  }

  /// A finding in a line.
  private func cells(of drift: Drift, _ view: FindingView) -> [(kind: String, text: String)] {
    [
      ("sev", drift.severity.rawValue), ("code", drift.code), ("class", drift.name),
      ("who", PlainText.shown(view.subject.entity ?? "")),
      ("money", drift.monthly.map(PlainText.amount) ?? ""), ("todo", drift.disposition.rawValue),
    ]
  }
}

/// What there is to say about a finding, as names and values.
struct FindingFacts {
  private let finding: RunReport.Finding
  private let view: FindingView

  init(_ finding: RunReport.Finding, _ view: FindingView) {
    self.finding = finding
    self.view = view
  }

  func write(to page: inout XMLWriter) {
    let drift = finding.drift
    page.element("dl", ["class": "facts"]) { page in
      fact("what", drift.story, to: &page)
      change(to: &page)
      cause(to: &page)
      fact("to do", drift.advice, to: &page)
      fact("held back", drift.heldBack ?? "", to: &page)
      fact("only if", drift.guards.joined(separator: "; "), to: &page)
      fact("waived", finding.waiver ?? "", to: &page)
      fact("follows from", finding.parentID ?? "", link: finding.parentID, to: &page)
      fact("subscription", view.subject.subscription ?? "", to: &page)
      fact("customer", view.subject.customer ?? "", to: &page)
      fact("row", view.subject.rowKey.map { "\($0) of \(drift.table)" } ?? "", to: &page)
      fact("user", view.subject.owner ?? "", to: &page)
      fact(
        "drift",
        "\(finding.driftID), \(finding.standing.rawValue), first seen in \(finding.firstSeenRun)",
        to: &page)
    }
  }

  private func change(to page: inout XMLWriter) {
    let fields = finding.drift.fields
    guard !fields.isEmpty else { return }
    page.element("dt", text: "change")
    page.element("dd") { page in
      page.element("table", ["class": "change"]) { page in
        page.tableHead(["column", "database", "Stripe"])
        page.element("tbody") { page in
          for field in fields {
            page.element("tr") { page in
              page.element(
                "th", ["scope": "row"], text: PlainText.shown(view.columnName(of: field)))
              page.element("td") { page in
                page.element("del", text: Shown.text(view.shown(field.sides.database, of: field)))
              }
              page.element("td") { page in
                page.element("ins", text: Shown.text(view.shown(field.sides.stripe, of: field)))
              }
            }
          }
        }
      }
    }
  }

  private func cause(to page: inout XMLWriter) {
    let cause = finding.drift.cause
    let words = [cause.code.rawValue] + (cause.reason.map { [$0.rawValue] } ?? [])
    page.element("dt", text: "cause")
    page.element("dd") { page in
      page.element("p") { page in
        // A line ends behind each element, so the comma stands inside.
        page.element("b", text: words.joined(separator: ", ") + ",")
        page.text(" \(cause.confidence) % sure")
      }
      if !cause.evidence.isEmpty {
        page.element("ul") { page in
          for sentence in cause.evidence { page.element("li", text: PlainText.shown(sentence)) }
        }
      }
      if !cause.refutedIf.isEmpty {
        let name = cause.code == .unknown ? "To settle it: " : "Wrong if: "
        page.element("p", text: name + PlainText.shown(cause.refutedIf))
      }
    }
  }

  private func fact(
    _ name: String, _ text: String, link: String? = nil, to page: inout XMLWriter
  ) {
    guard !text.isEmpty else { return }
    page.element("dt", text: name)
    page.element("dd") { page in
      if let link {
        page.element("a", ["href": "#d-\(link)"], text: text)
      } else {
        page.text(PlainText.shown(text))
      }
    }
  }
}
