import Foundation
import TestSupport
import Testing

/// The rules that the systems' own documents number, each with what a run must show for it.
struct SystemRules {
  /// One line of the page.
  struct Rule {
    var system: String
    var number: Int
    /// What holds it: `D08 rooms`, `S02`, `summary COMING UP` or `file monitoring.json`.
    var holders: [String]
  }

  /// How many rules each document numbers.
  static let counts = ["letters": 7, "event-platform": 10, "course-orgs": 9, "text-assistant": 7]

  /// The page that a person reads.
  static let page = Repository.root.appending(path: "fixtures/systems/RULES.md")

  static func all() throws -> [Rule] {
    try String(contentsOf: page, encoding: .utf8).split(separator: "\n").compactMap { line in
      let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      guard cells.count == 4, let number = Int(cells[1]) else { return nil }
      let holders = cells[3].split(separator: ",").map {
        $0.trimmingCharacters(in: CharacterSet(charactersIn: " `"))
      }
      return Rule(system: cells[0], number: number, holders: holders)
    }
  }
}

@Test func `every numbered rule of a system has its line, and something that holds it`() throws {
  let rules = try SystemRules.all()
  for (system, count) in SystemRules.counts {
    let numbers = rules.filter { $0.system == system }.map(\.number)
    #expect(numbers == Array(1...count), "\(system)")
  }
  #expect(rules.allSatisfy { !$0.holders.isEmpty && $0.holders.allSatisfy { !$0.isEmpty } })
}

@Test(arguments: System.all)
func `what holds a system's rules fires on its fixture`(_ system: System) throws {
  let scratch = try Scratch()
  _ = try system.run(output: scratch.folder)
  let made = system.made(in: scratch.folder)
  let summary = try String(contentsOf: made.appending(path: "summary.txt"), encoding: .utf8)
  let lines = try tool("gzip", ["-dc", made.appending(path: "drift.ndjson.gz").path]).output
  let shown = Set(
    try lines.split(separator: "\n").flatMap { line -> [String] in
      let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
      let code = object?["code"] as? String ?? ""
      return [code, "\(code) \(object?["rule"] as? String ?? "")"]
    })
  for rule in try SystemRules.all() where rule.system == system.name {
    for holder in rule.holders {
      let words = holder.split(separator: " ", maxSplits: 1).map(String.init)
      let holds =
        switch words[0] {
        case "summary": summary.contains(words[1])
        case "file": FileManager.default.fileExists(atPath: made.path + "/" + words[1])
        default: shown.contains(holder)
        }
      #expect(holds, "rule \(rule.number): \(holder)")
    }
  }
}

@Test(
  .enabled("Python 3 is installed") { (try? tool("python3", ["--version"]))?.status == 0 },
  arguments: System.all)
func `what holds a system's rules is silent where nothing went wrong`(_ system: System) throws {
  let scratch = try Scratch()
  try system.copy(to: scratch.folder)
  let data = scratch.folder.appending(path: "fixtures/systems/\(system.name)")
  try FileManager.default.removeItem(at: data)
  let generator = Repository.root.appending(path: "fixtures/systems/make-\(system.name).py")
  #expect(try tool("python3", [generator.path, data.path, "--clean"]).status == 0)

  let output = scratch.folder.appending(path: "out")
  let (found, answer) = try system.run(in: scratch.folder, output: output)
  #expect(answer.status == 0, "\(answer.output)")
  #expect(found.map(\.mark).sorted() == [])
  // Silence counts only where the check looked.
  let passedOver = try system.notEvaluated(in: output)
  let holders = try SystemRules.all().filter { $0.system == system.name }.flatMap(\.holders)
  let names = Set(holders.flatMap { $0.split(separator: " ").map(String.init) })
  #expect(names.intersection(passedOver).sorted() == [])
}
