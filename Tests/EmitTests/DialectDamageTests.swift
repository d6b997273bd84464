import Emit
import Foundation
import Reconciliation
import TestSupport
import Testing

/// What a script does that is cut, damaged or killed: all of it or nothing.
@Suite(.enabled(if: DialectBench.isWanted, "\(DialectBench.requirement)"))
struct DialectDamageTests {
  /// How many times as much is tried as in every check.
  private static let effort =
    Int(ProcessInfo.processInfo.environment["TRUEUP_SEEDS"] ?? "").map { max(1, $0) } ?? 1

  /// A plan on a bench, tried again and again from the same start.
  private struct Trial {
    let bench: DialectBench
    let outcome: ChangePlanner.Outcome
    let script, before: String

    init(_ dialect: DatabaseDialect) throws {
      bench = try DialectBench(dialect)
      outcome = bench.sample()
      script = try bench.writer.reconcile(outcome.plans[0])
      before = bench.dump()
    }

    /// Whether everything or nothing was done; then all is as before.
    func isWhole() -> (isWhole: Bool, isDone: Bool) {
      if bench.dump() == before { return (true, false) }
      let rows = bench.rows(DialectBench.shape)
      let isDone =
        rows[0][2] == .text("PAST_DUE") && rows[0][6] == .text("sub_2")
        && rows[1][6] == .text("sub_1") && rows[2][2] == .text("EXPIRED")
        && rows[2][9] == .text("evt_9")
        && bench.rows(DialectBench.paymentShape)[3][2] == .text("-500")
      bench.restore()
      return (isDone, true)
    }
  }

  @Test(arguments: DialectBench.dialects, DialectBench.Mode.allCases)
  func `a script cut anywhere does all or nothing`(
    _ dialect: DatabaseDialect, _ mode: DialectBench.Mode
  ) throws {
    let trial = try Trial(dialect)
    defer { trial.bench.drop() }
    let bytes = Array(trial.script.utf8)
    var random = SplitMix64(seed: 60)
    let count = 60 * Self.effort
    var cuts = (0..<count).map { _ in Int(random.next() % UInt64(bytes.count)) }
    // Most can go wrong near the statement that does everything.
    cuts += (1...40).map { bytes.count - 4 * $0 + 3 }
    var done = 0
    for (number, cut) in cuts.enumerated() {
      let piece = String(decoding: bytes[..<cut], as: UTF8.self)
      _ = trial.bench.run(piece, arm: trial.outcome.plans[0].id, mode: mode)
      let (isWhole, isDone) = trial.isWhole()
      #expect(isWhole, "cut at \(cut)")
      if isDone { done += 1 }
      if number % 4 == 0 {
        _ = trial.bench.run(piece, arm: nil, mode: mode)
        #expect(trial.bench.dump() == trial.before, "dry run cut at \(cut)")
      }
    }
    #expect(done > 0 && done < cuts.count)
  }

  @Test(arguments: DialectBench.dialects)
  func `a script with a damaged byte does all or nothing`(_ dialect: DatabaseDialect) throws {
    let trial = try Trial(dialect)
    defer { trial.bench.drop() }
    let bytes = Array(trial.script.utf8)
    var random = SplitMix64(seed: 61)
    for _ in 0..<(80 * Self.effort) {
      let place = Int(random.next() % UInt64(bytes.count))
      var damaged = bytes
      damaged[place] ^= 1 << UInt8(random.next() % 7)
      _ = trial.bench.run(
        String(decoding: damaged, as: UTF8.self), arm: trial.outcome.plans[0].id, mode: .goingOn)
      #expect(trial.isWhole().isWhole, "byte \(place) damaged to \(damaged[place])")
    }
  }

  @Test(arguments: DialectBench.dialects)
  func `a client killed at any moment leaves all or nothing`(_ dialect: DatabaseDialect) throws {
    let trial = try Trial(dialect)
    defer { trial.bench.drop() }
    let file = FileManager.default.temporaryDirectory.appending(path: "trueup-" + UUID().uuidString)
    try trial.script.write(to: file, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(at: file) }
    var random = SplitMix64(seed: 62)
    for _ in 0..<(15 * Self.effort) {
      let client = Process()
      client.executableURL = URL(filePath: "/usr/bin/env")
      client.arguments = trial.bench.words(arm: trial.outcome.plans[0].id)
      client.standardInput = try FileHandle(forReadingFrom: file)
      client.standardOutput = FileHandle.nullDevice
      client.standardError = FileHandle.nullDevice
      try client.run()
      usleep(UInt32(random.next() % 40_000))
      kill(client.processIdentifier, SIGKILL)
      client.waitUntilExit()
      trial.bench.awaitQuiet()
      #expect(trial.isWhole().isWhole)
    }
  }

  @Test(arguments: DialectBench.dialects)
  func `of two runs at once one waits or is refused`(_ dialect: DatabaseDialect) throws {
    let trial = try Trial(dialect)
    defer { trial.bench.drop() }
    let other = try trial.bench.holdLock()
    defer { other.waitUntilExit() }
    let told = trial.bench.run(
      trial.script.replacing(".timeout 3000", with: ".timeout 50"),
      arm: trial.outcome.plans[0].id)
    #expect(told.status != 0)
    #expect(told.text.contains(dialect == .mysql ? "TU003" : "database is locked"), "\(told.text)")
    #expect(trial.bench.dump() == trial.before)
  }
}

extension DialectBench {
  /// Waits until the server has noticed that a client is gone.
  fileprivate func awaitQuiet() {
    guard dialect == .mysql else { return }
    for _ in 0..<200 {
      let others =
        "SELECT count(*) FROM information_schema.PROCESSLIST "
        + "WHERE DB = DATABASE() AND ID <> CONNECTION_ID();"
      if query(others).output.hasPrefix("0") { return }
      usleep(10_000)
    }
  }

  /// Another session that reconciles for a second and a half.
  fileprivate func holdLock() throws -> Process {
    let statements =
      dialect == .mysql
      ? "SELECT GET_LOCK(CONCAT('trueup:', SHA1(CONCAT(DATABASE(), '.subscriptions'))), 0);"
        + " SELECT SLEEP(1.5);"
      : "BEGIN IMMEDIATE;\n.shell sleep 1.5\nROLLBACK;\n"
    let client = Process()
    client.executableURL = URL(filePath: "/usr/bin/env")
    client.arguments = words(arm: nil)
    let input = Pipe()
    client.standardInput = input
    client.standardOutput = FileHandle.nullDevice
    try client.run()
    input.fileHandleForWriting.write(Data(statements.utf8))
    try input.fileHandleForWriting.close()
    usleep(700_000)
    return client
  }
}
