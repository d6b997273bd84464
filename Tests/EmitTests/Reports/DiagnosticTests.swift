import Bytes
import Diagnostics
import Emit
import JSON
import Reconciliation
import TestSupport
import Testing

private let sources = SourceMap(names: ["events.ndjson.gz"])

private func remark(
  _ text: String = "a name occurs twice", at start: Int = 0, count: Int = 0, help: String? = nil
) -> Diagnostic {
  Diagnostic(
    .rejection, .jsonDuplicateKey, text,
    at: SourceSpan(
      file: FileID(rawValue: 0), startByte: 20_480 + UInt64(start), byteCount: UInt32(count)),
    recordNumber: 17, help: help)
}

struct DiagnosticsWriterTests {
  @Test func `remarks stand in the order of the log, then what was cut`() {
    var log = DiagnosticLog()
    log.note(remark("first"))
    for _ in 0..<2_204 {
      log.note(
        Diagnostic(
          .remark, .jsonEmpty, "there is nothing",
          at: SourceSpan(file: FileID(rawValue: 0), startByte: 3, byteCount: 0)))
    }
    log.note(remark("last"))
    var messages: [String] = []
    var totals: [Int64] = []
    let bytes = DiagnosticsWriter().ndjson(log, sources: sources)
    let isWhole = readLines(bytes) { line in
      messages.append(line["message"]?.string ?? "")
      if let count = line["count"]?.integer { totals.append(count) }
    }
    #expect(isWhole && messages.count == 1_003)
    #expect(messages.first == "first")
    #expect(Array(messages.suffix(2)) == ["last", "and 1,204 more"])
    #expect(totals == [2_204])
  }

  @Test func `a remark has its keys in their order`() {
    var log = DiagnosticLog()
    log.note(remark(at: 4, count: 9, help: "export again"))
    let line = String(decoding: DiagnosticsWriter().ndjson(log, sources: sources), as: UTF8.self)
    #expect(
      line == #"{"schema_version":1,"file":"events.ndjson.gz","record":17,"byte":20484,"#
        + #""byte_count":9,"severity":"rejection","code":"json-duplicate-key","#
        + #""message":"a name occurs twice","place":null,"subject":null,"help":"export again"}"#
        + "\n")
  }
}

struct DiagnosticTextTests {
  private let renderer = DiagnosticText(sources: sources)

  /// The excerpt and carets for a record whose marked bytes the remark is about.
  private func excerpt(_ marked: String) -> [String] {
    let text = Marked(marked)
    let range = text.ranges.first ?? text.bytes.count..<text.bytes.count
    let shown = renderer.render(
      remark(at: range.lowerBound, count: range.count),
      line: .init(bytes: text.bytes, startByte: 20_480))
    return shown.split(separator: "\n").dropFirst().map { String($0.dropFirst(2)) }
  }

