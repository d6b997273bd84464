import Emit
import Foundation
import Reconciliation
import TestSupport
import Testing

/// What must not happen: that a script goes ahead where it should not.
@Suite(.enabled(if: ServerBench.isWanted, "\(ServerBench.requirement)"))
struct RefusalTests {
  @Test(arguments: DatabaseDialect.allCases.flatMap { Sabotage.all($0) })
  func `a run is refused and nothing changes`(_ sabotage: Sabotage) throws {
    for mode in ServerBench.Mode.allCases {
      let bench = try ServerBench(sabotage.dialect)
      defer { bench.drop() }
      let (told, hasChanged) = try sabotage.run(on: bench, mode: mode)
      #expect(told.text.contains(sabotage.words), "\(told.text.suffix(400))")
      #expect(told.status != 0 || mode == .goingOn || sabotage.arming == .none)
      #expect(!hasChanged, "\(mode)")
    }
  }

  /// How a dialect writes what stops a run.
  private struct Refusal {
    /// What each begins with.
    var begin: String
    /// What makes a mere remark of it.
    var remark: String

    init(_ dialect: DatabaseDialect) {
      (begin, remark) =
        switch dialect {
        case .postgresql:
          ("RAISE EXCEPTION USING ERRCODE = 'TU", "RAISE WARNING USING ERRCODE = '01")
        case .mysql: ("SIGNAL SQLSTATE 'TU", "SIGNAL SQLSTATE '01")
        case .sqlite: ("RAISE(ABORT, 'trueup TU", "nullif(1, 'trueup TU")
        }
    }

    /// The script with a number for each code, which tells the refusal that stopped a run.
    func numbered(_ script: String) -> String {
      let pieces = script.components(separatedBy: begin)
      let told = pieces.dropFirst().enumerated().map { number, piece in
        begin.dropLast(2) + "N\(1000 + number)" + piece.dropFirst(3)
      }
      return pieces[0] + told.joined()
    }

    /// The script in which one refusal does not stop anything.
    func lamed(_ script: String, at place: Int) -> String {
      let pieces = script.components(separatedBy: begin)
      return pieces[...place].joined(separator: begin) + remark
        + pieces[(place + 1)...].joined(separator: begin)
    }
  }

  @Test(arguments: DatabaseDialect.allCases)
  func `no refusal of the script can be taken away unnoticed`(_ dialect: DatabaseDialect) throws {
    let refusal = Refusal(dialect)
    let bench = try ServerBench(dialect)
    let pieces = try bench.writer.reconcile(bench.sample().plans[0])
      .components(separatedBy: refusal.begin)
    bench.drop()
    var noticed: Set<Int> = []
    for sabotage in Sabotage.all(dialect) {
      let bench = try ServerBench(dialect)
      defer { bench.drop() }
      let (told, _) = try sabotage.run(on: bench, mutating: refusal.numbered)
      guard let match = told.text.firstMatch(of: /N(1[0-9]{3})/), let number = Int(match.1),
        noticed.insert(number - 1000).inserted
      else { continue }
      let place = number - 1000
      let other = try ServerBench(dialect)
      defer { other.drop() }
      let (later, hasChanged) = try sabotage.run(on: other) { refusal.lamed($0, at: place) }
      if !hasChanged && later.text.contains(sabotage.words) { noticed.remove(place) }
    }
    let unnoticed = (0..<pieces.count - 1).filter { !noticed.contains($0) }
      .map { pieces[$0 + 1].prefix(100) }
    #expect(unnoticed.isEmpty)
  }
}
