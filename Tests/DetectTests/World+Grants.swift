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

/// A world where a plan gives a hundred credits a period, and a row says what is left of them.
///
/// - Parameters:
///   - text: the rows.
///   - isInPlace: whether a period begins anew in its own row.
/// - Returns: the world; its last table is that of the credits.
func creditWorld(_ text: String, isInPlace: Bool = false) -> World {
  let conditions = [RowCondition(column: "kind", test: .equals("pro"))]
  let grant = Grant(
    metric: "credits", amount: "total", start: "from", end: "to", isInPlace: isInPlace)
  let tables =
    "credits id:key user:owner kind total#integer used#integer left#integer from#time to#time "
    + "at:created-at#time written:updated-at#time"
  let rules = [
    DeclaredCheck(name: "pro", table: "credits", rule: .grant(grant), conditions: conditions),
    DeclaredCheck(
      name: "sums", table: "credits",
      rule: .balance(Balance(column: "left", granted: "total", used: "used"))),
  ]
  return World(tables: tables, rules: rules, text) { system in
    system.database.tables[system.database.tables.count - 1].uniques = [
      UniqueDefinition(columns: ["user", "kind", "from"])
    ]
    system.entitlements = [
      EntitlementDefinition(plan: "pro", metric: "credits", limit: 100, per: "period")
    ]
  }
}

/// The invoice by which the payer's present period was paid.
let paidPeriod =
  "invoice in_1 subscription=s1 billingReason=subscription_cycle created=-15d\n"
