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
}
