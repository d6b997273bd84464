import Emit
import Foundation
import Reconciliation
import TestSupport
import Testing

/// What becomes of writes that happen while a script runs: none is lost.
@Suite(.enabled(if: ServerBench.isWanted, "\(ServerBench.requirement)"))
struct RaceTests {
  @Test(arguments: DatabaseDialect.allCases)
  func `no write of others is lost, and a script does all or nothing`(
    _ dialect: DatabaseDialect
  ) throws {
    let bench = try ServerBench(dialect)
    defer { bench.drop() }
    let writers = Writers(bench)
    defer { writers.close() }
    let outcome = bench.sample(more: [Self.insertion])
    let plan = outcome.plans[0]
    let script = try bench.writer.reconcile(plan)
    var random = SplitMix64(seed: 63)
    var ends: [String: Int] = [:]
    for trial in 0..<Trials.count(50, full: 1_000) {
      writers.restore()
      writers.start(&random, milliseconds: 60)
      usleep(UInt32(random.next() % 20_000))
      let told = bench.run(script, arm: plan.id)
      let failures = writers.failures()
      let count = bench.auditCount(plan)
      let isApplied = told.status == 0
      // A writer may have made the payment that the script wanted to insert.
      let numbers = told.text.firstMatch(of: /([0-9]+) changed, ([0-9]+) already/)
      let (changed, already) = (numbers.map { Int($0.1) ?? 0 }, numbers.map { Int($0.2) ?? 0 })
      #expect(count == (isApplied ? changed : 0), "trial \(trial): \(told.text)")
      #expect(!isApplied || count + (already ?? 0) == plan.changes.count, "trial \(trial)")
      expectEverything(in: bench, isApplied: isApplied, trial: trial)
      let code = told.text.firstMatch(of: /TU0[0-9]{2}/).map { String($0.output) }
      ends[isApplied ? "applied" : code ?? "refused by the server", default: 0] += 1
      ends["writers stopped by an error", default: 0] += failures
    }
    if Trials.isFull { print("races on \(dialect): \(ends.sorted { $0.key < $1.key })") }
    #expect(ends["applied", default: 0] > 0 && ends["TU007", default: 0] > 0, "\(ends)")
  }

  /// A payment that a writer may make as well.
  private static let insertion = Change(
    .insert, table: ServerBench.payments, locator: [ColumnCell(3, .text("pi_new_7"))], old: [],
    new: [
      ColumnCell(1, .text("s7")), ColumnCell(2, .text("1")), ColumnCell(3, .text("pi_new_7")),
    ], reason: Script.reason("pi_new_7"))

  /// That the tables hold what follows from the writes that were committed and from the script.
  private func expectEverything(in bench: ServerBench, isApplied: Bool, trial: Int) {
    func counts(_ kind: Writers.Kind) -> [Int] {
      let places = bench.query("SELECT place FROM \(kind.rawValue);").split(separator: "\n")
      return (1...9).map { place in places.count { Int($0) == place } }
    }
    let subscriptions = bench.rows(ServerBench.subscriptions)
    let payments = bench.rows(ServerBench.payments)
    func text(_ cell: ExportedCell) -> String {
      cell.bytes.map { String(decoding: $0, as: UTF8.self) } ?? "NULL"
    }

    // Sums: an overwritten write would be missing in one.
    let raises = counts(.raises)
    for place in 1...9 {
      let planned = place == 4 && isApplied ? -500 - 2999 : 0
      let amount = payments.first { text($0[0]) == "\(place)" }.map { text($0[2]) }
      #expect(amount == "\(2999 + raises[place - 1] + planned)", "trial \(trial), payment \(place)")
    }
    // Lengths, in a column that the script does not set.
    let notes = counts(.notes)
    for place in 1...9 {
      let wanted = "person\(place)@example.com" + String(repeating: "x", count: notes[place - 1])
      #expect(text(subscriptions[place - 1][7]) == wanted, "trial \(trial), row \(place)")
    }
    // Swaps of the same two values: only whether their number is even matters.
    let swaps = counts(.swaps).reduce(0, +) + (isApplied ? 1 : 0)
    let ids = subscriptions.map { text($0[6]) }
    let wanted = swaps % 2 == 0 ? ["sub_1", "sub_2"] : ["sub_2", "sub_1"]
    #expect(ids == wanted + (3...9).map { "sub_\($0)" }, "trial \(trial)")
    // What arrived is there, and nothing twice.
    let arrivals = counts(.arrivals)
    for place in 1...9 {
      let count = payments.count { text($0[3]) == "pi_new_\(place)" }
      let planned = place == 7 && isApplied ? 1 : 0
      #expect(count == max(arrivals[place - 1], planned), "trial \(trial), arrival \(place)")
    }
    let isDone = text(subscriptions[0][2]) == "PAST_DUE" && text(subscriptions[2][9]) == "evt_9"
    #expect(isDone == isApplied, "trial \(trial)")
  }

  @Test(arguments: DatabaseDialect.allCases)
  func `of four runs at once one changes the rows`(_ dialect: DatabaseDialect) throws {
    let ordeal = try Ordeal(ServerBench(dialect))
    defer { ordeal.bench.drop() }
    // In MySQL the procedure of one run may be gone by the work of another.
    let refusals = ["TU003", "database is locked", "already applied", "does not exist"]
    let words = "\(ordeal.plan.changes.count) changed"
    for _ in 0..<Trials.count(5, full: 100) {
      var told: [DatabaseAnswer] = []
      let first = try ordeal.bench.start(ordeal.script, arm: ordeal.plan.id)
      let second = try ordeal.bench.start(ordeal.script, arm: ordeal.plan.id)
      let third = try ordeal.bench.start(ordeal.script, arm: ordeal.plan.id)
      told.append(ordeal.bench.run(ordeal.script, arm: ordeal.plan.id))
      told += [first.answer(), second.answer(), third.answer()]
      let winners = told.count { $0.text.contains(words) }
      #expect(winners <= 1)
      for other in told where !other.text.contains(words) {
        #expect(refusals.contains { other.text.contains($0) }, "\(other.text)")
      }
      #expect(ordeal.outcomeOfRun() == (winners == 1 ? .all : .nothing))
    }
  }

  @Test(arguments: DatabaseDialect.allCases)
  func `a run does not begin while another session reconciles`(_ dialect: DatabaseDialect) throws {
    let ordeal = try Ordeal(ServerBench(dialect))
    let bench = ordeal.bench
    defer { bench.drop() }
    let other = bench.makeSession()
    defer { other.close() }
    let holding =
      switch dialect {
      case .postgresql:
        """
        BEGIN; SELECT pg_advisory_xact_lock(
          hashtextextended('trueup:' || 'public.subscriptions', 0));
        """
      case .mysql:
        "SELECT GET_LOCK(CONCAT('trueup:', SHA1(CONCAT(DATABASE(), '.subscriptions'))), 0);"
      case .sqlite: "BEGIN IMMEDIATE;"
      }
    let held = other.ask(holding)
    #expect(held.status == 0)
    let told = bench.run(
      ordeal.script.replacing(".timeout 3000", with: ".timeout 50"), arm: ordeal.plan.id)
    #expect(told.status != 0)
    let words = dialect == .sqlite ? "database is locked" : "TU003"
    #expect(told.text.contains(words), "\(told.text)")
    #expect(ordeal.outcomeOfRun() == .nothing)
  }
}
