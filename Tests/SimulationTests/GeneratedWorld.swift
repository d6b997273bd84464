import Foundation
import TestSupport

/// A world that the real program generated, and what the real program says about it.
struct GeneratedWorld {
  /// A line of the truth, or a finding in the same words.
  struct Claim: Hashable, Comparable, CustomStringConvertible {
    var code: String
    var subscription: String
    var row: String
    var owner: String

    var description: String { "\(code) \(subscription) \(row) \(owner)" }

    static func < (one: Claim, other: Claim) -> Bool { one.description < other.description }
  }

  /// The two systems that are simulated: the one built in, and a shipped one.
  static let systems: [[String]] = [[], ["--like", "pipelines/event-platform.xml"]]

  let scratch: Scratch
  let answer: Program.Answer

  /// Generates a world from the words of a command line.
  init(_ words: [String]) throws {
    scratch = try Scratch()
    answer = try Program.run(["generate", scratch.folder.path + "/world"] + words)
  }

  /// Where everything is.
  var folder: URL { scratch.folder.appending(path: "world") }

  /// All files by their paths, which the answer of a run is not among.
  func files() throws -> [String: Data] {
    var files: [String: Data] = [:]
    for path in try FileManager.default.subpathsOfDirectory(atPath: folder.path) {
      files[path] = FileManager.default.contents(atPath: folder.appending(path: path).path)
    }
    return files
  }

  /// Runs the pipeline that lies beside the data.
  func run() throws -> Program.Answer {
    try Program.run(["run", "pipeline.xml", "--output", "out", "-q"], in: folder)
  }

  /// The lines of a file, plain or gzipped, as JSON objects.
  func objects(in path: String) throws -> [[String: Any]] {
    try Self.text(of: folder.appending(path: path)).split(separator: "\n").map { line in
      let object = try JSONSerialization.jsonObject(with: Data(line.utf8))
      return object as? [String: Any] ?? [:]
    }
  }

  /// A file of the latest run, as JSON objects.
  func results(in name: String) throws -> [[String: Any]] {
    let out = folder.appending(path: "out")
    let pipeline = try FileManager.default.contentsOfDirectory(atPath: out.path)
    return try objects(in: "out/\(pipeline.first ?? "")/latest/\(name)")
  }

  /// What the truth says, by code, subscription, row and owner.
  func truth() throws -> [Claim] {
    try objects(in: "truth.ndjson").map { Claim($0, "subscription", "row", "owner") }
  }

  /// What was found, but for what follows from another finding.
  func findings() throws -> [Claim] {
    try results(in: "drift.ndjson.gz").filter { $0["parent_drift_id"] is NSNull }
      .map { Claim($0, "stripe_subscription_id", "row_key", "user_id") }
  }

  private static func text(of file: URL) throws -> String {
    guard file.pathExtension == "gz" else { return try String(contentsOf: file, encoding: .utf8) }
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["gzip", "-dc", file.path]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: data, as: UTF8.self)
  }
}

extension GeneratedWorld.Claim {
  fileprivate init(
    _ object: [String: Any], _ subscription: String, _ row: String, _ owner: String
  ) {
    func text(_ key: String) -> String { object[key] as? String ?? "-" }
    self.init(
      code: text("code"), subscription: text(subscription), row: text(row), owner: text(owner))
  }
}
