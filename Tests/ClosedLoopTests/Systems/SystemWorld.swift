import Foundation
import Pipelines
import Reconciliation
import TestSupport
import Testing
import XML

/// A system, its rows damaged or not, in a database of one dialect, and the runs of its dumps.
struct SystemWorld {
  let scratch: Scratch
  let store: WorldStore
  private let system: ExportedSystem
  private let tables: [DumpedTable]

  init(_ system: ExportedSystem, _ damage: Damage?, in store: WorldStore) throws {
    self.system = system
    self.store = store
    var damage = damage
    var tables = system.tables
    for place in tables.indices { damage?.strike(&tables[place]) }
    self.tables = tables
    scratch = try Scratch()
    for (path, text) in system.files { try scratch.write(text, to: path) }
    try scratch.write(pipeline, to: "pipeline.xml")
    let own = system.definition.database.dialect == store.dialect ? system.schema : nil
    let statements = WorldSchema(
      dialect: store.dialect, tables: tables, words: system.definition.statuses.map(\.word),
      hasAllColumns: own != nil)
    let told = store.fill((own ?? statements.creation) + "\n" + statements.insertions)
    try #require(told.status == 0, "\(told.notices)")
  }

  /// A path below the folder of the world.
  func path(_ path: String) -> String { scratch.folder.path + "/" + path }

  /// Dumps all tables, and returns the texts.
  func dump() throws -> [String] {
    let folder = scratch.folder.appending(path: "database")
    try? FileManager.default.removeItem(at: folder)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let told = store.dump(tables.map(\.name), to: folder.path)
    try #require(told.status == 0, "\(told.notices)")
    return try Set(tables.map { store.dump(of: $0.name) }).sorted().map(scratch.read)
  }

  /// Runs the program on the latest dumps, into a folder of the given name.
  ///
  /// - Returns: what it said, and the folder of the run.
  func run(into output: String) throws -> (answer: DatabaseAnswer, folder: String) {
    let answer = DatabaseProgram.run(
      [
        Program.url.path, "run", path("pipeline.xml"), "--output", path(output), "--jobs", "1",
        "-q",
      ])
    return (answer, path("\(output)/\(system.name)/latest/"))
  }

  /// Does what the commands for the cache say.
  func mendCache(by commands: String) throws {
    let keys = Set(commands.matches(of: /(?m)^DEL "([^"]+)"/).map { String($0.1) })
    for path in system.files.keys where path.hasPrefix("cache/") {
      let kept = try scratch.read(path).split(separator: "\n").filter { line in
        !keys.contains { line.contains("\"key\":\"\($0)\"") }
      }
      try scratch.write(kept.joined(separator: "\n") + "\n", to: path)
    }
  }
}

/// The pipeline of a world: its own words, other places and another dialect.
extension SystemWorld {
  private var pipeline: String {
    var writer = XMLWriter()
    write(system.pipeline, to: &writer)
    return LaterTime.text(String(decoding: writer.finish(), as: UTF8.self))
  }

  private func write(_ element: PipelineElement, to writer: inout XMLWriter) {
    if element.name == "metrics" { return }
    writer.element(element.name, attributes: attributes(of: element)) { writer in
      for child in element.children where child.name != "safety" { write(child, to: &writer) }
      if element.name == "pipeline" { writer.element("safety", ["max-percent": "100"]) }
    }
  }

  private func attributes(of element: PipelineElement) -> [(name: String, value: String?)] {
    var attributes: [(name: String, value: String?)] = element.attributes
      .filter { $0.namespace.isEmpty }
      .map { ($0.name, value(of: $0, in: element)) }
    switch element.name {
    case "pipeline": attributes.append(("xmlns", "urn:trueup:pipeline:1"))
    case "table": attributes.append(("format", store.format))
    case "database" where store.dialect == .postgresql: attributes.append(("schema", "public"))
    default: break
    }
    return attributes
  }

  private func value(of attribute: XMLAttribute, in element: PipelineElement) -> String? {
    let files = URL(filePath: attribute.value).lastPathComponent
    return switch (element.name, attribute.name) {
    case ("pipeline", "root"), ("table", "format"), ("table", "null-rule"), ("database", "schema"):
      nil
    case ("events", "files"), ("objects", "files"): "stripe/" + files.replacing(/\.gz$/, with: "")
    case ("cache", "files"): "cache/" + files
    case ("table", "files"):
      tables.first { $0.name == element.value("name") }.map { store.dump(of: $0.name) } ?? "nothing"
    case ("database", "dialect"): store.dialect.rawValue
    case ("column", "type"): store.type(attribute.value)
    default: attribute.value
    }
  }
}
