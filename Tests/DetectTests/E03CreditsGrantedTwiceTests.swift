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

@Test func `E03 two grants for one period are found, two periods are not`() {
  #expect(
    findings(
      "E",
      payer + """
        in credits id=1 user=u1 kind=pro total=100 from=-5d to=+5d
        in credits id=2 user=u1 kind=pro total=100 from=-5d to=+5d
        in credits id=3 user=u1 kind=free total=100 from=-5d to=+5d
        """) == ["E03 review pro: 2 rows give credits for one period 2"])
  #expect(
    findings(
      "E03",
      payer + """
        in credits id=1 user=u1 kind=pro total=100 from=-5d to=+5d
        in credits id=2 user=u1 kind=pro total=100 from=-35d to=+5d
        """) == [])
}
