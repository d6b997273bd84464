import Billing
import Detect
import Diff
import Reconciliation

/// Applies every automatic remedy in memory and compares again: nothing fixable may be left.
struct ConvergenceProof {
  let definition: SystemDefinition
  let detector: DriftDetector

  /// The findings that would be fixed automatically even after the remedies.
  ///
  /// - Returns: what the summary says; `stillFixable` holds codes and classes.
  func check(_ findings: [RunReport.Finding], of evidence: Evidence) -> RunReport.Convergence {
    var convergence = RunReport.Convergence()
    var tables = evidence.tables
    guard
      let place = tables.firstIndex(where: { $0.definition.role == .subscriptions })
    else { return convergence }
    var waived: Set<Subject> = []
    for finding in findings where finding.drift.disposition == .auto {
      guard finding.waiver == nil else {
        waived.insert(Subject(finding.drift))
        continue
      }
      guard case .update(let row, let cells, _) = finding.drift.remedy else { continue }
      for new in cells { tables[place].set(new.cell, row: row, column: new.column) }
      convergence.changeCount += 1
    }
    guard convergence.changeCount > 0 else { return convergence }
    let comparison = AccountDiff(definition: definition).run(evidence.ledger, tables)
    let mended = Evidence(
      ledger: evidence.ledger, tables: tables, comparison: comparison, definition: definition,
      coverage: evidence.coverage)
    let left = detector.run(mended, accounts: 0..<comparison.accounts.count)
    convergence.stillFixable = left.filter {
      $0.disposition == .auto && !waived.contains(Subject($0))
    }.map { "\($0.code) \($0.name)" }
    return convergence
  }

  /// What a finding is about, comparable between two rounds over the same rows.
  private struct Subject: Hashable {
    var code: String
    var row: Int?
    var subscription: Int?

    init(_ drift: Drift) {
      code = drift.code
      row = drift.row
      subscription = drift.subscription
    }
  }
}