  @Test func `a remark says where, what and what to do`() {
    #expect(
      renderer.render(remark(help: "export the events again"))
        == "events.ndjson.gz:record 17, byte 20480: rejection[json-duplicate-key]: "
        + "a name occurs twice\n  help: export the events again")
  }

  @Test(arguments: [
    (
      #"{"id":"evt_1",‹"id"›:42}"#, #"{"id":"‹5 bytes›","id":‹2 bytes›}"#,
      #"                  ^^^^"#
    ),
    (#"{"a":‹tru›}"#, #"{"a":‹3 bytes›}"#, #"     ^^^^^^^^^"#),
    (#"{"a":[true,‹null›]}"#, #"{"a":[true,null]}"#, #"           ^^^^"#),
    (#"{"a":"x\"y‹"#, #"{"a":"‹4 bytes›"#, #"               ^"#),
    (#"‹ada›,"x,""y",5"#, #"‹3 bytes›,"‹5 bytes›",‹1 byte›"#, #"^^^^^^^^^"#),
    ("a\t‹b›", "‹1 byte›⇥‹1 byte›", "         ^^^^^^^^"),
  ])
  func `an excerpt shows structure and no value`(
    _ record: String, _ outline: String, _ carets: String
  ) {
    #expect(excerpt(record) == [outline, carets])
  }

  @Test func `a long record is shown around what is wrong`() {
    let many = (0..<40).map { "\"member\($0)\":\($0)" }.joined(separator: ",")
    let lines = excerpt("{\(many),‹x›,\(many)}")
    #expect(lines.count == 2)
    for line in lines { #expect(line.unicodeScalars.count <= 76) }
    #expect(lines[0].hasPrefix("…") && lines[0].hasSuffix("…"))
    let column = lines[1].unicodeScalars.count - 8
    #expect(
      String(String.UnicodeScalarView(lines[0].unicodeScalars.dropFirst(column).prefix(8)))
        == "‹1 byte›")
  }

  @Test func `no byte of any value is shown, whatever is done to the record`() {
    let record = Array(#"{"id":"QQQQ","n":777,"list":["QQ",{"deep":"Q7Q"}],"t":true}"#.utf8)
    var generator = SplitMix64(seed: 1)
    for _ in 0..<2_000 {
      var damaged = record
      for _ in 0..<Int.random(in: 0...3, using: &generator) {
        let place = Int.random(in: 0..<damaged.count, using: &generator)
        let bytes: [UInt8] = [0, 10, 0x1B, 0x22, 0x2C, 0x5C, 0x7B, 0xFF]
        damaged[place] = bytes.randomElement(using: &generator) ?? 0
      }
      let start = Int.random(in: 0...damaged.count, using: &generator)
      let shown = renderer.render(
        remark(at: start, count: Int.random(in: 0...99, using: &generator)),
        line: .init(bytes: damaged, startByte: 20_480))
      #expect(!shown.contains("Q") && !shown.contains("777"))
      #expect(!shown.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" })
    }
  }

  @Test func `a line that is not the remark's is not shown`() {
    let shown = renderer.render(remark(at: 50), line: .init(bytes: [0x7B], startByte: 20_480))
    #expect(!shown.contains("\n"))
  }

  @Test func `what was cut is counted`() {
    var log = DiagnosticLog()
    for _ in 0..<2_204 { log.note(remark()) }
    #expect(renderer.more(.jsonDuplicateKey, in: log) == "and 1,204 more of [json-duplicate-key]")
    #expect(renderer.more(.jsonEmpty, in: log) == nil)
  }
}

struct ManifestTests {
  @Test func `a manifest accounts for every record and every file`() {
    let outputs = [
      ManifestWriter.Output(file: "summary.txt", byteCount: 9, sha256: "aa", contentSHA256: "aa"),
      ManifestWriter.Output(
        file: "drift.ndjson.gz", byteCount: 7, sha256: "bb", contentSHA256: "cc"),
    ]
    let report = Sample.drifted.report
    let bytes = ManifestWriter().json(report, outputs: outputs)
    let isWhole = readLines(bytes) { manifest in
      #expect(
        manifest.members.map(\.key.text) == [
          "schema_version", "tool_version", "pipeline", "run_id", "plan_digest", "as_of",
          "dump_taken_at", "clock", "safety_limits", "inputs", "event_window", "counts",
          "exit_status", "outputs",
        ])
      let inputs = manifest["inputs"].map { Array($0.elements) } ?? []
      #expect(inputs.map { $0["file"]?.string } == report.sources.names)
      for input in inputs {
        let parts = [input["normalized"], input["rejected"]].map { $0?.integer ?? -1 }
        #expect(input["records"]?.integer == parts[0] + parts[1])
      }
      #expect(inputs.first?["gzip_members"]?.integer == 2)
      #expect(manifest["event_window"]?["first"]?.string == "2026-01-09T23:06:40Z")
      #expect(manifest["clock"]?["horizon"]?.string == "2026-01-15T05:55:00Z")
      #expect(manifest["safety_limits"]?["max_changes"]?.integer == 500)
      let files = manifest["outputs"]?.elements.map { $0["file"]?.string }
      #expect(files == ["drift.ndjson.gz", "summary.txt"])
    }
    #expect(isWhole)
    #expect(ManifestWriter().json(report, outputs: outputs.reversed()) == bytes)
  }
}
