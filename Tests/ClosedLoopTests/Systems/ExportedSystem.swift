import Bytes
import Detect
import Diagnostics
import Dumps
import Foundation
import Pipelines
import Reconciliation
import TestSupport
import Testing

/// A billing system with its exports read, eight years later than they were made.
///
/// Servers write the time of a change by their own clocks, and a row that is changed after the
/// instant a run looks at is not judged by it.
struct ExportedSystem: Sendable {
  let name: String
  let pipeline: PipelineElement
  let definition: SystemDefinition
  /// The dumps, in the order of the definition's tables; none of tables without files.
  let tables: [DumpedTable]
  /// The files of Stripe's and of caches, by their paths in a world.
  let files: [String: String]
  /// What creates the tables in the dialect of the system, if it is not the definition.
  let schema: String?

  /// The systems that ship, each read once.
  static let shipped: Result<[ExportedSystem], any Error> = Result {
    try ["letters", "event-platform", "course-orgs", "text-assistant"].map { name in
      let schema = Repository.root.appending(path: "fixtures/systems/\(name)/schema.sql")
      return try ExportedSystem(
        Repository.root.appending(path: "pipelines/\(name).xml"), root: Repository.root,
        schema: String(contentsOf: schema, encoding: .utf8))
    }
  }

  /// The world of a scenario.
  static func scenario(_ name: String) throws -> ExportedSystem {
    let folder = Repository.root.appending(path: "fixtures/scenarios/\(name)")
    return try ExportedSystem(folder.appending(path: "pipeline.xml"), root: folder, schema: nil)
  }

  /// A system that `trueup generate` makes up, with faults in every other account.
  static func generated(seed: Int) throws -> ExportedSystem {
    let scratch = try Scratch()
    let folder = scratch.folder.appending(path: "world")
    let told = DatabaseProgram.run(
      [Program.url.path, "generate", folder.path, "--seed", "\(seed)", "--drift", "0.5"]
        + ["--subscriptions", "16", "--events", "128", "--jobs", "1"]
        + (seed % 2 == 0
          ? ["--like", Repository.root.appending(path: "pipelines/event-platform.xml").path] : []))
    try #require(told.status == 0, "\(told.text)")
    return try ExportedSystem(folder.appending(path: "pipeline.xml"), root: folder, schema: nil)
  }

  private init(_ path: URL, root: URL, schema: String?) throws {
    let file = try PipelineFile.read(path.path)
    let resolved = try PipelineResolver(knownChecks: Check.all.map(\.code)).resolve(file)
    name = resolved.definition.name
    pipeline = file.root
    definition = resolved.definition
    self.schema = schema
    tables = try resolved.tables.compactMap { source in
      try DumpedTable(
        resolved.definition.database.tables[source.table], from: source, below: root)
    }
    let sets =
      resolved.sources.flatMap { source in source.patterns.map { ("stripe/", $0) } }
      + resolved.caches.flatMap { cache in cache.patterns.map { ("cache/", $0) } }
    var files: [String: String] = [:]
    for (folder, pattern) in sets {
      for url in Self.files(matching: pattern, below: root) {
        let name = url.lastPathComponent.replacing(/\.gz$/, with: "")
        files[folder + name] = try LaterTime.text(of: url)
      }
    }
    self.files = files
  }

  /// The files of a pattern whose only wildcards stand in the name, sorted.
  fileprivate static func files(matching pattern: String, below root: URL) -> [URL] {
    let url = root.appending(path: pattern)
    let folder = url.deletingLastPathComponent()
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.filter { unsafe fnmatch(url.lastPathComponent, $0, 0) == 0 }.sorted()
      .map { folder.appending(path: $0) }
  }
}

/// The rows of a table, as texts or NULL.
struct DumpedTable: Sendable {
  var definition: TableDefinition
  var columns: [String]
  var rows: [[String?]]

  var name: String { definition.name }

  func place(of column: String) -> Int? { columns.firstIndex(of: column) }

  /// Reads the files of a table; `nil` if there are none.
  fileprivate init?(
    _ definition: TableDefinition, from source: TableSource, below root: URL
  ) throws {
    let urls = source.patterns.flatMap { ExportedSystem.files(matching: $0, below: root) }
    guard !urls.isEmpty, var format = DumpFormat(name: source.format) else { return nil }
    if let rule = source.nullRule.flatMap({ NullRule(promise: $0) }) {
      format = format.promising(rule)
    }
    let reader = DumpReader(format: format, table: definition.name)
    self.definition = definition
    (columns, rows) = ([], [])
    for url in urls {
      let (names, more) = try reader.rows(
        Array(LaterTime.text(of: url).utf8), declaring: definition.columns.map(\.name))
      columns = names
      rows += more
    }
  }
}

extension DumpReader {
  /// All names and rows of a dump, as texts.
  fileprivate func rows(
    _ bytes: [UInt8], declaring columns: [String]
  ) throws -> ([String], [[String?]]) {
    try unsafe bytes.withUnsafeBufferPointer { buffer in
      let view = unsafe ByteView(buffer)
      let header = try header(of: view, declaring: columns)
      var rows: [[String?]] = []
      var scratch: [UInt8] = []
      var log = DiagnosticLog()
      _ = read(
        view[header.rows], startByte: 0, header: header, file: FileID(rawValue: 0), log: &log
      ) { row in
        rows.append(
          (0..<row.columnCount).map { column in
            let cell = row.cell(column)
            return cell.isNull
              ? nil : String(decoding: cell.text(into: &scratch).array, as: UTF8.self)
          })
      }
      return (header.columns, rows)
    }
  }
}
