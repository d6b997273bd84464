import Billing
import Bytes
import Diagnostics
import Emit
import Reconciliation
import Testing

/// A history made night by night, as the program does it.
private struct Nights {
  var file: [UInt8] = []

  /// Runs a night on which some rows drift; the standing of each finding by its row.
  ///
  /// The line is added unless it is there already, as the store of runs does.
  mutating func run(
    _ night: Int, drifting rows: [Int], waiving waived: [Int] = [], only: Set<String> = [],
    notEvaluated: [String] = []
  ) -> [Int: RunReport.Finding] {
    var sample = Sample.clean
    sample.drifts = rows.map {
      sample.drift("S02", "ghost-active", .p1, .auto, row: $0, owner: "u\($0 + 1)")
    }
    let asOf = Timestamp(seconds: 1_768_456_800 + Int64(night) * 86_400)
    let runID = "night-\(night)"
    let system = sample.evidence
    var definition = system.definition
    definition.clock = ClockRules(asOf: asOf)
    var report = RunReport(
      evidence: Evidence(
        ledger: system.ledger, tables: system.tables, comparison: system.comparison,
        definition: definition, coverage: system.coverage))
    report.runID = runID
    report.findings = DriftIdentity(evidence: report.evidence).findings(
      from: sample.drifts, runID: runID)
    for place in report.findings.indices where waived.contains(rows[place]) {
      report.findings[place].waiver = "known"
    }
    report.only = only
    report.notEvaluated = notEvaluated.map { .init(code: $0, name: "", reason: "no file") }
    var log = DiagnosticLog()
    let history = History(file, file: FileID(rawValue: 0), log: &log)
    history.apply(to: &report.findings, runID: runID, asOf: asOf)
    let line = HistoryWriter().line(report)
    if !file.split(separator: 0x0A).contains(line[...]) { file += line + [0x0A] }
    return Dictionary(
      uniqueKeysWithValues: report.findings.map { ($0.drift.row ?? -1, $0) })
  }
}

struct HistoryTests {
  @Test func `a finding is new, then persists, goes, and recurs`() {
    var nights = Nights()
    #expect(nights.run(1, drifting: [0, 1]).mapValues(\.standing) == [0: .new, 1: .new])
    #expect(nights.run(2, drifting: [0]).mapValues(\.standing) == [0: .persisting])
    let third = nights.run(3, drifting: [0, 1, 2])
    #expect(third.mapValues(\.standing) == [0: .persisting, 1: .recurred, 2: .new])
    #expect(third.mapValues(\.firstSeenRun) == [0: "night-1", 1: "night-1", 2: "night-3"])
    #expect(nights.run(4, drifting: []).isEmpty)
    let fifth = nights.run(5, drifting: [2, 1])
    #expect(fifth.mapValues(\.standing) == [1: .recurred, 2: .recurred])
    #expect(fifth.mapValues(\.firstSeenRun) == [1: "night-1", 2: "night-3"])
  }

  @Test func `a run that did not look for a finding resolves nothing`() {
    var nights = Nights()
    _ = nights.run(1, drifting: [0])
    #expect(nights.run(2, drifting: [], only: ["S01"]).isEmpty)
    #expect(nights.run(3, drifting: [], notEvaluated: ["S02"]).isEmpty)
    let fourth = nights.run(4, drifting: [0, 1])
    #expect(fourth.mapValues(\.standing) == [0: .persisting, 1: .new])
    #expect(nights.run(5, drifting: [], only: ["S02"]).isEmpty)
    #expect(nights.run(6, drifting: [0]).mapValues(\.standing) == [0: .recurred])
  }

  @Test func `a rule that was not evaluated says nothing of the others of its check`() {
    let scope = RunScope(notEvaluated: ["W01", "declared rooms"])
    #expect(scope.covers("S02", rule: "") && scope.covers("D02", rule: "apps"))
    #expect(!scope.covers("W01", rule: "") && !scope.covers("D02", rule: "rooms"))
    let narrow = RunScope(only: ["S02"])
    #expect(narrow.covers("S02", rule: "") && !narrow.covers("S01", rule: ""))
    #expect(!RunScope(isTrustworthy: false).covers("S02", rule: ""))
  }

