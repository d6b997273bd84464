import SQL
import Testing

@Test func `plain text is quoted plainly`() {
  #expect(SQLDialect.postgresql.literal("it's") == "'it''s'")
}
