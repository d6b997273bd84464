import Emit
import Reconciliation
import TestSupport
import Testing

/// What a script does that was cut or damaged on its way: all of it or nothing.
@Suite(.enabled(if: ServerBench.isWanted, "\(ServerBench.requirement)"))
struct DamageTests {
  /// How a damaged script is run.
  enum Way: CaseIterable { case asTold, goingOn, dry }

  private static func run(_ script: ArraySlice<UInt8>, _ ordeal: Ordeal, _ way: Way) {
    _ = ordeal.bench.run(
      String(decoding: script, as: UTF8.self), arm: way == .dry ? nil : ordeal.plan.id,
      mode: way == .asTold ? .asTold : .goingOn)
  }

  @Test(arguments: DatabaseDialect.allCases, Way.allCases)
  func `a script cut anywhere does all or nothing`(_ dialect: DatabaseDialect, _ way: Way) throws {
    let ordeal = try Ordeal(ServerBench(dialect))
    defer { ordeal.bench.drop() }
    let script = Array(ordeal.script.utf8)
    var random = SplitMix64(seed: 60)
    // Most can go wrong near the statement that does everything.
    let last = (1...40).map { script.count - 4 * $0 + 3 }
    let cuts =
      Trials.isFull
      ? Array(script.indices)
      : (0..<Trials.count(94, full: 0)).map { _ in Int(random.next() % UInt64(script.count)) }
        + last
    var done = 0
    for cut in cuts {
      Self.run(script[..<cut], ordeal, way)
      let outcome = ordeal.outcomeOfRun()
      #expect(outcome != .part, "cut at \(cut)")
      if outcome == .all { done += 1 }
    }
    #expect(way == .dry ? done == 0 : done < cuts.count)
  }

  @Test(arguments: DatabaseDialect.allCases)
  func `a script with a damaged byte does all or nothing`(_ dialect: DatabaseDialect) throws {
    let ordeal = try Ordeal(ServerBench(dialect))
    defer { ordeal.bench.drop() }
    let script = Array(ordeal.script.utf8)
    var random = SplitMix64(seed: 61)
    for _ in 0..<Trials.count(80, full: 10_000) {
      let place = Int(random.next() % UInt64(script.count))
      var damaged = script
      damaged[place] ^= 1 << UInt8(random.next() % 7)
      Self.run(damaged[...], ordeal, .goingOn)
      #expect(ordeal.outcomeOfRun() != .part, "byte \(place) damaged to \(damaged[place])")
    }
  }

  /// The shell takes the body of a trigger that it does not know for one for so many statements.
  @Test(arguments: ["CREATE", "TEMP", "TRIGGER", "AFTER"], [false, true])
  func `the statements of a trigger that can not be made change nothing`(
    _ word: String, isRollback: Bool
  ) throws {
    let bench = try ServerBench(.sqlite)
    defer { bench.drop() }
    let outcome = bench.sample()
    let plan = isRollback ? outcome.inverses[0] : outcome.plans[0]
    let script = try isRollback ? bench.writer.rollback(plan) : bench.writer.reconcile(plan)
    if isRollback { #expect(try bench.apply(outcome).status == 0) }
    let head = "CREATE TEMP TRIGGER trueup_all AFTER"
    let damaged = script.replacing(head, with: head.replacing(word, with: "x" + word))
    #expect(damaged != script)
    let before = bench.dump()
    for arm in [plan.id, nil] {
      _ = bench.run(damaged, arm: arm, mode: .goingOn)
      #expect(bench.dump() == before)
      #expect(bench.auditCount(plan) == 0)
    }
  }
}