  @Test func `what was waived and counts again has recurred`() {
    var nights = Nights()
    _ = nights.run(1, drifting: [0, 1])
    #expect(
      nights.run(2, drifting: [0, 1], waiving: [0]).mapValues(\.standing)
        == [0: .persisting, 1: .persisting])
    #expect(
      nights.run(3, drifting: [0, 1], waiving: [0]).mapValues(\.standing)
        == [0: .persisting, 1: .persisting])
    #expect(
      nights.run(4, drifting: [0, 1]).mapValues(\.standing)
        == [0: .recurred, 1: .persisting])
    #expect(
      nights.run(5, drifting: [0, 1]).mapValues(\.standing)
        == [0: .persisting, 1: .persisting])
  }

  @Test func `a run that is repeated says what it said, also later`() {
    var nights = Nights()
    _ = nights.run(1, drifting: [0])
    let first = nights.run(2, drifting: [0, 1])
    let file = nights.file
    let again = nights.run(2, drifting: [0, 1])
    #expect(nights.file == file)
    #expect(again.mapValues(\.standing) == first.mapValues(\.standing))
    _ = nights.run(3, drifting: [])
    let later = nights.run(2, drifting: [0, 1])
    #expect(later.mapValues(\.standing) == first.mapValues(\.standing))
    #expect(later.mapValues(\.firstSeenRun) == first.mapValues(\.firstSeenRun))
  }

  @Test func `a run made up for later does not know its future`() {
    var nights = Nights()
    _ = nights.run(1, drifting: [0])
    _ = nights.run(5, drifting: [1])
    let third = nights.run(3, drifting: [0, 1])
    #expect(third.mapValues(\.standing) == [0: .persisting, 1: .new])
    let sixth = nights.run(6, drifting: [0, 1])
    #expect(sixth.mapValues(\.standing) == [0: .recurred, 1: .persisting])
  }

  @Test(arguments: [
    "{", "[]", "null", "{}", "\u{0}", #"{"schema_version":1}"#, #"{"schema_version":99}"#,
    #"{"schema_version":1,"run_id":7,"as_of":"","exit_status":1,"counts":[],"seen":[]}"#,
    #"{"schema_version":1,"run_id":"a","as_of":"","exit_status":1,"counts":[{}],"seen":[]}"#,
    #"{"schema_version":1,"run_id":"a","as_of":"","exit_status":1,"counts":[],"seen":[1]}"#,
    #"{"schema_version":1,"run_id":"a","as_of":"","exit_status":1e9,"counts":[],"seen":[]}"#,
  ])
  func `a damaged line is remarked and left out`(_ damage: String) {
    var nights = Nights()
    _ = nights.run(1, drifting: [0])
    let whole = nights.file.count
    nights.file += Array(damage.utf8) + [0x0A]
    var log = DiagnosticLog()
    let history = History(nights.file, file: FileID(rawValue: 7), log: &log)
    #expect(history.runs.map(\.runID) == ["night-1"])
    #expect(log.entries.map(\.code) == [.reportHistoryDamaged])
    #expect(log.entries.first?.span.startByte == UInt64(whole))
    #expect(log.entries.first?.recordNumber == 2)
    #expect(nights.run(2, drifting: [0]).mapValues(\.standing) == [0: .persisting])
  }

  @Test func `a history cut at any byte is read up to there`() {
    var nights = Nights()
    for night in 1...3 { _ = nights.run(night, drifting: [0, 1]) }
    let ends = nights.file.indices.filter { nights.file[$0] == 0x0A }
    for cut in nights.file.indices {
      var log = DiagnosticLog()
      let history = History(Array(nights.file[..<cut]), file: FileID(rawValue: 0), log: &log)
      let whole = ends.count { $0 <= cut }
      let isCut = cut > 0 && nights.file[cut - 1] != 0x0A && !ends.contains(cut)
      #expect(history.runs.count == whole)
      #expect(log.entries.count == (isCut ? 1 : 0), "\(cut)")
    }
  }

  @Test func `a history tells what each run had`() {
    var log = DiagnosticLog()
    let report = Sample.drifted.report
    let line = HistoryWriter().line(report)
    #expect(!line.contains(0x0A))
    let history = History(line, file: FileID(rawValue: 0), log: &log)
    #expect(history.runs.count == 1 && log.entries.isEmpty)
    #expect(history.runs.first?.asOf == "2026-01-15T06:00:00Z")
    #expect(history.runs.first?.exitStatus == 1)
    #expect(history.runs.first?.counts.map(\.code) == ["S04", "S02", "S19", "U05", "S18"])
    #expect(history.runs.first?.counts.map(\.count) == [1, 1, 2, 1, 1])
    #expect(
      history.runs.first?.firstSeen
        == Dictionary(uniqueKeysWithValues: report.findings.map { ($0.driftID, Sample.runID) }))
  }
}

