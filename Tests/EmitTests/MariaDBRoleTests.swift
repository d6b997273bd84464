import Foundation
import Reconciliation
import TestSupport
import Testing

@Suite(.enabled(if: MariaDBServer.isWanted, "\(MariaDBServer.requirement)"))
struct MariaDBRoleTests {
  /// What `setup.sql` says that a role needs, to apply the sample.
  private static let needed = [
    "SELECT, INSERT ON trueup.audit", "CREATE ROUTINE, EXECUTE, CREATE TEMPORARY TABLES ON %.*",
    "ALTER ROUTINE ON %.*", "TRIGGER ON %.*", "SELECT, UPDATE ON %.subscriptions",
    "SELECT, UPDATE ON %.payments",
  ]

  private func grant(_ privileges: [String], to user: String, in bench: ServerBench) {
    let database = bench.query("SELECT DATABASE();").trimmingCharacters(in: .newlines)
    bench.query("CREATE USER \(user)@localhost;")
    for privilege in privileges {
      bench.query("GRANT \(privilege.replacing("%", with: database)) TO \(user)@localhost;")
    }
  }

  @Test func `a user with what setup.sql asks for can apply, and one with less does nothing`()
    throws
  {
    let bench = try ServerBench(.mysql)
    defer { bench.drop() }
    let outcome = bench.sample()
    let before = bench.dump()
    for missing in Self.needed.indices.map({ Optional($0) }) + [nil] {
      let user = "u\(UInt32.random(in: 0 ... .max))"
      var privileges = Self.needed
      if let missing { privileges.remove(at: missing) }
      grant(privileges, to: user, in: bench)
      defer { bench.query("DROP USER \(user)@localhost;") }
      let told = try bench.apply(outcome, options: ["--user=\(user)"])
      #expect((told.status == 0) == (missing == nil), "\(told.text)")
      #expect((bench.dump() == before) == (missing != nil))
    }
    #expect(bench.auditCount(outcome.plans[0]) == 4)
  }
}
