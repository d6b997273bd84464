import Foundation
import TestSupport
import Testing

/// One of the systems under `fixtures/systems`, with what its generator says must be found.
struct System: CustomTestStringConvertible {
  /// One finding, without what may differ between two right answers.
  struct Mark: Hashable, Comparable, CustomStringConvertible {
    var owner: String
    var row: String
    var subscription: String
    var code: String

    var description: String { "\(code) owner=\(owner) row=\(row) subscription=\(subscription)" }

    static func < (one: Mark, other: Mark) -> Bool { one.description < other.description }
  }

  var name: String
  /// The tables, those that others point at first.
  var tables: [String]

  var testDescription: String { name }
  var folder: URL { Repository.root.appending(path: "fixtures/systems/\(name)") }

  static let eventPlatform = System(
    name: "event-platform",
    tables: [
      "users", "subscription_plans", "subscriptions", "payments", "invoices", "usage_records",
      "apps", "rooms", "participants", "prizes", "winners", "sessions", "token_blacklist",
    ])

  static let courseOrgs = System(
    name: "course-orgs",
    tables: [
      "User", "Organization", "OrganizationMembership", "MerchantProduct", "MerchantCustomer",
      "MerchantSubscription", "Subscription", "WebhookEvent",
    ])

  static let letters = System(
    name: "letters",
    tables: [
      "users", "subscriptions", "subscription_usage", "webhook_events", "failed_webhooks",
      "pricing_plans", "payments", "letters",
    ])

  static let textAssistant = System(
    name: "text-assistant", tables: ["users", "subscriptions", "credits", "user_preferences"])

  /// Every system that ships.
  static let all = [courseOrgs] + onPostgreSQL

  /// Those whose dumps a PostgreSQL server loads.
  static let onPostgreSQL = [eventPlatform, letters, textAssistant]

  /// What the generator planted.
  func expected() throws -> Set<Mark> {
    let text = try String(contentsOf: folder.appending(path: "expected.csv"), encoding: .utf8)
    let marks = text.split(separator: "\n").dropFirst().map { line in
      let cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      return Mark(owner: cells[0], row: cells[1], subscription: cells[2], code: cells[3])
    }
    return Set(marks)
  }

  /// One line of `drift.ndjson`, as far as it is looked at.
  struct Finding: Decodable {
    var code: String
    var disposition: String
    var owner: String?
    var row: String?
    var subscription: String?
    var parent: String?
    var cause: Cause?

    /// How it came about.
    struct Cause: Decodable {
      var code: String
      var lostEvents: [String]

      enum CodingKeys: String, CodingKey {
        case code
        case lostEvents = "lost_events"
      }
    }

    enum CodingKeys: String, CodingKey {
      case code, disposition, cause
      case owner = "user_id"
      case row = "row_key"
      case subscription = "stripe_subscription_id"
      case parent = "parent_drift_id"
    }

    var mark: Mark {
      Mark(owner: owner ?? "", row: row ?? "", subscription: subscription ?? "", code: code)
    }
  }

  /// Runs the program on the system.
  ///
  /// - Parameters:
  ///   - root: a folder with `pipelines` and `fixtures`.
  ///   - output: where to write.
  /// - Returns: what it found and how it ended.
  /// - Throws: when it cannot be started or writes no findings.
  func run(
    in root: URL = Repository.root, output: URL
  ) throws -> (found: [Finding], answer: Program.Answer) {
    let answer = try Program.run(
      ["run", "pipelines/\(name).xml", "--output", output.path, "--progress", "never"], in: root)
    let drift = made(in: output).appending(path: "drift.ndjson.gz")
    let lines = try tool("gzip", ["-dc", drift.path]).output.split(separator: "\n")
    return (try lines.map { try JSONDecoder().decode(Finding.self, from: Data($0.utf8)) }, answer)
  }

  /// The folder of the latest run.
  func made(in output: URL) -> URL { output.appending(path: "\(name)/latest") }

  /// The codes and rules that the latest run could not look at.
  func notEvaluated(in output: URL) throws -> Set<String> {
    struct Summary: Decodable {
      struct Gap: Decodable {
        var code: String
        var `class`: String
      }
      var notEvaluated: [Gap]
    }
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let text = try Data(contentsOf: made(in: output).appending(path: "summary.json"))
    let gaps = try decoder.decode(Summary.self, from: text).notEvaluated
    return Set(gaps.map { $0.code == "declared" ? $0.class : $0.code })
  }

  /// Copies what a run reads; the plans of the copy do not expire, whatever the date.
  func copy(to root: URL) throws {
    for part in ["pipelines", "fixtures/systems"] {
      let copy = root.appending(path: part)
      try FileManager.default.createDirectory(
        at: copy.deletingLastPathComponent(), withIntermediateDirectories: true)
      try FileManager.default.copyItem(at: Repository.root.appending(path: part), to: copy)
    }
    let pipeline = root.appending(path: "pipelines/\(name).xml")
    let text = try String(contentsOf: pipeline, encoding: .utf8)
    let lasting = text.replacing(/plan-lifetime="[^"]*"/, with: #"plan-lifetime="3650d""#)
    try lasting.write(to: pipeline, atomically: true, encoding: .utf8)
  }

  /// Fills an empty database with the dumps.
  func load(into database: String, of server: PostgresServer) throws {
    let schema = server.psql(database, ["-f", folder.appending(path: "schema.sql").path])
    try #require(schema.status == 0, "\(schema.notices)")
    for table in tables {
      let copy = #"\copy "\#(table)" FROM pstdin WITH (FORMAT csv, HEADER)"#
      let loaded = server.psql(database, ["-c", copy], input: try text(of: table))
      try #require(loaded.status == 0, "\(table): \(loaded.notices)")
    }
  }

  /// The dump of a table.
  func text(of table: String) throws -> String {
    let plain = folder.appending(path: "database/\(table).csv").path
    let isPlain = FileManager.default.fileExists(atPath: plain)
    return try tool("gzip", ["-dcf", isPlain ? plain : plain + ".gz"]).output
  }

  /// A table as PostgreSQL dumps it, in the order of its keys.
  func dump(_ table: String, from database: String, of server: PostgresServer) -> String {
    let rows = #"SELECT * FROM "\#(table)" ORDER BY id::text COLLATE "C""#
    return server.query(database, "COPY (\(rows)) TO STDOUT (FORMAT csv, HEADER)").output
  }
}

/// Runs a tool and waits for it.
func tool(_ name: String, _ words: [String]) throws -> (status: Int32, output: String) {
  let process = Process()
  let pipe = Pipe()
  process.executableURL = URL(filePath: "/usr/bin/env")
  process.arguments = [name] + words
  process.standardOutput = pipe
  try process.run()
  let output = pipe.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  return (process.terminationStatus, String(decoding: output, as: UTF8.self))
}
