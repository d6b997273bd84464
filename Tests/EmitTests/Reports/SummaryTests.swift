import Billing
import Bytes
import Diagnostics
import Emit
import Foundation
import JSON
import Reconciliation
import TestSupport
import Testing

struct SummaryTests {
  private let writer = SummaryWriter()

  /// A report in which everything a summary can say is said.
  private var full: RunReport {
    var sample = Sample.drifted
    sample.coverage.holes = [
      Coverage.Hole(
        name: "dump-older", message: "the dump is nine days older than the events",
        blocksVerdict: false)
    ]
    sample.coverage.missingTables = ["plans"]
    var report = sample.report
    report.findings[0].standing = .recurred
    report.findings[1].standing = .persisting
    report.notEvaluated = [
      .init(code: "P01", name: "price-mismatch", reason: "no plans table; add a dump of one"),
      .init(code: "S14", name: "trial-converted", reason: "no column holds trial-end"),
      .init(code: "P02", name: "unmapped-price", reason: "no plans table; add a dump of one"),
    ]
    let span = SourceSpan(file: FileID(rawValue: 0), startByte: 9, byteCount: 3)
    report.log.note(Diagnostic(.rejection, .jsonDuplicateKey, "a name occurs twice", at: span))
    for _ in 0..<1_204 {
      report.log.note(Diagnostic(.remark, .jsonEmpty, "there is nothing", at: span))
    }
    report.convergence.changeCount = 2
    return report
  }

  private func text(_ report: RunReport) -> String {
    String(decoding: writer.text(report), as: UTF8.self)
  }

  @Test func `a summary with findings reads as it always did`() throws {
    try expectGolden(text(full), matches: golden("summary-drifted.txt"))
  }

  @Test func `a summary of a clean run reads as it always did`() throws {
    try expectGolden(text(Sample.clean.report), matches: golden("summary-clean.txt"))
  }

  @Test func `a run that cannot be trusted says what stands in the way`() throws {
    var sample = Sample.drifted
    sample.coverage.holes = [
      Coverage.Hole(
        name: "export-truncated", message: "the last page of events says that more follow",
        blocksVerdict: true)
    ]
    try expectGolden(text(sample.report), matches: golden("summary-untrusted.txt"))
  }

  @Test func `the last line has the form the product promises`() {
    var sample = Sample()
    for number in 0..<12_480 { sample.subscriptions.append("sub_\(number)") }
    for number in 0..<31 {
      sample.row("r\(number)", owner: "u\(number)")
      sample.drifts.append(
        sample.drift(
          "S02", "ghost-active", .p1, number < 24 ? .auto : .review, row: number,
          monthly: Money(minorUnits: 4_000, currency: "usd")))
    }
    var report = sample.report
    for place in report.findings.indices {
      report.findings[place].standing = place < 4 ? .new : place < 6 ? .recurred : .persisting
    }
    report.notEvaluated = (1...3).map {
      .init(code: "K0\($0)", name: "cache-\($0)", reason: "no cache dump; add one")
    }
    #expect(
      writer.lastLine(report)
        == "checked 12,480 subscriptions · 31 drift (4 new, 2 recurred) · 24 fixable, 7 for review "
        + "· 1,240.00 usd a month at risk · 3 classes not evaluated (no cache dump) · exit 1")
  }

  @Test func `the last line joins currencies and names only what there is`() {
    let report = Sample.drifted.report
    #expect(
      writer.lastLine(report)
        == "checked 3 subscriptions · 6 drift (6 new) · 2 fixable, 2 for review, 1 to mend in "
        + "Stripe, 1 for information · 980 jpy + 1,260.50 usd a month at risk · exit 1")
  }

  @Test func `the last line of a clean run says no drift`() {
    var sample = Sample.clean
    sample.subscriptions = ["sub_1"]
    #expect(writer.lastLine(sample.report) == "checked 1 subscription · no drift · exit 0")
  }

  @Test func `what is waived and what is old do not pass for news`() {
    var report = Sample.drifted.report
    for place in report.findings.indices { report.findings[place].standing = .persisting }
    report.findings[0].waiver = "accepted until spring"
    #expect(writer.lastLine(report).contains("· 5 drift (none new, 1 waived) ·"))
    for place in report.findings.indices { report.findings[place].waiver = "accepted" }
    #expect(
      writer.lastLine(report) == "checked 3 subscriptions · no drift (6 waived) · exit 0")
  }

  @Test func `a doubtful end is said in the last line`() {
    var report = Sample.clean.report
    report.safetyStop = "more rows would change than the limit allows"
    #expect(writer.lastLine(report).hasSuffix("· stopped by a safety limit · exit 4"))
    #expect(text(report).contains("VERDICT  exit 4: a safety limit stopped the run;"))
    #expect(text(report).contains("rows would change than the limit allows"))
    report = Sample.clean.report
    report.convergence.stillFixable = ["0123456789abcdef"]
    #expect(writer.lastLine(report).hasSuffix("· the changes do not converge · exit 2"))
  }

  @Test func `only the last line is wider than a terminal and no line ends in blanks`() {
    for report in [full, Sample.clean.report, Sample.drifted.report] {
      let lines = text(report).split(separator: "\n", omittingEmptySubsequences: false)
      #expect(lines.last == "" && lines.dropLast().last == writer.lastLine(report)[...])
      for line in lines.dropLast(2) { #expect(line.unicodeScalars.count <= 80, "\(line)") }
      for line in lines { #expect(!line.hasSuffix(" "), "\(line)") }
    }
  }

  @Test func `names from outside cannot move the cursor`() {
    var sample = Sample.clean
    sample.coverage.holes = [
      Coverage.Hole(
        name: "x", message: "a\u{1B}[2Jb\u{202E}c\nVERDICT exit 0", blocksVerdict: true)
    ]
    let shown = text(sample.report)
    #expect(!shown.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" || $0 == "\u{202E}" })
    #expect(!shown.contains("\nVERDICT exit 0"))
  }

  @Test func `the JSON says the same as the text`() throws {
    let report = full
    let isWhole = readLines(writer.json(report)) { summary in
      #expect(summary["schema_version"]?.integer == 1)
      #expect(summary["verdict"]?["exit_status"]?.integer == 1)
      #expect(summary["drift"]?["count"]?.integer == 6)
      #expect(summary["drift"]?["by_code"]?.elementCount == 5)
      #expect(summary["drift"]?["by_severity"]?["P2"]?.integer == 3)
      #expect(summary["not_evaluated"]?.elementCount == 3)
      #expect(summary["last_line"]?.string == writer.lastLine(report))
    }
    #expect(isWhole)
  }
}
