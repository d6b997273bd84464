import Diagnostics
import SQL
import Testing

@Test(
  arguments: [
    ("text", .text), ("VARCHAR(40)", .varchar(40)), ("character varying", .varchar(nil)),
    ("bool", .boolean), ("int2", .smallint), ("integer", .integer), ("int8", .bigint),
    ("numeric", .numeric(precision: nil, scale: nil)),
    ("decimal(10, 2)", .numeric(precision: 10, scale: 2)),
    ("numeric(5)", .numeric(precision: 5, scale: 0)),
    ("real", .real), ("double precision", .double), ("date", .date),
    ("timestamp(3)", .timestamp(3)), ("timestamp (3) without time zone", .timestamp(3)),
    ("timestamptz", .timestamptz(nil)), ("TIMESTAMP(6) WITH TIME ZONE", .timestamptz(6)),
    ("json", .json), ("jsonb", .jsonb), ("uuid", .uuid),
    ("enum(SubscriptionStatus)", .enumeration(schema: "public", name: "SubscriptionStatus")),
    ("enum( billing.\"Plan\" )", .enumeration(schema: "billing", name: "Plan")),
  ] as [(String, SQLType)])
func `the words of a pipeline file name a type`(_ words: String, _ type: SQLType) throws {
  #expect(try SQLType(parsing: words) == type)
}

@Test(arguments: [
  "", "string", "timestamp(7)", "timestamp()", "varchar(a)", "varchar(1,2)", "text(3)", "enum()",
  "enum(a.b.c)", "enum(.b)", "numeric(1,2,3)", "numeric(-1)", "text)(", "enum",
])
func `other words are refused`(_ words: String) {
  #expect(throws: Failure.self) { try SQLType(parsing: words) }
}

@Test func `a cast never names a length or a precision`() {
  #expect(SQLDialect.postgresql.castName(.varchar(3)) == "text")
  #expect(SQLDialect.postgresql.castName(.timestamp(3)) == "timestamp")
  #expect(SQLDialect.postgresql.castName(.numeric(precision: 4, scale: 2)) == "numeric")
  #expect(
    SQLDialect.postgresql.castName(.enumeration(schema: "a", name: "B\"")) == "\"a\".\"B\"\"\"")
  #expect(SQLDialect.postgresql.castName(.enumeration(schema: "a", name: "")) == nil)
}

@Test func `a time is refused where its zone would be lost or invented`() {
  #expect(SQLType.timestamp(3).accepts(Array("2026-01-01 00:00:00.123".utf8)))
  #expect(!SQLType.timestamp(3).accepts(Array("2026-01-01T00:00:00Z".utf8)))
  #expect(!SQLType.timestamp(nil).accepts(Array("2026-01-01 00:00:00+05:30".utf8)))
  #expect(SQLType.timestamptz(nil).accepts(Array("2026-01-01 00:00:00-03".utf8)))
  #expect(!SQLType.timestamptz(nil).accepts(Array("2026-01-01 00:00:00".utf8)))
}
