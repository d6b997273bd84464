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

  /// A run of a system whose pipeline says more of its output.
  private func publish(_ system: System, output attributes: String) throws -> (Scratch, URL) {
    let scratch = try Scratch()
    try system.copy(to: scratch.folder)
    let pipeline = scratch.folder.appending(path: "pipelines/\(system.name).xml")
    let text = try String(contentsOf: pipeline, encoding: .utf8)
    let edited =
      text.contains("<output")
      ? text.replacing("<output", with: "<output \(attributes)", maxReplacements: 1)
      : text.replacing("</pipeline>", with: "<output \(attributes)/></pipeline>")
    try edited
      .write(to: pipeline, atomically: true, encoding: .utf8)
    _ = try system.run(in: scratch.folder, output: scratch.folder)
    return (scratch, scratch.folder.appending(path: "\(system.name)/latest"))
  }

  @Test func `is left out where the pipeline does not want it`() throws {
    let (scratch, run) = try publish(.textAssistant, output: "reports=\"datapackage\"")
    let names = Set(try FileManager.default.contentsOfDirectory(atPath: run.path))
    #expect(names.contains("datapackage.json"))
    #expect(names.isDisjoint(with: ["junit.xml", "trueup.prom"]))
    withExtendedLifetime(scratch) {}
  }

  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: python)))
  func `begins with a byte order mark in every sheet where the pipeline wants it`() throws {
    let (usual, plain) = try publish(.eventPlatform, output: "")
    let (scratch, marked) = try publish(.eventPlatform, output: "byte-order-mark=\"yes\"")
    for sheet in ["metrics/bridge.csv.gz", "metrics/journal.csv.gz"] {
      let stored = try tool("/bin/zcat", [marked.appending(path: sheet).path]).output
      let text = try tool("/bin/zcat", [plain.appending(path: sheet).path]).output
      #expect(stored.utf8.elementsEqual([0xEF, 0xBB, 0xBF] + text.utf8))
    }
    #expect(try read(marked, with: "data_package.py") == read(plain, with: "data_package.py"))
    if let frictionless {
      let package = marked.appending(path: "datapackage.json").path
      let answer = try tool(frictionless, ["validate", package, "--json"])
      #expect(answer.status == 0, "\(answer.output)")
    }
    withExtendedLifetime((usual, scratch)) {}
  }
}
