import Foundation
import Reconciliation
import TestSupport
import Testing

/// Whole systems, wrong in ways that chance decides, mended on the servers they could live on.
@Suite(
  .enabled(
    if: PostgresServer.isWanted && MariaDBServer.isWanted && SQLiteFile.isWanted,
    "\(PostgresServer.requirement), \(MariaDBServer.requirement), or \(SQLiteFile.requirement)"))
struct `The loop closes for every system` {
  /// What is worked out from further rows, and no shipped system has enough of.
  private static let stories = [
    "entitlement-too-low", "quota-not-reset", "balance-differs", "constraint-blocks-true-row",
    "stuck-processing",
  ]

  @Test(arguments: [DatabaseDialect.postgresql, .mysql, .sqlite])
  func `a story that a script can end stays ended`(_ dialect: DatabaseDialect) throws {
    let store = try WorldStore(dialect)
    defer { store.remove() }
    for story in Self.stories {
      let world = try SystemWorld(.scenario(story), nil, in: store)
      try Closing(world: world, name: "\(dialect) \(story)").run()
    }
  }

  /// Seeds that once went wrong; they are tried again whatever the number of seeds.
  private static let kept = [63, 91, 123, 133, 1_519]

  /// Every fifth world is of the same system, the last of them made up by `trueup generate`; the
  /// first world of each is as it was exported.
  @Test(arguments: [
    (DatabaseDialect.postgresql, 100, 2000), (.mysql, 50, 500), (.sqlite, 100, 2000),
  ])
  func `what is mended stays mended, what is left needs a person, and all can be undone`(
    _ dialect: DatabaseDialect, _ count: Int, _ full: Int
  ) throws {
    let store = try WorldStore(dialect)
    defer { store.remove() }
    let shipped = try ExportedSystem.shipped.get()
    let seeds = Array(Trials.seeds(count, full: full))
    for seed in seeds + Self.kept.filter({ !seeds.contains($0) }) {
      let place = seed % (shipped.count + 1)
      let system = try place < shipped.count ? shipped[place] : .generated(seed: seed)
      let damage = seed > shipped.count ? Damage(seed: seed) : nil
      let world = try SystemWorld(system, damage, in: store)
      try Closing(world: world, name: "\(dialect) \(seed), \(system.name)").run()
      if Trials.isFull, seed % 100 == 99 { print("\(dialect): \(seed + 1) worlds") }
    }
  }
}

/// One world, mended until nothing can be mended any more, and put back.
private struct Closing {
  let world: SystemWorld
  let name: Comment

  /// A run whose plan was applied.
  private struct Round {
    var folder: String
    var findings: [Finding]

    var hasPlan: Bool { FileManager.default.fileExists(atPath: folder + "rollback.sql") }
  }

  func run() throws {
    let original = try world.dump()
    var latest = original
    var rounds: [Round] = []
    while rounds.count < 3 {
      let output = "round-\(rounds.count)"
      let (answer, folder) = try world.run(into: output)
      #expect(answer.status == 0 || answer.status == 1, "\(name): \(answer.text)")
      let findings = try Finding.all(in: folder)
      if let last = rounds.last { try compare(last, with: findings, in: folder) }
      rounds.append(Round(folder: folder, findings: findings))
      let hasFixes = findings.contains { $0.isAutomatic }
      #expect(hasFixes || answer.status == (findings.contains { $0.isUrgent } ? 1 : 0), name)
      guard hasFixes else { break }
      latest = try mend(latest, by: folder)
    }
    #expect(rounds.last?.findings.contains { $0.isAutomatic } == false, name)
    for round in rounds.dropLast().reversed() where round.hasPlan {
      let undone = try world.store.execute(round.folder + "rollback.sql", isArmed: true)
      #expect(undone.status == 0, "\(name): \(undone.text)")
    }
    #expect(try world.dump() == original, name)
  }

  /// Tries the plan of a run, applies it, and applies it again; takes the dumps that the run read,
  /// and returns those of what was mended.
  private func mend(_ before: [String], by folder: String) throws -> [String] {
    if let commands = try? String(contentsOfFile: folder + "cache.redis", encoding: .utf8) {
      try world.mendCache(by: commands)
    }
    let plan = folder + "reconcile.sql"
    guard let script = try? String(contentsOfFile: plan, encoding: .utf8) else { return before }
    if script.contains("-- There is nothing to do.") {
      // All that can be mended is in the cache.
      #expect(try world.store.execute(plan, isArmed: true).status == 0, name)
      #expect(try world.dump() == before, name)
      return before
    }
    let setUp = try world.store.execute(folder + "setup.sql", isArmed: false)
    #expect(setUp.status == 0, "\(name): \(setUp.text)")
    let dry = try world.store.execute(plan, isArmed: false)
    #expect(dry.text.contains("DRY RUN"), "\(name): \(dry.text)")
    #expect(try world.dump() == before, name)
    let applied = try world.store.execute(plan, isArmed: true)
    #expect(applied.status == 0, "\(name): \(applied.text)")
    let mended = try world.dump()
    #expect(mended != before, name)
    let again = try world.store.execute(plan, isArmed: true)
    #expect(again.status == 0 && again.text.contains("already applied"), "\(name): \(again.text)")
    #expect(try world.dump() == mended, name)
    return mended
  }

  /// Everything that was to be mended is gone, and what else came or went has to do with that.
  private func compare(_ round: Round, with findings: [Finding], in folder: String) throws {
    let verified = DatabaseProgram.run([
      Program.url.path, "verify", folder, "--against", round.folder,
    ])
    #expect(verified.output.contains(" 0 not-applied "), "\(name): \(verified.text)")
    let mended = round.findings.filter(\.isAutomatic).reduce(into: Set()) { $0.formUnion($1.names) }
    let (before, after) = (Set(round.findings), Set(findings))
    for finding in before.symmetricDifference(after).sorted(by: { $0.id < $1.id })
    where !before.contains(finding) || !finding.isAutomatic {
      let word = after.contains(finding) ? "came" : "went"
      #expect(!finding.names.isDisjoint(with: mended), "\(name): \(finding.code) \(word)")
      // A dead letter can be settled only once the database has what it says.
      #expect(!finding.isAutomatic || finding.code == "W07", "\(name): \(finding.code)")
    }
  }
}

/// One line of `drift.ndjson`, as far as it is looked at.
private struct Finding: Decodable, Hashable {
  var id: String
  var code: String
  var disposition: String
  var severity: String
  var owner: String?
  var customer: String?
  var subscription: String?
  var row: String?

  enum CodingKeys: String, CodingKey {
    case code, disposition, severity
    case id = "drift_id"
    case owner = "user_id"
    case customer = "stripe_customer_id"
    case subscription = "stripe_subscription_id"
    case row = "row_key"
  }

  var isAutomatic: Bool { disposition == "auto" }
  /// Whether a run with it fails.
  var isUrgent: Bool { severity < "P3" }
  /// Whom and what it is about.
  var names: Set<String> { Set([owner, customer, subscription, row].compactMap { $0 }) }

  static func == (one: Finding, other: Finding) -> Bool { one.id == other.id }

  func hash(into hasher: inout Hasher) { hasher.combine(id) }

  /// The findings of a run.
  static func all(in run: String) throws -> [Finding] {
    let told = DatabaseProgram.run(["gzip", "-dc", run + "drift.ndjson.gz"])
    return try told.output.split(separator: "\n").map {
      try JSONDecoder().decode(Finding.self, from: Data($0.utf8))
    }
  }
}
