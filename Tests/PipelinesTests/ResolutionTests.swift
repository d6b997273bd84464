import Billing
import Diagnostics
import Pipelines
import Reconciliation
import TestSupport
import Testing

@Test func `what is left out has a sensible default`() throws {
  let pipeline = try SmallPipeline().resolve()
  let definition = pipeline.definition
  #expect(definition.clock == ClockRules(asOf: Timestamp(seconds: 1_768_456_800)))
  #expect(definition.stripe == StripeScope())
  #expect(definition.safety == SafetyLimits())
  #expect(pipeline.output == OutputChoices())
  #expect(pipeline.tables[0].format == "postgres-csv")
  #expect(!pipeline.tables[0].isOptional)
  let key = definition.database.tables[0].columns[0]
  #expect(key.isKey && !key.isNullable && key.isFixable && !key.isPrivate && key.type == .text)
  #expect(definition.status("on")?.isLive == true)
  #expect(definition.status("off")?.givesAccess == false)
}

@Test func `the command line's clock goes first`() throws {
  var pipeline = SmallPipeline(
    "clock", #"<clock as-of="2026-01-15T06:00:00Z" dump-taken-at="2026-01-01T00:00:00Z"/>"#)
  pipeline.asOf = Timestamp(seconds: 1_800_000_000)
  #expect(try pipeline.resolve().definition.clock.asOf.seconds == 1_800_000_000)
  #expect(try pipeline.resolve().definition.clock.dumpTakenAt.iso == "2026-01-01T00:00:00Z")
  var silent = SmallPipeline("clock", "")
  #expect(silent.problems.map(\.code) == [.pipelineClock])
  silent.asOf = Timestamp(seconds: 1_800_000_000)
  #expect(try silent.resolve().definition.clock.dumpTakenAt.seconds == 1_800_000_000)
}

@Test(arguments: [
  ("2026-01-15T06:00:00Z", "2026-01-15T06:00:00Z"),
  ("1970-01-01T00:00:00Z", "1970-01-01T00:00:00Z"),
  ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"),
  ("9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z"),
  ("1969-12-31T23:59:59.5Z", "1969-12-31T23:59:59.500Z"),
  ("2000-02-29T12:30:45.000001Z", "2000-02-29T12:30:45.000001Z"),
])
func `an instant is what it says`(written: String, iso: String) throws {
  let clock = "<clock as-of=\"2026-01-15T06:00:00Z\" dump-taken-at=\"\(written)\"/>"
  #expect(try SmallPipeline("clock", clock).resolve().definition.clock.dumpTakenAt.iso == iso)
}

@Test(arguments: [
  ("1969-12-31T23:59:59Z", false), ("1970-01-01T00:00:00Z", true),
  ("2199-12-31T23:59:59.999999Z", true), ("2200-01-01T00:00:00Z", false),
  ("9999-12-31T23:59:59Z", false),
])
func `a clock shows a time of which months can be counted`(written: String, isRight: Bool) {
  let problems = SmallPipeline("clock", "<clock as-of=\"\(written)\"/>").problems
  #expect(problems.map(\.code) == (isRight ? [] : [.pipelineInstant]))
}

@Test(arguments: [
  "2026-1-15T06:00:00Z", "2026-13-01T06:00:00Z", "2026-00-01T06:00:00Z", "1900-02-29T06:00:00Z",
  "2026-01-15T24:00:00Z", "2026-01-15T06:60:00Z", "2026-01-15T06:00:60Z", "2026-01-15T06:00:00.Z",
  "2026-01-15T06:00:00.1234567Z", "2026-01-15 06:00:00Z", "2026-01-15", "2026-01-15T06:00:00Zx",
  "+026-01-15T06:00:00Z", "٢٠٢٦-01-15T06:00:00Z", "", "now", "0000-01-01T00:00:00Z",
])
func `no other text is an instant`(_ written: String) {
  let problems = SmallPipeline("clock", "<clock as-of=\"\(written)\"/>").problems
  #expect(problems.map(\.code) == [.pipelineInstant])
}

@Test(arguments: [("0s", 0), ("90s", 90), ("5m", 300), ("72h", 259_200), ("36525d", 3_155_760_000)])
func `a duration is a number and a unit`(written: String, seconds: Int64) throws {
  let pipeline = try SmallPipeline("safety", "<safety plan-lifetime=\"\(written)\"/>").resolve()
  #expect(pipeline.definition.safety.planLifetimeSeconds == seconds)
}

@Test(arguments: ["", "5", "m", "05m", "5M", "1.5h", " 5m", "36526d", "999999999999999d", "5mm"])
func `no other text is a duration`(_ written: String) {
  let problems = SmallPipeline("safety", "<safety plan-lifetime=\"\(written)\"/>").problems
  #expect(problems.map(\.code) == [.pipelineDuration])
}

@Test(arguments: [
  ("0", 0), ("10", 1_000), ("2.5", 250), ("0.05", 5), ("99.99", 9_999), ("100.00", 10_000),
])
func `a percentage has up to two digits after its point`(written: String, points: Int) throws {
  let pipeline = try SmallPipeline("safety", "<safety max-percent=\"\(written)\"/>").resolve()
  #expect(pipeline.definition.safety.maxBasisPoints == points)
}

@Test(arguments: [
  ("decimal", ColumnType.decimal(scale: 2)), ("decimal(0)", .decimal(scale: 0)),
  ("timestamp", .timestamp(precision: 6)), ("timestamp(0)", .timestamp(precision: 0)),
  ("timestamptz(6)", .timestampWithZone(precision: 6)), ("enum(Tier)", .enumeration("Tier")),
  ("epoch-seconds", .epochSeconds), ("uuid", .uuid), ("jsonb", .jsonb), ("json", .json),
])
func `a type is what it says`(written: String, type: ColumnType) throws {
  let pipeline = SmallPipeline.table("<column name=\"a\" type=\"\(written)\"/>")
  #expect(try pipeline.resolve().definition.database.tables[0].columns.last?.type == type)
}

@Test func `the first case that fits gives the word`() throws {
  let pipeline = try SmallPipeline(
    "status-rule",
    """
    <status-rule>
      <when stripe="active" ending="yes" end="past" trial="past" collection="paused" status="off"/>
      <when stripe="active" ending="no" collection="running" status="on"/>
    </status-rule>
    """
  ).resolve()
  var first = StatusRule.Case([.active], word: "off")
  (first.isEnding, first.endIsPast, first.trialIsPast) = (true, true, true)
  first.isCollectionPaused = true
  var second = StatusRule.Case([.active], word: "on")
  (second.isEnding, second.isCollectionPaused) = (false, false)
  #expect(pipeline.definition.statusRule == StatusRule(cases: [first, second]))
  #expect(pipeline.warnings.map(\.remark.code) == [.pipelineStatusUncovered])
}

@Test func `an expired waiver opens its finding again and stops nobody`() throws {
  let text = #"<checks><waive drift="d" reason="r" until="2026-01-14"/></checks>"#
  let pipeline = try SmallPipeline("checks", text).resolve()
  #expect(pipeline.warnings.map(\.remark.code) == [.pipelineWaiverExpired])
  let today = text.replacing("01-14", with: "01-15")
  let held = try SmallPipeline("checks", today).resolve()
  #expect(held.warnings == [])
  #expect(held.definition.waivers.first?.until.iso == "2026-01-15T23:59:59.999999Z")
}

@Test func `a key whose field is another one is the key all the same`() throws {
  let pipeline = SmallPipeline(
    "database",
    """
    <database dialect="postgresql"><table name="s" role="subscriptions" files="s.csv"
      key-source="stripe"><column name="status" field="status"/>
      <column name="id" field="subscription" key="yes"/></table></database>
    """)
  let table = try pipeline.resolve().definition.database.tables[0]
  #expect(table.place(of: .key) == 1)
  #expect(table.place(of: .subscription) == 1)
  #expect(table.keySource == .stripe)
}
