import Diagnostics
import SQL
import Testing

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
  #expect(SQLType.timestamptz(nil).accepts(Array("-infinity".utf8)))
}
