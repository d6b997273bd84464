import Billing
import Bytes
import Detect
import Diff
import Reconciliation

/// Applies every automatic remedy in memory and compares again: nothing fixable may be left.
///
/// Only what the changes can reach is compared and judged again; see
/// <doc:0002-the-proof-looks-at-what-a-change-can-reach>.
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
    var changed: [Int] = []
    var caches = evidence.caches
    for finding in findings where finding.drift.disposition == .auto {
      guard finding.waiver == nil else {
        waived.insert(Subject(finding.drift, in: evidence))
        continue
      }
      if case .drop(let key) = finding.drift.remedy {
        for cache in caches.indices { caches[cache].drop(key: key) }
        convergence.changeCount += 1
      }
      guard case .update(let row, let cells, _) = finding.drift.remedy else { continue }
      for new in cells { tables[place].set(new.cell, row: row, column: new.column) }
      changed.append(row)
    }
    convergence.changeCount += changed.count
    guard !changed.isEmpty else { return convergence }
    var reach = EvidenceReach(in: evidence)
    for row in changed { reach.add(row: row, in: tables[place]) }
    let mended = compared(reach.part(of: tables), caches, like: evidence)
    let left = detector.run(mended, accounts: mended.comparison.accounts.indices)
    convergence.stillFixable = left.filter {
      $0.disposition == .auto && !waived.contains(Subject($0, in: mended))
    }.map { "\($0.code) \($0.name)" }
    return convergence
  }

  private func compared(
    _ part: (ledger: StripeLedger, tables: [DatabaseTable]), _ caches: [CacheTable],
    like evidence: Evidence
  ) -> Evidence {
    Evidence(
      ledger: part.ledger, tables: part.tables,
      comparison: AccountDiff(definition: definition).run(part.ledger, part.tables),
      definition: definition, coverage: evidence.coverage, caches: caches)
  }

  /// What a finding is about, comparable between two rounds over the same files.
  private struct Subject: Hashable {
    var code: String
    var row: RecordOrigin?
    var subscription: Symbol?

    init(_ drift: Drift, in evidence: Evidence) {
      code = drift.code
      row = drift.row.flatMap { evidence.table(.subscriptions)?.origins[$0] }
      subscription = drift.subscription.map { evidence.subscriptions[$0].id }
    }
  }
}
