import Diagnostics
import Foundation
import Read
import Reconciliation
import Testing

/// Files that others wrote.
@Suite(.enabled(if: shared != nil)) struct `files that others wrote` {
  private let folder = shared ?? URL(filePath: "/")

  private func files(under path: String) throws -> [URL] {
    let root = folder.appending(path: path)
    return try FileManager.default.subpathsOfDirectory(atPath: root.path).sorted()
      .map { root.appending(path: $0) }
  }

  private func read(_ file: URL) throws -> Outcome { outcome(Array(try Data(contentsOf: file))) }

  @Test func `every file is read, or refused with a located reason`() throws {
    var count = ReadCount()
    for file in try files(under: "real")
    where file.pathExtension == "json" || file.path.contains("ndjson") {
      let outcome = try read(file)
      count.add(outcome.count)
      #expect(outcome.count.recordCount > 0, "\(file.path)")
      #expect(outcome.log.rejectionCount == outcome.count.rejectedCount)
      let size = try #require(try file.resourceValues(forKeys: [.fileSizeKey]).fileSize)
      for entry in outcome.log.entries { #expect(entry.span.startByte <= UInt64(size)) }
    }
    #expect(count.deliveredCount > 2_900)
  }

  @Test func `genuine pages give their rows`() throws {
    var ids: [String] = []
    var rejectedCount = 0
    for file in try files(under: "real/zulip") where file.pathExtension == "json" {
      let outcome = try read(file)
      ids += outcome.records.filter { $0.kind == .event }.map(\.id)
      rejectedCount += outcome.count.rejectedCount
      #expect(outcome.records.allSatisfy { $0.container == .listPage })
    }
    #expect(ids.count == 789)
    #expect(Set(ids).count == 730)
    #expect(rejectedCount == 0)
  }

  @Test func `events and responses are recognised for what they are`() throws {
    for file in try files(under: "real/sync-engine/events") {
      let outcome = try read(file)
      #expect(outcome.records.map(\.kind) == [.event], "\(file.path)")
    }
    for file in try files(under: "real/pay-rails/api_responses")
    where file.pathExtension == "ndjson" && !file.path.contains("unversioned") {
      let outcome = try read(file)
      #expect(outcome.layout == .lines)
      #expect(outcome.records.allSatisfy { $0.kind == .object })
    }
    let broken = try read(
      folder.appending(path: "real/pay-rails/api_responses/_malformed_as_recorded.ndjson.txt"))
    #expect(broken.count.rejectedCount > 0 && broken.layout == .lines)
  }

  @Test func `the 340 as a line and as a row of a page never hide the next record`() throws {
    let suite = folder.appending(path: "corpora/json-testsuite")
    let index = try String(contentsOf: suite.appending(path: "INDEX.tsv"), encoding: .utf8)
    let names = index.split(separator: "\n").dropFirst().compactMap {
      $0.split(separator: "\t").first
    }
    #expect(names.count == 340)
    for name in names {
      let text = Array(try Data(contentsOf: suite.appending(path: String(name))))
      let first = Array(event(1).utf8)
      let second = Array(event(2).utf8)
      let lines = outcome(first + [0x0A] + text + [0x0A] + second)
      #expect(lines.ids == ["evt_1", "evt_2"], "\(name)")
      let page =
        Array(#"{"object":"list","data":["#.utf8)
        + first + [0x2C] + text + [0x2C] + second + Array(#"],"has_more":false}"#.utf8)
      let rows = outcome(page, layout: .documents)
      #expect(rows.ids == ["evt_1", "evt_2"], "\(name)")
      for outcome in [lines, rows] {
        #expect(outcome.count.rejectedCount == outcome.log.rejectionCount)
        #expect(outcome.log.entries.allSatisfy { $0.recordNumber > 0 || $0.severity != .rejection })
      }
    }
  }
}
