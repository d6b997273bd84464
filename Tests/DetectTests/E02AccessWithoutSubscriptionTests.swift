import Billing
import Reconciliation
import TestSupport
import Testing

private let unknown = " | nothing says where the grant came from"

@Test func `E02 a grant for which no plan is live is found`() {
  let ended = """
    user u1
    row r1 owner=u1 subscription=s1 customer=cus_1 status=EXPIRED
    sub s1 owner=u1 status=canceled
    user u2

    """
  #expect(
    grantFindings(
      "E",
      ended + """
        in credits id=1 user=u1 kind=pro total=100 from=-5d to=+5d
        in credits id=2 user=u1 kind=free total=100 from=-5d to=+5d
        in credits id=3 user=u2 kind=pro total=100 from=-5d to=+5d
        """) == [
        "E02 review pro: the row gives credits, no plan of the owner does 1" + unknown,
        "E02 review pro: the row gives credits, no plan of the owner does 3" + unknown,
      ])
}

@Test func `E02 follows from the ghost that keeps the plan in the database`() {
  let ghost = """
    user u1
    row r1 owner=u1 subscription=s1 customer=cus_1
    sub s1 owner=u1 status=canceled
    in credits id=1 user=u1 kind=pro total=100 from=-5d to=+5d
    """
  #expect(
    grantFindings("", ghost).filter { $0.hasPrefix("E") || $0.hasPrefix("S") } == [
      "S02 auto r1 s1 status:ACTIVE>EXPIRED",
      "E02 review pro: the row gives credits, no plan of the owner does 1 (child of 0) | the "
        + "subscription's own row is wrong, and is mended first",
    ])
}

@Test func `E02 what is in flight is left to the next run`() {
  let fresh = """
    user u1
    row r1 owner=u1 subscription=s1 customer=cus_1 status=EXPIRED updated-at=-1m
    sub s1 owner=u1 status=canceled
    in credits id=1 user=u1 kind=pro total=100 from=-5d to=+5d
    """
  #expect(grantFindings("E", fresh) == [])
}

@Test(arguments: [
  ("stripe", "E02 auto pro: the row gives credits, no plan of the owner does 1 (soft delete)"),
  (
    "comp",
    "E02 review pro: the row gives credits, no plan of the owner does 1 (soft delete) | the row's "
      + "provenance is protected by the pipeline"
  ),
  (
    "null",
    "E02 review pro: the row gives credits, no plan of the owner does 1 (soft delete) | nothing "
      + "says where the grant came from"
  ),
])
func `E02 a grant is put aside where it says that it came from a plan`(
  _ word: String, _ told: String
) {
  let rule = DeclaredCheck(
    name: "pro", table: "credits", rule: .grant(Grant(metric: "credits", amount: "total")))
  let world = World(
    tables: "credits id:key user:owner total#integer why:provenance gone:deleted-at#time",
    rules: [rule],
    """
    user u1
    row r1 owner=u1 subscription=s1 customer=cus_1 status=EXPIRED
    sub s1 owner=u1 status=canceled
    in credits id=1 user=u1 total=100 why=\(word)
    """
  ) {
    $0.entitlements = [
      EntitlementDefinition(plan: "pro", metric: "credits", limit: 100, per: "period")
    ]
    $0.safety.protectedProvenance = ["comp"]
  }
  #expect(world.findings.filter { $0.hasPrefix("E") } == [told])
}
