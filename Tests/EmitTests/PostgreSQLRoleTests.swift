import Foundation
import Reconciliation
import TestSupport
import Testing

@Suite(.enabled(if: PostgresServer.isWanted, "\(PostgresServer.requirement)"))
struct PostgreSQLRoleTests {
  /// What a role needs, and no more, to apply the sample.
  private func makeRole(_ role: String, in bench: ServerBench) {
    bench.query(
      """
      CREATE ROLE \(role);
      DO $$ BEGIN
        EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO \(role)', current_database());
      END $$;
      GRANT USAGE ON SCHEMA trueup TO \(role);
      GRANT SELECT, INSERT ON trueup.audit TO \(role);
      GRANT SELECT, UPDATE ON subscriptions, payments TO \(role);
      """)
  }

  @Test func `a role with no more than it needs can apply, and row security is never silent`()
    throws
  {
    let bench = try ServerBench(.postgresql)
    let role = "role\(UInt32.random(in: 0 ... .max))"
    defer {
      bench.query("DROP OWNED BY \(role); DROP ROLE \(role);")
      bench.drop()
    }
    makeRole(role, in: bench)
    let outcome = bench.sample()
    bench.query("ALTER TABLE subscriptions ENABLE ROW LEVEL SECURITY;")
    let before = bench.dump()
    let refused = try bench.apply(outcome, options: ["-c", "SET ROLE \(role)"])
    #expect(refused.status == 3 && refused.text.contains("row-level security"))
    #expect(bench.dump() == before)
    bench.query("ALTER TABLE subscriptions DISABLE ROW LEVEL SECURITY;")
    let applied = try bench.apply(outcome, options: ["-c", "SET ROLE \(role)"])
    #expect(applied.status == 0, "\(applied.text)")
    #expect(bench.auditCount(outcome.plans[0]) == 4)
  }
}
