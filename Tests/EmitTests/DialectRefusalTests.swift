import Emit
import Foundation
import Reconciliation
import TestSupport
import Testing

/// What must not happen: that a script goes ahead where it should not.
@Suite(.enabled(if: DialectBench.isWanted, "\(DialectBench.requirement)"))
struct DialectRefusalTests {
  @Test(arguments: DialectSabotage.all)
  func `a run is refused and nothing changes`(_ sabotage: DialectSabotage) throws {
    for mode in DialectBench.Mode.allCases {
      let (told, hasChanged) = try sabotage.run(mode: mode)
      #expect(told.text.contains(sabotage.words), "\(told.text.suffix(400))")
      #expect(told.status != 0 || mode == .goingOn)
      #expect(!hasChanged, "\(mode)")
    }
  }

  /// What each refusal begins with, up to its code, and what makes a mere remark of it.
  private static func refusal(_ dialect: DatabaseDialect) -> (begin: String, remark: String) {
    dialect == .mysql
      ? ("SIGNAL SQLSTATE 'TU", "SIGNAL SQLSTATE '01")
      : ("RAISE(ABORT, 'trueup TU", "nullif(1, 'trueup TU")
  }

  /// Every refusal with a number for its code, which tells the one that stopped a run.
  private static func numbered(_ script: String, _ dialect: DatabaseDialect) -> String {
    let begin = refusal(dialect).begin
    let pieces = script.components(separatedBy: begin)
    let told = pieces.dropFirst().enumerated().map { number, piece in
      begin.dropLast(2) + "N\(1000 + number)" + piece.dropFirst(3)
    }
    return pieces[0] + told.joined()
  }

  /// The script in which one refusal does not stop anything.
  private static func lamed(_ script: String, at place: Int, _ dialect: DatabaseDialect) -> String {
    let (begin, remark) = refusal(dialect)
    let pieces = script.components(separatedBy: begin)
    return pieces[...place].joined(separator: begin) + remark
      + pieces[(place + 1)...].joined(separator: begin)
  }

  @Test(arguments: DialectBench.dialects)
  func `no refusal of the script can be taken away unnoticed`(_ dialect: DatabaseDialect) throws {
    let bench = try DialectBench(dialect)
    let script = try bench.writer.reconcile(bench.sample().plans[0])
    bench.drop()
    let count = script.components(separatedBy: Self.refusal(dialect).begin).count - 1
    var noticed: Set<Int> = []
    for sabotage in DialectSabotage.all where sabotage.dialect == dialect {
      let (told, _) = try sabotage.run(mutating: { Self.numbered($0, dialect) })
      guard let match = told.text.firstMatch(of: /N(1[0-9]{3})/), let number = Int(match.1),
        !noticed.contains(number - 1000)
      else { continue }
      let place = number - 1000
      let (later, hasChanged) = try sabotage.run(mutating: { Self.lamed($0, at: place, dialect) })
      if hasChanged || !later.text.contains(sabotage.words) { noticed.insert(place) }
    }
    let lines = script.components(separatedBy: Self.refusal(dialect).begin).dropFirst()
      .map { $0.prefix(100) }
    let unnoticed = (0..<count).filter { !noticed.contains($0) }.map { lines[$0] }
    #expect(unnoticed.isEmpty)
  }
}