struct DriftIdentityTests {
  @Test func `findings stand most urgent first, then by code, key and fields`() {
    let report = Sample.drifted.report
    #expect(report.findings.map(\.drift.code) == ["S04", "S02", "S19", "S19", "U05", "S18"])
    #expect(report.findings.filter { $0.drift.code == "S19" }.map(\.drift.row) == [1, 2])
  }

  @Test func `a parent is found wherever the order puts it`() {
    let findings = Sample.drifted.report.findings
    let child = findings.first { $0.drift.code == "U05" }
    let parent = findings.firstIndex { $0.drift.code == "S02" }
    #expect(child?.drift.parent == parent)
    #expect(child?.parentID == parent.map { findings[$0].driftID })
    #expect(findings.filter { $0.parentID != nil }.count == 1)
  }

  @Test func `a name depends on what a finding is about, not on values or places`() {
    let sample = Sample.drifted
    let identity = DriftIdentity(evidence: sample.evidence)
    let ghost = sample.drifts[0]
    let name = identity.driftID(of: ghost)
    #expect(name.utf8.count == 16 && name.utf8.allSatisfy { "0123456789abcdef".utf8.contains($0) })
    var other = ghost
    other.severity = .p3
    other.story = "another"
    other.monthly = nil
    other.fields = ghost.fields.reversed()
    other.fields[0].sides = Sides(stripe: .null, database: .integer(1))
    #expect(identity.driftID(of: other) == name)

    var names: Set<String> = [name]
    for change: (inout Drift) -> Void in [
      { $0.code = "S03" }, { $0.table = "payments" }, { $0.row = 1 }, { $0.row = nil },
      { $0.fields = [] }, { $0.fields.removeLast() },
    ] {
      var changed = ghost
      change(&changed)
      #expect(names.insert(identity.driftID(of: changed)).inserted)
    }
  }

  @Test func `a name is the same when rows and findings come in another order`() {
    var sample = Sample()
    for (key, owner) in [("r3", "u3"), ("r1", "u1"), ("r2", "u2")] {
      sample.row(key, owner: owner)
    }
    sample.drifts = [
      sample.drift("S02", "ghost-active", .p1, .auto, row: 1, owner: "u1"),
      sample.drift("S02", "ghost-active", .p1, .auto, row: 0, owner: "u3"),
    ]
    var ordered = Sample.clean
    ordered.drifts = [
      ordered.drift("S02", "ghost-active", .p1, .auto, row: 2, owner: "u3"),
      ordered.drift("S02", "ghost-active", .p1, .auto, row: 0, owner: "u1"),
    ]
    #expect(sample.report.findings.map(\.driftID) == ordered.report.findings.map(\.driftID))
  }

  @Test func `two findings that cannot be told apart still have two names`() {
    var sample = Sample.clean
    sample.drifts = (0..<3).map { _ in
      sample.drift("U02", "two-live-rows", .p1, .review, owner: "u1")
    }
    #expect(Set(sample.report.findings.map(\.driftID)).count == 3)
    let first = DriftIdentity(evidence: sample.evidence).driftID(of: sample.drifts[0])
    #expect(sample.report.findings.contains { $0.driftID == first })
  }
}
