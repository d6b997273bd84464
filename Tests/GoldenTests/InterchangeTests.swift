import Foundation
import TestSupport
import Testing
import XML

/// The Python of the distribution, whose packages the tests need.
private let python = "/usr/bin/python3"

/// The tool of Frictionless Data itself, for those who have it.
private let frictionless = ProcessInfo.processInfo.environment["TRUEUP_FRICTIONLESS"]

/// What a reader of ours, written in Python, says of a file or folder.
private func read(_ place: URL, with reader: String) throws -> String {
  let script = Repository.root.appending(path: "Tests/Readers/\(reader)")
  let answer = try tool(python, [script.path, place.path])
  #expect(answer.status == 0, "\(reader) refuses \(place.lastPathComponent)")
  return answer.output
}

@Suite struct `What a run publishes for other programs` {
  /// A run of a system.
  private func publish(_ system: System) throws -> (scratch: Scratch, run: URL) {
    let scratch = try Scratch()
    _ = try system.run(output: scratch.folder)
    return (scratch, scratch.folder.appending(path: "\(system.name)/latest"))
  }

  @Test(arguments: System.all)
  func `is test results by the schema of build servers`(_ system: System) throws {
    let (scratch, run) = try publish(system)
    let text = try Array(Data(contentsOf: run.appending(path: "junit.xml")))
    let document = try XMLDocument(text, name: "junit.xml")
    let rules = Repository.root.appending(path: "fixtures/reports/junit.rng")
    try XMLSchema(Array(Data(contentsOf: rules)), name: "junit.rng").validate(document)
    let findings = try published(run.appending(path: "drift.ndjson.gz"))
    let open = findings.split(separator: "\n").count { $0.contains("\"waived\":null") }
    #expect(document.root.attribute("failures")?.value == String(open))
    withExtendedLifetime(scratch) {}
  }

  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: python)), arguments: System.all)
  func `is a package whose tables are as it says`(_ system: System) throws {
    let (scratch, run) = try publish(system)
    let tables = try read(run, with: "data_package.py").split(separator: "\n")
    let sheet = try published(run.appending(path: "drift.csv.gz"))
    #expect(tables.contains("drift.csv.gz \(sheet.split(separator: "\n").count - 1)"))
    withExtendedLifetime(scratch) {}
  }

  @Test(.enabled(if: frictionless != nil), arguments: System.all)
  func `is a package that the tool of Frictionless Data finds valid`(_ system: System) throws {
    let (scratch, run) = try publish(system)
    let package = run.appending(path: "datapackage.json").path
    let answer = try tool(frictionless ?? "", ["validate", package, "--json"])
    #expect(answer.status == 0, "\(answer.output)")
    withExtendedLifetime(scratch) {}
  }

  @Test(
    .enabled("Prometheus' parser is installed") {
      (try? tool(python, ["-c", "import prometheus_client"]))?.status == 0
    }, arguments: System.all)
  func `is figures that Prometheus reads`(_ system: System) throws {
    let (scratch, run) = try publish(system)
    let series = try read(run.appending(path: "trueup.prom"), with: "metrics.py")
      .split(separator: "\n")
    #expect(series.contains("trueup_exit_status{pipeline='\(system.name)'} 1"))
    let findings = try published(run.appending(path: "drift.ndjson.gz")).split(separator: "\n")
    for severity in ["P0", "P1", "P2", "P3"] {
      let count = findings.count { $0.contains("\"severity\":\"\(severity)\"") }
      let line = "trueup_findings{pipeline='\(system.name)',severity='\(severity)'} \(count)"
      #expect(series.contains(line[...]))
    }
    withExtendedLifetime(scratch) {}
  }

  @Test func `is left out where the pipeline does not want it`() throws {
    let scratch = try Scratch()
    try System.textAssistant.copy(to: scratch.folder)
    let pipeline = scratch.folder.appending(path: "pipelines/text-assistant.xml")
    let text = try String(contentsOf: pipeline, encoding: .utf8)
    try #require(text.contains("<output"))
    try text.replacing("<output", with: "<output reports=\"datapackage\"", maxReplacements: 1)
      .write(to: pipeline, atomically: true, encoding: .utf8)
    _ = try System.textAssistant.run(in: scratch.folder, output: scratch.folder)
    let run = scratch.folder.appending(path: "text-assistant/latest").path
    let names = Set(try FileManager.default.contentsOfDirectory(atPath: run))
    #expect(names.contains("datapackage.json"))
    #expect(names.isDisjoint(with: ["junit.xml", "trueup.prom"]))
  }
}
