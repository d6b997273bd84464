import Billing
import Bytes
import Reconciliation
import XML

/// Which of the lost events may be sent again, and why the others may not.
struct ReplaySection {
  /// How many events are told one by one; all of them stand in `replay.ndjson`.
  private static let toldLimit = 25

  private let report: RunReport

  init(_ report: RunReport) { self.report = report }

  func write(to page: inout XMLWriter) {
    guard let plan = report.replay, !plan.entries.isEmpty else { return }
    page.section("replay", "Events to send again") { page in
      page.element("dl", ["class": "gaps"]) { page in
        for standing in ReplayPlan.Standing.allCases where plan.count(standing) > 0 {
          page.element(
            "dt", text: "\(PlainText.count(plan.count(standing))) \(standing.rawValue)")
          page.element("dd", text: standing.meaning)
        }
      }
      let safe = plan.entries.filter { $0.standing == .safe }
      guard !safe.isEmpty else { return }
      page.scrolling("Events that may be sent again") { page in
        page.element("table") { page in
          page.tableHead(["created", "event", "type", "object", "from"])
          page.element("tbody") { page in
            for entry in safe.prefix(Self.toldLimit) { write(entry, to: &page) }
          }
        }
      }
      page.element(
        "p", ["class": "legend"],
        text: safe.count > Self.toldLimit
          ? "The \(Self.toldLimit) oldest of those that may be sent; replay.ndjson has all."
          : "replay.sh sends what can be had from Stripe; replay.ndjson has every event.")
    }
  }

  private func write(_ entry: ReplayPlan.Entry, to page: inout XMLWriter) {
    let symbols = report.evidence.symbols
    page.element("tr") { page in
      page.element("td", ["class": "when"], text: entry.createdAt.map { Shown.time($0) } ?? "")
      page.element("th", ["scope": "row"], text: PlainText.shown(symbols.text(entry.event)))
      for text in [
        entry.type, symbols.text(entry.object),
        entry.senders.map(\.rawValue).joined(separator: " or "),
      ] {
        page.element("td", text: PlainText.shown(text))
      }
    }
  }
}

extension ReplayPlan.Standing {
  /// What it means, for people.
  fileprivate var meaning: String {
    switch self {
    case .safe: "the newest event of its object: it brings what is missing and undoes nothing"
    case .superseded: "a newer event of the same object exists, which it would undo"
    case .settled: "the database has by now what it says"
    case .undecided: "nobody can tell what it would do"
    case .unrecoverable: "nobody can send it any more"
    }
  }
}
