import Bytes
import Detect
import Diagnostics
import Emit
import Foundation
import Reconciliation
import TestSupport
import Testing

@testable import Pipelines

/// A run of a shipped system, and its index.
private struct Published {
  let run: PipelineRun
  let outcome: PipelineRun.Outcome
  let index: RunIndex
  let history: [UInt8]
  /// The folder of the system's runs.
  let runs: String
  private let scratch: Scratch

  init(_ name: String, in root: URL = Repository.root) throws {
    scratch = try Scratch()
    let path = root.appending(path: "pipelines/\(name).xml").path
    let pipeline = try PipelineResolver(knownChecks: Check.all.map(\.code)).resolve(
      try PipelineFile.read(path, allowsOutside: false))
    run = PipelineRun(pipeline, options: .init())
    let publisher = try RunPublisher(folder: scratch.folder.path, pipeline: name)
    outcome = try run.run(after: [])
    try publisher.publish(outcome, timings: [])
    history = try publisher.history()
    runs = publisher.folder
    index = try #require(RunIndex(folder: scratch.folder.path, pipeline: name))
  }

  /// What the index has to say; `nil` when it leaves the answer to all files.
  func quickly(_ id: String) throws -> [String]? {
    try run.explanations(of: id, by: index, runs: runs, after: history).map(Self.texts)
  }

  func slowly(_ id: String) throws -> [String] {
    Self.texts(try run.explanations(of: id, after: history))
  }

  private static func texts(_ explanations: [Explanation]) -> [String] {
    explanations.map { explanation in
      String(
        decoding: ExplanationText(width: 100, isColored: false, pipeline: "")
          .text(explanation), as: UTF8.self)
        + String(decoding: ExplanationWriter().json(explanation), as: UTF8.self)
    }
  }

  /// Every name that a finding has, each kind in the order of the findings.
  var names: [String] {
    let evidence = outcome.report.evidence
    return outcome.report.findings.flatMap { finding in
      let drift = finding.drift
      let subscription = drift.subscription.map { evidence.subscriptions[$0] }
      return [finding.driftID]
        + [subscription?.id, subscription?.event, drift.owner, drift.customer].compactMap(\.self)
        .filter { $0 != .empty }.map { evidence.symbols.text($0) }
    }
  }
}

@Suite struct `An answer from the index of the last run` {
  @Test(arguments: ["course-orgs", "event-platform", "letters", "text-assistant"])
  func `is the one that all files give`(system: String) throws {
    let published = try Published(system)
    let names = published.names
    // Every tenth, so that each kind of name comes up.
    let asked = stride(from: 0, to: names.count, by: max(1, names.count / 10 | 1)).map { names[$0] }
    var left: [String] = []
    for name in asked {
      if let quick = try published.quickly(name) {
        #expect(try quick == published.slowly(name), "\(name)")
      } else {
        left.append(name)
      }
    }
    // What no account has is for all files to tell, a rule about a table for example.
    #expect(left.count * 10 <= asked.count, "left to all files: \(left)")
  }

  @Test func `is not taken for files that were written to since`() throws {
    let scratch = try Scratch()
    for path in ["pipelines/letters.xml", "fixtures/systems/letters"] {
      let place = scratch.folder.appending(path: path)
      try FileManager.default.createDirectory(
        at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
      try FileManager.default.copyItem(at: Repository.root.appending(path: path), to: place)
    }
    let published = try Published("letters", in: scratch.folder)
    let customer = "cus_TRwdFTPPpOl3OR"
    #expect(try published.quickly(customer)?.count == 1)
    let dump = scratch.folder.appending(path: "fixtures/systems/letters/database/payments.csv")
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSince1970: 1)], ofItemAtPath: dump.path)
    #expect(try published.quickly(customer) == nil)
  }

  @Test func `is not taken from an index that is cut or not one`() throws {
    let published = try Published("letters")
    let whole = try Data(contentsOf: URL(filePath: published.runs + "/explain.index"))
    let scratch = try Scratch()
    let folder = scratch.folder.appending(path: "letters")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for end in [0, 1, 16, 17, whole.count / 2, whole.count - 1, whole.count] {
      try whole.prefix(end).write(to: folder.appending(path: "explain.index"))
      let index = RunIndex(folder: scratch.folder.path, pipeline: "letters")
      #expect((index != nil) == (end == whole.count))
    }
    #expect(RunIndex(folder: scratch.folder.path, pipeline: "others") == nil)
  }
}
