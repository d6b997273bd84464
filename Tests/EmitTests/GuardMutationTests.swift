import Emit
import Foundation
import Reconciliation
import TestSupport
import Testing

/// Every condition on rows is there for something: without it, a script does wrong somewhere.
///
/// What a script refuses as a whole is taken away by `RefusalTests`.
@Suite(.enabled(if: ServerBench.isWanted, "\(ServerBench.requirement)"))
struct GuardMutationTests {
  /// The scripts, and those of them that every check takes.
  private static let scripts = DatabaseDialect.allCases.flatMap { dialect in
    [false, true].map { (dialect, isRollback: $0) }
  }
  .filter { Trials.isFull || !$0.isRollback || $0.0 == .sqlite }

  /// The steps; the same code writes each, and every check takes the first.
  private static let steps: Set = Trials.isFull ? [1, 2, 3, 4] : [1]

  /// What a script could do without: a search for an index to serve, before a stricter one; and in
  /// MySQL a marker, which decides only for a change that sets nothing else.
  private static let redundant: Set = [
    #"t."stripeCustomerId" = s."customer""#, "t.`stripeCustomerId` = s.`customer`",
    "CONVERT(t.`lastEventId` USING utf8mb4) <=> s.`new lastEventId`",
  ]

  @Test(arguments: scripts)
  func `no condition of a script can be taken away unnoticed`(
    _ dialect: DatabaseDialect, isRollback: Bool
  ) throws {
    let bench = try GuardBench(dialect, isRollback: isRollback)
    defer { bench.bench.drop() }
    let (general, ofColumns) = (bench.general, bench.ofColumns(inSteps: Self.steps))
    for trial in general + ofColumns {
      let fault = bench.fault(of: bench.script, in: trial)
      #expect(fault == nil)
    }
    #expect(!bench.overlooks(bench.script))
    let mutants = Mutant.all(of: bench.script).filter { mutant in
      !Self.redundant.contains(mutant.text) && mutant.step.map(Self.steps.contains) ?? true
    }
    #expect(mutants.count > 40)
    for mutant in mutants {
      let likely = ofColumns.filter {
        $0.change == mutant.step.map { $0 - 1 } && mutant.text.contains($0.column)
      }
      let isNoticed =
        (likely + general).contains { bench.fault(of: mutant.script, in: $0) != nil }
        || bench.overlooks(mutant.script)
      #expect(isNoticed, "\(mutant.testDescription)")
    }
  }
}
