import Billing
import Reconciliation

/// The one line that says how a run ended, for a log, a chat and a person who reads no further.
struct LastLine {
  let report: RunReport
  let figures: SummaryFigures

  var text: String {
    let parts = [checked, drift, dispositions, money, gaps, doubt, exit]
    return parts.compactMap(\.self).joined(separator: " · ")
  }

  private var checked: String {
    "checked " + PlainText.count(report.evidence.subscriptions.count, "subscription")
  }

  private var drift: String {
    var notes = [(figures.new, "new"), (figures.recurred, "recurred")]
      .filter { $0.0 > 0 }.map { "\(PlainText.count($0.0)) \($0.1)" }
    if notes.isEmpty, figures.open > 0 { notes = ["none new"] }
    if figures.waived > 0 { notes.append("\(PlainText.count(figures.waived)) waived") }
    let count = figures.open == 0 ? "no" : PlainText.count(figures.open)
    return "\(count) drift" + (notes.isEmpty ? "" : " (\(notes.joined(separator: ", ")))")
  }

  private var dispositions: String? {
    let counts = figures.dispositions.filter { $0.count > 0 }
    guard !counts.isEmpty else { return nil }
    return counts.map { "\(PlainText.count($0.count)) \($0.disposition.phrase)" }
      .joined(separator: ", ")
  }

  private var money: String? {
    guard figures.open > 0 else { return nil }
    guard !figures.monthly.isEmpty else { return "amount at risk not known" }
    return PlainText.amounts(figures.monthly) + " a month at risk"
  }

  private var gaps: String? {
    let count = report.notEvaluated.count
    guard let first = figures.gaps.first else { return nil }
    // What follows the semicolon says what would allow the check; the summary has it.
    let reason = PlainText.shown(String(first.reason.prefix { $0 != ";" }))
    let others = figures.gaps.count - 1
    let rest = others == 0 ? "" : " and " + PlainText.count(others, "other reason")
    return PlainText.count(count, "class", plural: "classes") + " not evaluated (\(reason)\(rest))"
  }

  private var doubt: String? {
    switch report.exitStatus {
    case .agreement, .drift: nil
    case .failure: "the changes do not converge"
    case .untrusted:
      report.evidence.coverage.isTrustworthy
        ? "revenue does not tie out" : "evidence incomplete"
    case .stopped: "stopped by a safety limit"
    }
  }

  private var exit: String { "exit \(report.exitStatus.rawValue)" }
}

extension Disposition {
  /// What comes behind a count of findings.
  fileprivate var phrase: String {
    switch self {
    case .auto: "fixable"
    case .review: "for review"
    case .stripe: "to mend in Stripe"
    case .replay: "to replay"
    case .report: "for information"
    }
  }
}

extension PlainText {
  /// Amounts of several currencies in one phrase: `1,240.00 usd + 300 jpy`.
  static func amounts(_ amounts: [Money]) -> String {
    amounts.map(amount).joined(separator: " + ")
  }

  /// An amount with its thousands apart: `1,240.00 usd`.
  static func amount(_ money: Money) -> String {
    grouped(money.decimalText) + (money.currency.isEmpty ? "" : " " + shown(money.currency))
  }
}
