import Billing
import Reconciliation

/// A table of credits, granted by the period.
let creditTables =
  "credits id:key user:owner kind total#integer from#time to#time at:created-at#time"

/// What is found of a family where a plan gives a hundred credits a period.
func grantFindings(_ code: String, _ text: String) -> [String] {
  let rule = DeclaredCheck(
    name: "pro", table: "credits",
    rule: .grant(Grant(metric: "credits", amount: "total", start: "from", end: "to")),
    conditions: [RowCondition(column: "kind", test: .equals("pro"))])
  return World(tables: creditTables, rules: [rule], text) {
    $0.entitlements = [
      EntitlementDefinition(plan: "pro", metric: "credits", limit: 100, per: "period")
    ]
  }.findings.filter { $0.hasPrefix(code) }
}

/// One owner who pays.
let payer = """
  user u1
  row r1 owner=u1 subscription=s1 customer=cus_1
  sub s1 owner=u1

  """
