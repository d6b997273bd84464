import Emit
import Foundation
import Reconciliation
import TestSupport
import Testing

/// What is left of a run that was killed: all of it or nothing.
@Suite(.enabled(if: ServerBench.isWanted, "\(ServerBench.requirement)"))
struct KillTests {
  /// Runs a plan of many rows again and again, each time killing something at another moment, and
  /// looks at what was done; the strike gets a number of microseconds, at most a run's duration.
  private func kill(
    _ count: Int, _ dialect: DatabaseDialect, in store: any BenchStore, options: [String] = [],
    by strike: (DatabaseProgram, ServerBench, UInt32) throws -> Void
  ) throws {
    let ordeal = try Ordeal(ServerBench(dialect, in: store, rowCount: 120))
    let bench = ordeal.bench
    defer { bench.drop() }
    let clock = ContinuousClock()
    let begin = clock.now
    let undisturbed = bench.run(ordeal.script, arm: ordeal.plan.id, options: options)
    let duration = (clock.now - begin) / .microseconds(1)
    #expect(undisturbed.status == 0, "\(undisturbed.text)")
    #expect(ordeal.outcomeOfRun() == .all)
    var random = SplitMix64(seed: 62)
    for _ in 0..<count {
      let running = try bench.start(ordeal.script, arm: ordeal.plan.id, options: options)
      try strike(running.program, bench, UInt32(random.next() % UInt64(1.1 * duration)))
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
    try kill(count, dialect, in: ServerBench.store(dialect)) { client, _, moment in
      usleep(moment)
      client.kill()
    }
  }

  @Test(arguments: [DatabaseDialect.postgresql, .mysql])
  func `a connection ended at any moment`(_ dialect: DatabaseDialect) throws {
    let count = Trials.count(10, full: 500)
    try kill(count, dialect, in: ServerBench.store(dialect)) { _, bench, moment in
      usleep(moment)
      let other = bench.makeSession()
      for number in bench.others { _ = other.ask(bench.store.end(number)) }
      other.close()
    }
  }

  @Test func `a PostgreSQL server killed at any moment`() throws {
    let server = try PostgresServer()
    let count = Trials.count(3, full: 200)
    try kill(count, .postgresql, in: PostgreSQLStore(server)) { _, bench, moment in
      usleep(moment)
      server.crash()
      bench.hangUp()
      try server.start()
    }
  }

  @Test func `a MariaDB server killed at any moment`() throws {
    let server = try MariaDBServer()
    let count = Trials.count(3, full: 200)
    try kill(count, .mysql, in: MariaDBStore(server)) { _, bench, moment in
      usleep(moment)
      server.crash()
      bench.hangUp()
      try server.start()
    }
  }

  @Test(arguments: ["DELETE", "TRUNCATE", "PERSIST", "WAL"])
  func `SQLite killed while it writes the database, which its journal then brings back`(
    _ mode: String
  ) throws {
    let store = SQLiteStore()
    let path = store.file.path
    // A log that was not finished is not even read.
    var isInTime = mode == "WAL"
    // On a busy machine all of some kills may come too late; then there are more of them.
    for _ in 0..<40 {
      try kill(
        Trials.count(10, full: 500), .sqlite, in: store,
        options: ["-cmd", "PRAGMA journal_mode = \(mode)"]
      ) { client, bench, moment in
        bench.hangUp()
        let written = mode == "WAL" ? path + "-wal" : path
        let before = Self.lastChange(of: written)
        while Self.lastChange(of: written) == before && client.isRunning {}
        usleep(moment % 2_000)
        client.kill()
        isInTime = isInTime || Self.isHot(path + "-journal")
      }
      if isInTime { break }
    }
    #expect(isInTime)
  }

  /// When a file was written to, in nanoseconds; 0 when there is none.
  private static func lastChange(of path: String) -> Int {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { return 0 }
    return status.st_mtim.tv_sec * 1_000_000_000 + status.st_mtim.tv_nsec
  }

  /// Whether a journal says what to bring back: it is there, and its beginning was not erased.
  private static func isHot(_ journal: String) -> Bool {
    FileHandle(forReadingAtPath: journal)?.readData(ofLength: 1).first == 0xD9
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
