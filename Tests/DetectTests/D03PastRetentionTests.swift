import Billing
import Detect
import Reconciliation
import TestSupport
import Testing

private let tables = "sessions id:key user:owner usedAt#time deletedAt:deleted-at#time"

private func findings(keep seconds: Int64, _ text: String) -> [String] {
  let rule = DeclaredCheck(
    name: "unused-session", table: "sessions",
    rule: .retention(column: "usedAt", seconds: seconds), severity: .p3)
  return World(tables: tables, rules: [rule], text).findings
}

@Test func `D03 a row older than it is kept is found, with how late it is`() {
  #expect(
    findings(
      keep: 90 * 86_400,
      """
      in sessions id=s1 usedAt=-89d
      in sessions id=s2 usedAt=-91d
      in sessions id=s3 usedAt=-120d
      in sessions id=s4
      in sessions id=s5 usedAt=-120d deletedAt=-1d
      """) == [
        "D03 report unused-session: by its usedAt the row was due to go a day ago s2",
        "D03 report unused-session: by its usedAt the row was due to go 30 days ago s3",
      ])
}

@Test func `D03 a row that expires by itself is due at once, after the settle time`() {
  #expect(
    findings(
      keep: 0,
      """
      in sessions id=s1 usedAt=+1m
      in sessions id=s2 usedAt=-4m
      in sessions id=s3 usedAt=-6m
      """) == ["D03 report unused-session: by its usedAt the row was due to go today s3"])
}

@Test func `D03 tells rows of a ledger that were found due while it was read`() {
  let rule = DeclaredCheck(
    name: "ledger-of-thirty-days", table: "webhook_events",
    rule: .retention(column: "created-at", seconds: 30 * 86_400))
  let world = World("overdue evt_1 rule=ledger-of-thirty-days at=-32d") { system in
    system.declaredChecks = [rule]
  }
  #expect(
    world.findings == [
      "D03 report ledger-of-thirty-days: by its created-at the row was due to go 2 days ago"
    ])
  #expect(world.drifts().map(\.pastEvent) == ["evt_1"])
  #expect(world.rulesNotEvaluated == [])
}
