import Billing
import Diagnostics
import Reconciliation

/// The counts of a summary, made once for its text, its JSON and its last line.
struct SummaryFigures {
  /// Findings of one severity, code and class.
  struct Row {
    let severity: Severity
    let code: String
    let name: String
    var count = 0
    var new = 0
    var recurred = 0
    /// How many there are of each disposition, in the order of its cases.
    var ofDisposition = [Int](repeating: 0, count: Disposition.allCases.count)
    /// What is at stake a month, by currency; consequences of another finding count with that one.
    var monthly: [Money] = []
  }

  /// What was read for one purpose.
  struct Input {
    let purpose: String
    var fileCount = 0
    var recordCount = 0
    var normalizedCount = 0
    var rejectedCount = 0
    var byteCount: UInt64 = 0
  }

  /// Findings that count, most urgent first.
  let rows: [Row]
  /// How many findings count.
  let open: Int
  /// How many of them are new.
  let new: Int
  /// How many of them had gone and are back.
  let recurred: Int
  /// How many findings are covered by a waiver.
  let waived: Int
  /// How many of the open ones there are of each disposition, in the order of its cases.
  let dispositions: [(disposition: Disposition, count: Int)]
  /// What could not be evaluated, by reason.
  let gaps: [RunReport.Gap]
  /// What was read, by purpose, in the order of the inputs.
  let inputs: [Input]
  /// What is at stake a month, by currency.
  let monthly: [Money]

  init(_ report: RunReport) {
    let rows = Self.rows(report.findings)
    self.rows = rows
    open = rows.reduce(0) { $0 + $1.count }
    new = rows.reduce(0) { $0 + $1.new }
    recurred = rows.reduce(0) { $0 + $1.recurred }
    waived = report.findings.count - open
    dispositions = Disposition.allCases.enumerated().map { place, disposition in
      (disposition, rows.reduce(0) { $0 + $1.ofDisposition[place] })
    }
    gaps = RunReport.Gap.all(of: report.notEvaluated)
    inputs = Self.inputs(report.inputs)
    monthly = report.moneyAtRisk
  }

  /// How many open findings have a disposition.
  func count(_ disposition: Disposition) -> Int {
    dispositions.first { $0.disposition == disposition }?.count ?? 0
  }

  /// How many open findings are of a severity.
  func count(_ severity: Severity) -> Int {
    rows.reduce(0) { $0 + ($1.severity == severity ? $1.count : 0) }
  }

  private static func rows(_ findings: [RunReport.Finding]) -> [Row] {
    var rows: [Row] = []
    // Findings are counted where they stand: copying one costs more than counting it.
    for place in findings.indices where findings[place].waiver == nil {
      let row = row(of: findings[place].drift, in: &rows)
      rows[row].count += 1
      rows[row].new += findings[place].standing == .new ? 1 : 0
      rows[row].recurred += findings[place].standing == .recurred ? 1 : 0
      rows[row].note(findings[place].drift.disposition)
      if findings[place].parentID == nil, let money = findings[place].drift.monthly {
        rows[row].add(money)
      }
    }
    return rows.sorted { one, other in
      if one.severity != other.severity { return one.severity > other.severity }
      return [one.code, one.name].lexicographicallyPrecedes([other.code, other.name]) {
        $0.utf8.lexicographicallyPrecedes($1.utf8)
      }
    }
  }

  /// The row of a finding; mostly the last one, because findings of a kind stand together.
  private static func row(of drift: Drift, in rows: inout [Row]) -> Int {
    let known = rows.lastIndex { row in
      row.severity == drift.severity && row.code.utf8.elementsEqual(drift.code.utf8)
        && row.name.utf8.elementsEqual(drift.name.utf8)
    }
    if let known { return known }
    rows.append(Row(severity: drift.severity, code: drift.code, name: drift.name))
    return rows.count - 1
  }

  private static func inputs(_ accounts: [RunReport.InputAccount]) -> [Input] {
    var inputs: [Input] = []
    for account in accounts {
      let found = inputs.firstIndex { $0.purpose.utf8.elementsEqual(account.purpose.utf8) }
      let place = found ?? inputs.count
      if found == nil { inputs.append(Input(purpose: account.purpose)) }
      inputs[place].fileCount += 1
      inputs[place].recordCount += account.recordCount
      inputs[place].normalizedCount += account.normalizedCount
      inputs[place].rejectedCount += account.rejectedCount
      inputs[place].byteCount += account.byteCount
    }
    return inputs
  }
}

extension SummaryFigures.Row {
  /// How many of them an automatic remedy mends.
  var fixable: Int {
    zip(Disposition.allCases, ofDisposition).first { $0.0 == .auto }?.1 ?? 0
  }

  fileprivate mutating func note(_ disposition: Disposition) {
    guard let place = Disposition.allCases.firstIndex(of: disposition) else { return }
    ofDisposition[place] += 1
  }

  fileprivate mutating func add(_ money: Money) {
    guard
      let place = monthly.firstIndex(where: { $0.currency.utf8.elementsEqual(money.currency.utf8) })
    else {
      monthly.append(money)
      monthly.sort { $0.currency.utf8.lexicographicallyPrecedes($1.currency.utf8) }
      return
    }
    monthly[place].minorUnits &+= money.minorUnits
  }
}

extension RunReport {
  /// What the exit status means in this run, in words.
  var verdict: String {
    if evidence.coverage.isTrustworthy, revenue?.tiesOut == false {
      return "revenue does not tie out, so its figures cannot be trusted"
    }
    if let safetyStop, exitStatus == .stopped { return "\(exitStatus.meaning): \(safetyStop)" }
    if exitStatus == .agreement, open.isEmpty, !evidence.coverage.holes.isEmpty {
      return "both sides agree in what could be judged"
    }
    guard exitStatus == .agreement, !open.isEmpty else { return exitStatus.meaning }
    guard let failOn else { return "drift was found, which this run was told never to fail for" }
    let isKnown = open.contains { $0.drift.severity >= failOn }
    return "drift was found, but none as urgent as \(failOn.rawValue)" + (isKnown ? " is new" : "")
  }
}
