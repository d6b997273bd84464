import Diagnostics
import Pipelines
import Reconciliation
import TestSupport
import Testing

/// A pipeline with a table that rules are about, and what it declares.
private func pipeline(_ rules: String) -> SmallPipeline {
  SmallPipeline(
    "database",
    """
    <database dialect="postgresql">
      <table name="subscriptions" role="subscriptions" files="subscriptions.csv">
        <column name="id" field="key"/>
        <column name="status" field="status"/>
        <column name="customer_id" field="customer"/>
      </table>
      <table name="credits" files="credits.csv">
        <column name="id" field="key"/>
        <column name="user_id" field="owner"/>
        <column name="app_id" type="integer"/>
        <column name="total" type="integer"/>
        <column name="kind"/>
        <column name="ends_at" type="timestamp(3)"/>
        <column name="notes" type="jsonb"/>
      </table>
      <table name="apps" files="apps.csv">
        <column name="number" type="integer"/>
        <column name="versions" type="jsonb"/>
      </table>
    </database>
    <entitlements>
      <entitlement plan="pro" metric="mails" limit="2" per="month"/>
      <entitlement plan="pro" metric="credits" limit="9" per="period"/>
    </entitlements>
    <declare>\(rules)</declare>
    """)
}

private func rules(_ text: String) throws -> [DeclaredCheck] {
  try pipeline(text).resolve().definition.declaredChecks
}

@Test func `a rule looks at the rows that meet every condition`() throws {
  let rule = try #require(
    try rules(
      """
      <unique name="a" table="credits" columns="user_id kind" nulls="equal"
          where="kind=pro total!=0 ends_at !notes"/>
      """
    ).first)
  #expect(rule.rule == .unique(columns: ["user_id", "kind"], nullsDistinct: false))
  #expect(
    rule.conditions == [
      RowCondition(column: "kind", test: .equals("pro")),
      RowCondition(column: "total", test: .differs("0")),
      RowCondition(column: "ends_at", test: .isSet),
      RowCondition(column: "notes", test: .isNull),
    ])
  #expect(Set(rule.columns(of: "credits")) == ["user_id", "kind", "total", "ends_at", "notes"])
  #expect(rule.columns(of: "apps") == [])
}

@Test func `a copy comes from the same row, or from the row it points at`() throws {
  let copies = try rules(
    """
    <copied name="a" table="credits" column="kind" source="notes" path="meta.kind"/>
    <copied name="b" table="credits" column="kind" through="app_id" to="apps" target="number"
        source="versions" path="[].name"/>
    """)
  #expect(
    copies.map(\.rule) == [
      .copied(
        CopiedValue(column: "kind", pointer: nil, source: "notes", path: JSONPath("meta.kind"))),
      .copied(
        CopiedValue(
          column: "kind",
          pointer: RowPointer(column: "app_id", table: "apps", target: "number"),
          source: "versions", path: JSONPath("[].name"))),
    ])
  #expect(Set(copies[1].columns(of: "apps")) == ["number", "versions"])
}

@Test func `columns that name rows of another table are names, even if they are numbers`() throws {
  let tables = try pipeline(
    #"<reference name="a" table="credits" column="app_id" to="apps" target="number"/>"#
  ).resolve().definition.database.tables
  let names = tables.flatMap { table in table.columns.filter(\.isName).map(\.name) }
  #expect(names == ["app_id", "number"])
}

@Test func `every kind of rule is printed as it is meant`() throws {
  let text = """
    <one-row name="a" table="credits" columns="user_id" minimum="0" where="kind=pro"/>
    <required name="b" table="credits" column="user_id" of="subscriptions" of-where="status=on"/>
    <balance name="c" table="credits" column="total" metric="mails" instant="ends_at"
        plus="credits" plus-instant="ends_at" plus-where="kind=addon"/>
    <quota name="d" table="credits" metric="mails" value="total" instant="ends_at" each="yes"/>
    <reset name="e" table="credits" column="ends_at" day="total"/>
    <allowed name="f" table="credits" column="total" never="0 7" least="-3" most="9" needed="yes"/>
    <grant name="g" table="credits" metric="credits" amount="total" end="ends_at"/>
    <grant name="h" table="credits" metric="mails" instant="ends_at"/>
    """
  let plan = PlanText.render(try pipeline(text).resolve())
  for line in [
    "at most one row for each user_id, where kind=pro",
    "user_id names every subscriptions.id where status=on",
    "total = the entitlement mails + credits kind=addon in the month - what was used",
    "each total at ends_at within the entitlement mails",
    "ends_at is to come, on day total",
    "total is none of 0 7, never empty, at least -3, at most 9",
    "one row for each owner with the entitlement credits, total of it, for ends_at",
    "one row for each owner with the entitlement mails, in the month of ends_at",
  ] { #expect(plan.contains(line), "\(line)\n\(plan)") }
}

@Test(arguments: [
  ("pipeline-unknown-column", #"<unique name="a" table="credits" columns="id" ‹where›="king=a"/>"#),
  (
    "pipeline-name", #"<copied name="a" table="credits" column="kind" source="notes" ‹path›="a."/>"#
  ),
  (
    "pipeline-missing",
    #"‹<›copied name="a" table="credits" column="kind" to="credits" source="kind"/>"#
  ),
  ("pipeline-word", #"<quota name="a" table="credits" ‹metric›="letters"/>"#),
  ("pipeline-word", #"<quota name="a" table="credits" ‹metric›="credits"/>"#),
  ("pipeline-missing-field", #"<grant name="a" ‹table›="apps" metric="credits"/>"#),
  ("pipeline-field-type", #"<quota name="a" table="credits" metric="mails" ‹value›="kind"/>"#),
  ("pipeline-field-type", #"<reset name="a" table="credits" ‹column›="kind" day="total"/>"#),
  ("pipeline-number", #"<allowed name="a" table="credits" column="total" ‹least›="few"/>"#),
  ("xml-invalid", #"<one-row name="a" table="credits" columns="id" ‹minimum›="2"/>"#),
])
func `a mistake in a rule is found in its place`(_ code: String, _ text: String) throws {
  let pipeline = pipeline(text)
  let problems = pipeline.problems
  #expect(problems.map(\.code.rawValue) == [code])
  #expect(problems.first?.position == pipeline.mark)
}

@Test func `a breakdown names its table, its kinds and its conditions`() {
  let text = #"""
    <breakdown name="credits" ‹table›="credit" where="kind!=gift" by="kind" kinds="free pro"
        used="total" remaining="total" reset="ends_at"/>
    """#
  let small = SmallPipeline("output", "<output>\(text)</output>")
  #expect(small.problems.map(\.code.rawValue) == ["pipeline-unknown-table"])
  #expect(small.problems.first?.position == small.mark)
}
