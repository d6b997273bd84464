import Billing
import Reconciliation
import TestSupport
import Testing

private let tables =
  "credits id:key user:owner kind total#integer from#time to#time at:created-at#time"

private func findings(_ code: String, _ text: String) -> [String] {
  let rule = DeclaredCheck(
    name: "pro", table: "credits",
    rule: .grant(Grant(metric: "credits", amount: "total", start: "from", end: "to")),
    conditions: [RowCondition(column: "kind", test: .equals("pro"))])
  return World(tables: tables, rules: [rule], text) {
    $0.entitlements = [
      EntitlementDefinition(plan: "pro", metric: "credits", limit: 100, per: "period")
    ]
  }.findings.filter { $0.hasPrefix(code) }
}

private let payer = """
  user u1
  row r1 owner=u1 subscription=s1 customer=cus_1
  sub s1 owner=u1

  """

@Test func `E01 a grant of less than the plan gives is found`() {
  #expect(
    findings("E", payer + "in credits id=1 user=u1 kind=pro total=99 from=-5d to=+5d") == [
      "E01 review pro: 99 of credits, where the plan gives 100 1"
    ])
  #expect(findings("E", payer + "in credits id=1 user=u1 kind=pro total=100 from=-5d to=+5d") == [])
  #expect(findings("E", payer + "in credits id=1 user=u1 kind=pro total=500 from=-5d to=+5d") == [])
}

@Test func `E01 a grant made a moment ago is left to the next run`() {
  #expect(
    findings("E", payer + "in credits id=1 user=u1 kind=pro total=9 from=-5d to=+5d at=-1m") == [])
}
