import Foundation
import TestSupport
import Testing

private let shared = ProcessInfo.processInfo.environment["TRUEUP_SHARED"]

/// Every file below a folder with one of the endings, as paths from that folder, sorted.
private func files(below folder: URL, endings: Set<String>) -> [String] {
  let found = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String }
  return (found ?? []).filter { endings.contains(URL(filePath: $0).pathExtension) }.sorted()
}

/// A pipeline over one Stripe file, or one table of a CSV file, both copied to a scratch folder.
private func run(events: URL?, table: URL?, columns: [String] = ["id"]) throws -> Program.Answer {
  let scratch = try Scratch()
  let copies = [("events.json", events), ("table.csv", table)]
  for (name, url) in copies {
    let target = scratch.folder.appending(path: name)
    if let url {
      try FileManager.default.copyItem(at: url, to: target)
    } else if name == "events.json" {
      try scratch.write(
        #"{"id":"evt_1","object":"event","created":1,"type":"ping","data":{"object":null}}"#,
        to: name)
    } else {
      try scratch.write("id\n", to: name)
    }
  }
  try scratch.write(
    """
    <pipeline xmlns="urn:trueup:pipeline:1" name="real">
      <clock as-of="2026-01-15T06:00:00Z"/>
      <stripe><events files="events.json"/></stripe>
      <database dialect="postgresql">
        <table name="anything" files="table.csv" format="rfc4180">
          \(columns.map { "<column name=\"\($0)\"/>" }.joined())
        </table>
      </database>
      <statuses><status word="on" means="active"/></statuses>
      <status-rule>
        <when stripe="active trialing past_due canceled unpaid incomplete incomplete_expired paused"
          status="on"/>
      </status-rule>
    </pipeline>
    """, to: "real.xml")
  return try Program.run(["run", "real.xml", "--output", "out", "-q"], in: scratch.folder)
}

/// Whether an answer is a verdict, or a refusal that says where and why.
private func isOrderly(_ answer: Program.Answer) -> Bool {
  switch answer.status {
  case 0, 1, 3: answer.output.hasPrefix("checked ")
  case 2:
    answer.errors.contains(/trueup: (events\.json|table\.csv|real\.xml).*error\[[a-z0-9-]+\]: ./)
  default: false
  }
}

@Suite(.enabled(if: shared != nil, "needs the files that TRUEUP_SHARED names"))
struct `Files that nobody here wrote` {
  private var real: URL { URL(filePath: (shared ?? "") + "/real") }

  @Test func `every Stripe file is read or refused, with a place and a reason`() throws {
    let names = files(below: real, endings: ["json", "ndjson", "txt"])
    #expect(names.count > 500)
    for name in names {
      let answer = try run(events: real.appending(path: name), table: nil)
      #expect(isOrderly(answer), "\(name): \(answer.status) \(answer.errors)\(answer.output)")
    }
  }

  @Test func `every table is read or refused, with a place and a reason`() throws {
    let names = files(below: real, endings: ["csv"])
    #expect(names.count > 50)
    for name in names {
      let url = real.appending(path: name)
      let text = try String(contentsOf: url, encoding: .utf8)
      let header = text.prefix { $0 != "\n" && $0 != "\r\n" }.split(separator: ",")
      let answer = try run(events: nil, table: url, columns: [String(header.first ?? "id")])
      #expect(isOrderly(answer), "\(name): \(answer.status) \(answer.errors)\(answer.output)")
    }
  }
}
