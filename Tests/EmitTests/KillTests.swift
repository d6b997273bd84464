import Emit
import Foundation
import Reconciliation
import TestSupport
import Testing

/// What is left of a run that was killed: all of it or nothing.
@Suite(.enabled(if: ServerBench.isWanted, "\(ServerBench.requirement)"))
struct KillTests {
  /// Runs a plan of many rows again and again, each time killing something at another moment, and
  /// looks at what was done.
  private func kill(
    _ count: Int, _ dialect: DatabaseDialect, in store: any BenchStore,
    by strike: (DatabaseProgram, ServerBench) throws -> Void
  ) throws {
    let ordeal = try Ordeal(ServerBench(dialect, in: store, rowCount: 120))
    let bench = ordeal.bench
    defer { bench.drop() }
    let clock = ContinuousClock()
    let begin = clock.now
    let undisturbed = bench.run(ordeal.script, arm: ordeal.plan.id)
    let duration = (clock.now - begin) / .microseconds(1)
    #expect(undisturbed.status == 0, "\(undisturbed.text)")
    #expect(ordeal.outcomeOfRun() == .all)
    var random = SplitMix64(seed: 62)
    for _ in 0..<count {
      let running = try bench.start(ordeal.script, arm: ordeal.plan.id)
      usleep(UInt32(random.next() % UInt64(1.1 * duration)))
      try strike(running.program, bench)
      let told = running.answer()
      bench.awaitQuiet()
      let outcome = ordeal.outcomeOfRun()
      #expect(outcome != .part)
      #expect(told.status != 0 || outcome == .all, "what was promised is kept")
    }
  }

  @Test(arguments: DatabaseDialect.allCases)
  func `a client killed at any moment`(_ dialect: DatabaseDialect) throws {
    let count = Trials.count(15, full: 1_000)
    try kill(count, dialect, in: ServerBench.store(dialect)) { client, _ in client.kill() }
  }

  @Test(arguments: [DatabaseDialect.postgresql, .mysql])
  func `a connection ended at any moment`(_ dialect: DatabaseDialect) throws {
    let count = Trials.count(10, full: 500)
    try kill(count, dialect, in: ServerBench.store(dialect)) { _, bench in
      let other = bench.makeSession()
      for number in bench.others { _ = other.ask(bench.store.end(number)) }
      other.close()
    }
  }

  @Test func `a PostgreSQL server killed at any moment`() throws {
    let server = try PostgresServer()
    let count = Trials.count(3, full: 200)
    try kill(count, .postgresql, in: PostgreSQLStore(server)) { _, bench in
      server.crash()
      bench.hangUp()
      try server.start()
    }
  }

  @Test func `a MariaDB server killed at any moment`() throws {
    let server = try MariaDBServer()
    let count = Trials.count(3, full: 200)
    try kill(count, .mysql, in: MariaDBStore(server)) { _, bench in
      server.crash()
      bench.hangUp()
      try server.start()
    }
  }
}

extension ServerBench {
  /// The numbers of the connections of others.
  fileprivate var others: [Substring] {
    store.others.map { query($0).split(separator: "\n") } ?? []
  }

  /// Waits until the server has noticed that a client is gone.
  fileprivate func awaitQuiet() {
    for _ in 0..<500 where !others.isEmpty { usleep(5_000) }
  }
}
