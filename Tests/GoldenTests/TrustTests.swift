import Foundation
import TestSupport
import Testing

/// A verdict counts only if its evidence is whole: each case breaks one thing in a system's copy.
@Suite struct `A verdict on evidence that is not whole` {
  /// One thing that is broken.
  struct Damage: CustomTestStringConvertible {
    /// What the summary calls it.
    var name: String
    /// The file, below the system's folder.
    var file: String
    /// What a text in it becomes; a text that ends the file where it is `nil`.
    var text: String
    var becomes: String?

    var testDescription: String { "\(name) in \(file)" }

    init(_ name: String, in file: String, _ text: String, to becomes: String? = nil) {
      (self.name, self.file, self.text, self.becomes) = (name, file, text, becomes)
    }

    func apply(to text: String) throws -> String {
      let place = try #require(text.range(of: self.text), "\(file) has no \(self.text)")
      guard let becomes else { return String(text[..<place.upperBound]) }
      return text.replacingCharacters(in: place, with: becomes)
    }
  }

  static let damages = [
    Damage(
      "mixed-livemode", in: "stripe/events-2026-01-a.ndjson", #""livemode":true"#,
      to: #""livemode":false"#),
    Damage(
      "mixed-accounts", in: "stripe/events-2026-01-a.ndjson", #"{"id":"evt_"#,
      to: #"{"account":"acct_1Other","id":"evt_"#),
    Damage(
      "truncated-list", in: "stripe/subscriptions.json", "  \"has_more\": false,\n  \"url\"",
      to: "  \"has_more\": true,\n  \"url\""),
    Damage("empty-table", in: "database/users.csv", "\n"),
    Damage("empty-table", in: "database/subscription_plans.csv", "\n"),
    Damage("empty-table", in: "database/subscriptions.csv", "\n"),
    Damage("empty-table", in: "database/payments.csv", "\n"),
    Damage("damaged-dump", in: "database/subscriptions.csv", ",ACTIVE,2025-"),
  ]

  @Test(arguments: damages)
  func `ends with 3, changes nothing and says what is missing`(_ damage: Damage) throws {
    let system = System.eventPlatform
    let scratch = try Scratch()
    try system.copy(to: scratch.folder)
    let path = "fixtures/systems/\(system.name)/\(damage.file)"
    try scratch.write(try damage.apply(to: scratch.read(path)), to: path)
    let out = scratch.folder.appending(path: "out")
    let (found, answer) = try system.run(in: scratch.folder, output: out)
    #expect(answer.status == 3, "\(answer.errors)")
    #expect(
      try scratch.read("out/\(system.name)/latest/summary.txt").contains("! \(damage.name): "))
    let script = try scratch.read("out/\(system.name)/latest/reconcile.sql")
    #expect(script.contains("This file changes nothing.") && !script.contains("UPDATE"))
    // An end that was missed is left to a person.
    let ends = ["S02", "S03", "S13"]
    #expect(!found.contains { $0.disposition == "auto" && ends.contains($0.code) })
  }

  @Test func `ends with 3 where a row stands in the dump twice`() throws {
    let system = System.eventPlatform
    let scratch = try Scratch()
    try system.copy(to: scratch.folder)
    let path = "fixtures/systems/event-platform/database/subscriptions.csv"
    let dump = try scratch.read(path)
    let row = try #require(dump.split(separator: "\n").dropFirst(3).first)
    try scratch.write(dump + row + "\n", to: path)
    let answer = try system.run(
      in: scratch.folder, output: scratch.folder.appending(path: "out")
    ).answer
    #expect(answer.status == 3, "\(answer.errors)")
    let latest = "out/event-platform/latest/"
    #expect(
      try scratch.read(latest + "summary.txt").contains(
        "! repeated-keys: 1 row of the table subscriptions has the key of another"))
    #expect(try !scratch.read(latest + "reconcile.sql").contains("UPDATE"))
  }

  @Test func `ends with 3 where the clock shows a time before the data`() throws {
    let scratch = try Scratch()
    let out = scratch.folder.appending(path: "out").path
    let answer = try Program.run([
      "run", "pipelines/event-platform.xml", "--as-of", "2025-01-15T06:00:00Z", "--output", out,
    ])
    #expect(answer.status == 3, "\(answer.errors)")
    #expect(answer.output.contains("! clock-before-data: "))
    #expect(!answer.output.contains("! in-flight: "))
  }

  /// A simulated world has no snapshots.
  @Test(arguments: [
    ("no-stripe-records", 0), ("unexported-events", 500),
  ])
  func `ends with 3 where the events end too early`(hole: String, lineCount: Int) throws {
    let scratch = try Scratch()
    let world = scratch.folder.appending(path: "world").path
    let made = try Program.run([
      "generate", world, "--subscriptions", "100", "--seed", "12", "--drift", "0.04",
    ])
    #expect(made.status == 0, "\(made.errors)")
    let lines = try scratch.read("world/stripe/events.ndjson").split(separator: "\n")
    #expect(lines.count > lineCount + 100)
    try scratch.write(
      lines.prefix(lineCount).map { $0 + "\n" }.joined(), to: "world/stripe/events.ndjson")
    let out = scratch.folder.appending(path: "out").path
    let answer = try Program.run(["run", world + "/pipeline.xml", "--output", out])
    #expect(answer.status == 3, "\(answer.errors)")
    #expect(answer.output.contains("! \(hole): "), "\(answer.output)")
    #expect(try !scratch.read("out/sample/latest/reconcile.sql").contains("UPDATE"))
  }

  @Test func `ends with 3 where the last run had later events`() throws {
    let scratch = try Scratch()
    let world = scratch.folder.appending(path: "world").path
    _ = try Program.run(["generate", world, "--subscriptions", "100", "--seed", "12"])
    // Without its ledger nothing else tells that events are missing.
    try FileManager.default.removeItem(atPath: world + "/database/webhook_events.csv")
    let out = scratch.folder.appending(path: "out").path
    func run() throws -> Program.Answer {
      try Program.run(["run", world + "/pipeline.xml", "--output", out])
    }
    #expect(try run().status <= 1)
    let lines = try scratch.read("world/stripe/events.ndjson").split(separator: "\n")
    try scratch.write(
      lines.prefix(lines.count / 2).map { $0 + "\n" }.joined(), to: "world/stripe/events.ndjson")
    let answer = try run()
    #expect(answer.status == 3, "\(answer.errors)")
    #expect(answer.output.contains("! export-ends-early: "), "\(answer.output)")
  }

  @Test func `ends with 3 where the ledger has no rows and Stripe has events`() throws {
    let system = System.letters
    let scratch = try Scratch()
    try system.copy(to: scratch.folder)
    let dump = "fixtures/systems/letters/database/webhook_events.csv"
    try FileManager.default.removeItem(at: scratch.folder.appending(path: dump + ".gz"))
    try scratch.write("id,type,processed_at,payload\n", to: dump)
    let answer = try system.run(
      in: scratch.folder, output: scratch.folder.appending(path: "out")
    ).answer
    #expect(answer.status == 3, "\(answer.errors)")
    #expect(
      try scratch.read("out/letters/latest/summary.txt").contains(
        "! empty-table: the table webhook_events has no rows but Stripe has events"))
  }
}
