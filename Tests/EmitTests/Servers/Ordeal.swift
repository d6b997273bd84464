import Emit
import Foundation
import Reconciliation
import TestSupport

/// A plan on a bench, run again and again from the same start in ways no script is made for.
struct Ordeal {
  /// What a run has done.
  enum Outcome { case nothing, all, part }

  let bench: ServerBench
  let outcome: ChangePlanner.Outcome
  let plan: ChangePlan
  let script: String
  private let before: String
  private let rows: [[[ExportedCell]]]

  /// The sample, and a change of the status of every row beyond the ninth.
  init(_ bench: ServerBench) throws {
    self.bench = bench
    outcome = bench.sample(
      more: (9..<bench.rowCount).map { number in
        bench.update("s\(number + 1)", ["status": .text("PAST_DUE")])
      })
    plan = outcome.plans[0]
    script = try bench.writer.reconcile(plan)
    before = bench.dump()
    rows = bench.tables.map { bench.rows($0) }
  }

  /// What was done since the last time; then all is as before.
  func outcomeOfRun() -> Outcome {
    let count = bench.auditCount(plan)
    if count == 0 && bench.dump() == before { return .nothing }
    let isWhole = count == plan.changes.count && bench.tables.indices.allSatisfy { isDone(in: $0) }
    bench.restore()
    precondition(bench.dump() == before)
    return isWhole ? .all : .part
  }

  /// Whether every row of a table is as the plan wants it, those that it does not name as before.
  private func isDone(in table: Int) -> Bool {
    let touched = bench.tables[table].column(.touched)
    var wanted = rows[table]
    let found = bench.rows(table)
    guard found.count == wanted.count else { return false }
    for change in plan.changes.map(\.change) where change.table == table {
      guard
        let place = wanted.firstIndex(where: { row in
          change.locator.allSatisfy { row[$0.column] == $0.cell }
        })
      else { return false }
      for cell in change.new { wanted[place][cell.column] = cell.cell }
      if let touched { wanted[place][touched] = found[place][touched] }
    }
    return found == wanted
  }
}
