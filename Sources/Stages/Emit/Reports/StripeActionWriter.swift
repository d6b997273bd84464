import Billing
import Bytes
import Diagnostics
public import Reconciliation

/// Writes `stripe-actions.txt`: what has to be done in Stripe, as a list to tick off.
///
/// No SQL does any of it and nothing here connects to Stripe: a person decides, acts on Stripe's
/// own pages, and the next run tells what is left.
public struct StripeActionWriter: Sendable {
  private let report: RunReport
  private let withheld: String?

  /// Creates a writer.
  ///
  /// - Parameters:
  ///   - report: the run.
  ///   - withheld: why nothing of the run may be applied, if so.
  public init(_ report: RunReport, withheld: String?) {
    self.report = report
    self.withheld = withheld
  }

  /// The list, the most money first; `nil` when there is nothing to do.
  public func text() -> [UInt8]? {
    let findings = report.stripeActions
    guard !findings.isEmpty else { return nil }
    let account = report.evidence.definition.stripe.account.map { ", account \(plain($0))" } ?? ""
    let mode = isLive ? "live mode" : "test mode"
    var lines = [
      "trueup \(plain(report.toolVersion)) stripe-actions.txt",
      "For run \(plain(report.runID)): \(PlainText.count(findings.count, "thing")) to do in Stripe "
        + "(\(mode)\(account)),",
      "the most money first. A person decides each; no SQL does it, and trueup never",
      "connects to Stripe. Tick what is done: the next run no longer finds it.",
    ]
    if let withheld {
      lines += PlainText.wrapped(
        "Do none of it yet: \(plain(withheld)).", first: "", rest: "")
    }
    let weights = findings.map { $0.drift.monthly?.minorUnits.magnitude ?? 0 }
    let order = findings.indices.sorted {
      weights[$0] == weights[$1] ? $0 < $1 : weights[$0] > weights[$1]
    }
    for (place, index) in order.enumerated() {
      lines += [""] + entry(findings[index], number: place + 1)
    }
    return Array((lines.joined(separator: "\n") + "\n").utf8)
  }

  private func entry(_ finding: RunReport.Finding, number: Int) -> [String] {
    let drift = finding.drift
    let action = plain(drift.stripeAction ?? "")
    var facts = subjects(of: drift)
    if let money = drift.monthly { facts.append(PlainText.amount(money) + " a month") }
    let evidence = drift.evidence.map {
      "\(plain(report.sources.name(of: $0.file)))#\($0.recordNumber)"
    }
    var sentences = [
      facts.joined(separator: " · "),
      "\(plain(drift.story)) (\(drift.code) \(drift.name), \(drift.severity.rawValue))",
      "drift \(finding.driftID)"
        + (evidence.isEmpty ? "" : ", evidence " + evidence.joined(separator: " ")),
    ]
    if let parent = finding.parentID {
      sentences.append("follows from \(parent); that comes first")
    }
    let title = action.prefix(1).uppercased() + action.dropFirst()
    return PlainText.wrapped(title, first: "[ ] \(number). ", rest: "    ")
      + sentences.filter { !$0.isEmpty }.flatMap {
        PlainText.wrapped($0, first: "    ", rest: "    ")
      } + (page(of: drift).map { ["    " + $0] } ?? [])
  }

  /// Whom it is about, each with its kind.
  private func subjects(of drift: Drift) -> [String] {
    let subject = FindingView(drift, in: report.evidence).subject
    return [
      ("subscription", subject.subscription), ("customer", subject.customer),
      ("owner", subject.owner), ("row", subject.rowKey),
    ].compactMap { kind, name in name.map { "\(kind) \(plain($0))" } }
  }

  /// Stripe's own page about it, where the names are plain enough to stand in an address.
  private func page(of drift: Drift) -> String? {
    let subject = FindingView(drift, in: report.evidence).subject
    let names = [("subscriptions", subject.subscription), ("customers", subject.customer)]
    guard
      let (folder, name) = names.lazy.compactMap({ folder, name in
        name.map { (folder, $0) }
      }).first, PlainText.isName(name)
    else { return nil }
    let account = report.evidence.definition.stripe.account ?? ""
    return "https://dashboard.stripe.com" + (PlainText.isName(account) ? "/" + account : "")
      + (isLive ? "" : "/test") + "/\(folder)/\(name)"
  }

  private var isLive: Bool {
    report.evidence.definition.stripe.livemode ?? report.evidence.ledger.survey.sawLive
  }

  /// A text without anything that could end a line.
  private func plain(_ text: String) -> String { PlainText.shown(text) }
}

extension RunReport {
  /// The open findings that something has to be done about in Stripe.
  var stripeActions: [Finding] { open.filter { $0.drift.stripeAction != nil } }
}
