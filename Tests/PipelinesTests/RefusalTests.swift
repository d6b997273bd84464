import Diagnostics
import Foundation
import Pipelines
import TestSupport
import Testing

/// A mistake in one section, marked where it must be shown.
private struct Mistake: CustomTestStringConvertible, Sendable {
  var code: String
  var section: String
  var text: String
  var help: String?
  var testDescription: String { "\(code): \(text)" }

  init(_ code: String, _ section: String, _ text: String, help: String? = nil) {
    self.code = code
    self.section = section
    self.text = text
    self.help = help
  }

  var pipeline: SmallPipeline {
    section == "table" ? .table(text) : SmallPipeline(section, text)
  }
}

private let rootMistakes = [
  Mistake("pipeline-name", "root", #"<pipeline xmlns="urn:trueup:pipeline:1" ‹name›="Big One">"#),
  Mistake("pipeline-name", "root", #"<pipeline xmlns="urn:trueup:pipeline:1" ‹name›="a--b">"#),
  Mistake("xml-invalid", "root", #"‹<›pipeline xmlns="urn:other" name="small">"#),
  Mistake(
    "xml-invalid", "root", #"<pipeline xmlns="urn:trueup:pipeline:1" name="a" ‹root›="../..">"#),
  Mistake("xml-invalid", "extra", #"‹<›xi:include xmlns:xi="http://www.w3.org/2001/XInclude"/>"#),
  Mistake("pipeline-duplicate", "extra", #"‹<›stripe><events files="a"/></stripe>"#),
]

private let clockMistakes = [
  Mistake("pipeline-clock", "clock", "‹<›clock/>"),
  Mistake("pipeline-instant", "clock", #"<clock ‹as-of›="2026-01-15T06:00:00"/>"#),
  Mistake("pipeline-instant", "clock", #"<clock ‹as-of›="2026-02-29T06:00:00Z"/>"#),
  Mistake("pipeline-instant", "clock", #"<clock ‹as-of›="2026-01-15T06:00:00+01:00"/>"#),
  Mistake(
    "pipeline-duration", "clock", #"<clock as-of="2026-01-15T06:00:00Z" ‹settle›="5 minutes"/>"#),
  Mistake("pipeline-duration", "clock", #"<clock as-of="2026-01-15T06:00:00Z" ‹settle›="-5m"/>"#),
  Mistake(
    "pipeline-time-zone", "clock", #"<clock as-of="2026-01-15T06:00:00Z" ‹time-zone›="CET"/>"#),
  Mistake(
    "pipeline-time-zone", "clock", #"<clock as-of="2026-01-15T06:00:00Z" ‹time-zone›="../x/Y"/>"#),
  Mistake("xml-invalid", "clock", #"<clock as-of="2026-01-15T06:00:00Z" ‹setle›="5m"/>"#),
]

private let stripeMistakes = [
  Mistake("pipeline-missing", "stripe", "‹<›stripe/>"),
  Mistake("pipeline-path", "stripe", #"<stripe><events ‹files›="../a.ndjson"/></stripe>"#),
  Mistake("pipeline-path", "stripe", #"<stripe><events ‹files›="a b/../../c"/></stripe>"#),
  Mistake("pipeline-path", "stripe", #"<stripe><events ‹files›="/etc/passwd"/></stripe>"#),
  Mistake("pipeline-path", "stripe", #"<stripe><events ‹files›="a&#10;b"/></stripe>"#),
  Mistake("pipeline-path", "stripe", #"<stripe><events ‹files›="a/./b"/></stripe>"#),
  Mistake("pipeline-path", "stripe", #"<stripe><events ‹files›=""/></stripe>"#),
  Mistake("xml-invalid", "stripe", #"<stripe ‹livemode›="true"><events files="a"/></stripe>"#),
  Mistake("xml-invalid", "stripe", #"<stripe>‹<›objects files="a"/></stripe>"#),
  Mistake(
    "pipeline-duplicate", "stripe", #"<stripe ‹owner-keys›="a a"><events files="a"/></stripe>"#),
]

private let tableMistakes = [
  Mistake("pipeline-duplicate", "table", #"<column ‹name›="status"/>"#),
  Mistake("pipeline-duplicate", "table", #"<column name="state" ‹field›="status"/>"#),
  Mistake("pipeline-duplicate", "table", #"<column name="other" ‹key›="yes"/>"#),
  Mistake("pipeline-type", "table", #"<column name="a" ‹type›="timestamp(7)"/>"#),
  Mistake("pipeline-type", "table", #"<column name="a" ‹type›="varchar"/>"#),
  Mistake("pipeline-type", "table", #"<column name="a" ‹type›="integer(4)"/>"#),
  Mistake(
    "pipeline-type", "table", #"<column name="a" ‹type›="bolean"/>"#,
    help: "did you mean “boolean”?"),
  Mistake(
    "pipeline-field-type", "table", #"<column name="a" field="trial-end" ‹type›="boolean"/>"#),
  Mistake("pipeline-field-type", "table", #"<column name="a" ‹field›="period-end"/>"#),
  Mistake(
    "pipeline-unknown-column", "table", #"<unique ‹columns›="id costumer_id"/>"#,
    help: "did you mean “customer_id”?"),
  Mistake("pipeline-unknown-column", "table", #"<unique columns="id" ‹where-null›="gone"/>"#),
  Mistake("pipeline-unknown-column", "table", #"<reference ‹column›="x" to="subscriptions"/>"#),
  Mistake(
    "pipeline-unknown-table", "table", #"<reference column="id" ‹to›="subscription"/>"#,
    help: "did you mean “subscriptions”?"),
  Mistake(
    "pipeline-unknown-column", "table",
    #"<reference column="id" to="subscriptions" ‹target›="di"/>"#, help: "did you mean “id”?"),
]

private let databaseMistakes = [
  Mistake("pipeline-missing", "database", ""),
  Mistake("pipeline-missing", "database", #"‹<›database dialect="postgresql"/>"#),
  Mistake(
    "xml-invalid", "database", #"<database ‹dialect›="oracle"/>"#,
    help: "allowed: postgresql, mysql, sqlite"),
]

private let ruleMistakes = [
  Mistake(
    "pipeline-duplicate", "statuses",
    """
    <statuses><status word="on" means="active"/><status word="off" means="ended"/>
      <status ‹word›="on" means="ended"/></statuses>
    """),
  Mistake(
    "pipeline-unknown-status", "status-rule",
    #"<status-rule><when stripe="active" ‹status›="onn"/></status-rule>"#,
    help: "did you mean “on”?"),
  Mistake(
    "pipeline-word", "status-rule",
    #"<status-rule><when ‹stripe›="active past-du" status="on"/></status-rule>"#,
    help: "did you mean “past_due”?"),
  Mistake(
    "xml-invalid", "status-rule",
    #"<status-rule><when stripe="active" ‹ending›="true" status="on"/></status-rule>"#),
  Mistake("pipeline-unknown-table", "catalogue", #"<catalogue ‹table›="plans"/>"#),
  Mistake("pipeline-missing-field", "catalogue", #"<catalogue ‹table›="subscriptions"/>"#),
  Mistake("pipeline-number", "live-rows", #"<live-rows minimum="1" ‹maximum›="0"/>"#),
  Mistake("pipeline-unknown-status", "live-rows", #"<live-rows ‹fallback-status›="ON"/>"#),
]

private let checkMistakes = [
  Mistake(
    "pipeline-unknown-check", "checks", #"<checks><check ‹code›="S3"/></checks>"#),
  Mistake(
    "pipeline-duplicate", "checks",
    #"<checks><check code="S01"/><check ‹code›="S01" enabled="no"/></checks>"#),
  Mistake(
    "pipeline-waiver", "checks",
    #"<checks>‹<›waive code="S01" reason="known" until="2026-03-01"/></checks>"#),
  Mistake(
    "pipeline-waiver", "checks",
    #"<checks><waive drift="d" ‹reason›="  " until="2026-03-01"/></checks>"#),
  Mistake(
    "xml-invalid", "checks", #"<checks>‹<›waive drift="d" until="2026-03-01"/></checks>"#),
  Mistake("xml-invalid", "checks", #"<checks>‹<›waive drift="d" reason="r"/></checks>"#),
  Mistake(
    "pipeline-instant", "checks",
    #"<checks><waive drift="d" reason="r" ‹until›="soon"/></checks>"#),
  Mistake(
    "pipeline-word", "checks",
    """
    <checks><waive drift="d" reason="r" until="2026-03-01">
      <pin ‹field›="trial-ends" stripe="" database=""/></waive></checks>
    """, help: "did you mean “trial-end”?"),
  Mistake(
    "pipeline-duplicate", "checks",
    """
    <checks><waive code="S01" entity="sub_1" reason="r" until="2026-03-01"/>
      ‹<›waive code="S01" entity="sub_1" reason="s" until="2026-04-01"/></checks>
    """),
  Mistake("pipeline-number", "safety", #"<safety ‹max-percent›="2.555"/>"#),
  Mistake("pipeline-number", "safety", #"<safety ‹max-percent›="101"/>"#),
  Mistake("pipeline-number", "safety", #"<safety ‹max-changes›="1e3"/>"#),
  Mistake("pipeline-duration", "safety", #"<safety ‹plan-lifetime›="3 d"/>"#),
  Mistake("xml-invalid", "safety", #"<safety ‹max-change›="3"/>"#),
  Mistake(
    "pipeline-word", "output", #"<output ‹reports›="html junti"/>"#, help: "did you mean “junit”?"),
  Mistake(
    "pipeline-field-type", "declare",
    #"<declare><retention name="a" table="subscriptions" ‹column›="id" keep="3d"/></declare>"#),
  Mistake(
    "pipeline-unknown-table", "declare",
    #"<declare><unique name="a" ‹table›="invoices" columns="id"/></declare>"#),
  Mistake(
    "pipeline-duplicate", "declare",
    """
    <declare><unique name="a" table="subscriptions" columns="id"/>
      <unique ‹name›="a" table="subscriptions" columns="status"/></declare>
    """),
]

@Test(
  arguments: rootMistakes + clockMistakes + stripeMistakes + tableMistakes + databaseMistakes
    + ruleMistakes + checkMistakes)
private func `a mistake is found alone, in its place, with a way out`(_ mistake: Mistake) throws {
  let pipeline = mistake.pipeline
  let problems = pipeline.problems
  let problem = try #require(problems.first)
  #expect(problem.code.rawValue == mistake.code)
  #expect(problem.file == "p/small.xml")
  if let mark = pipeline.mark { #expect(problem.position == mark) }
  if let help = mistake.help { #expect(problem.help == help) }
  #expect(problem.help?.isEmpty != true)
  #expect(Set(problems.map(\.position)).count == 1, "\(problems.map(\.rendered))")
}

@Test func `all problems are found at once, from top to bottom`() {
  var pipeline = SmallPipeline.table(#"<unique columns="nobody"/><column name="id"/>"#)
  pipeline.asOf = nil
  let codes = pipeline.problems.map(\.code.rawValue)
  #expect(codes == ["pipeline-unknown-column", "pipeline-duplicate"])
  #expect(
    SmallPipeline("safety", #"<safety max-changes="x" max-percent="y"/>"#).problems.count == 2)
}

@Test(
  arguments: [
    #"<clock as-of="2026-01-15T06:00:00Z" settle="0s"/>"#,
    #"<clock as-of="2026-01-15T06:00:00.123456Z" time-zone="America/Argentina/Buenos_Aires"/>"#,
    #"<clock as-of="2024-02-29T23:59:59Z" dump-taken-at="2024-02-29T23:59:59Z"/>"#,
  ])
func `a clock that makes sense is taken`(_ clock: String) throws {
  #expect(SmallPipeline("clock", clock).problems == [])
}

@Test func `a dump that loses NULL needs a promise, one that loses borders is refused`() throws {
  #expect(SmallPipeline.table("", attributes: #"format="psql-csv""#).problems.count == 1)
  let promised = SmallPipeline.table("", attributes: #"format="psql-csv" null-rule="never-null""#)
  #expect(try promised.resolve().tables[0].nullRule == "never-null")
  let lost = SmallPipeline.table(
    "", attributes: #"format="mysql-batch-raw" null-rule="never-null""#)
  #expect(lost.problems.map(\.code.rawValue) == ["pipeline-format"])
  #expect(lost.problems.first?.help?.contains("INTO OUTFILE") == true)
}
