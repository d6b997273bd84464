import Billing
import Reconciliation
import TestSupport
import Testing

@Test func `E04 a live plan without its grant is found, as a finding about its row`() {
  #expect(
    grantFindings("E", payer + "in credits id=1 user=u1 kind=free total=100 from=-5d to=+5d") == [
      "E04 review pro: the plan gives credits, no row does r1 s1 (insert user=u1 kind=pro "
        + "total=100 from=-15d to=+15d at=+0d) | no invoice that begins the period is known to be "
        + "paid"
    ])
  #expect(
    grantFindings("E", payer + "in credits id=1 user=u1 kind=pro total=100 from=-5d to=+5d") == [])
}

@Test func `E04 is silent about an account that was deleted, whatever Stripe still bills`() {
  let deleted = """
    user u1 deleted-at=-9d
    row r1 owner=u1 subscription=s1 customer=cus_1
    sub s1 owner=u1
    """
  #expect(grantFindings("E", deleted) == [])
}

@Test func `E04 what everybody is given is missed as a finding about the owner's own row`() throws {
  let rule = DeclaredCheck(
    name: "free", table: "credits", rule: .grant(Grant(metric: "free")))
  let world = World(tables: creditTables, rules: [rule], "user u1") {
    $0.entitlements = [EntitlementDefinition(plan: "", metric: "free", limit: 5, per: "month")]
  }
  #expect(
    world.findings.filter { $0.hasPrefix("E") } == [
      "E04 review free: the plan gives free, no row does u1 (insert user=u1 at=+0d) | no unique "
        + "index of credits would find the new row again"
    ])
  let drift = try #require(world.drifts().first { $0.code == "E04" })
  #expect(drift.table == "users")
  #expect(drift.evidence.count == 1)
}

@Test func `E04 is silent for plans that give nothing and for those that are over`() {
  #expect(
    grantFindings(
      "E",
      """
      user u1
      user u2
      row r2 owner=u2 plan=free
      user u3
      row r3 owner=u3 subscription=s3 customer=cus_3 status=EXPIRED
      sub s3 owner=u3 status=canceled customer=cus_3
      user u4
      row r4 owner=u4 subscription=s4 customer=cus_4 status=PAST_DUE
      sub s4 owner=u4 status=past_due customer=cus_4
      """) == [])
}

@Test func `E06 a grant whose period is over, or is not the paid one, was not reset`() {
  #expect(
    grantFindings("E", payer + "in credits id=1 user=u1 kind=pro total=100 from=-35d to=-5d") == [
      "E06 review pro: the period of the credits is over 1 | the pipeline does not say that a "
        + "period begins anew in its own row"
    ])
  #expect(
    grantFindings("E", payer + "in credits id=1 user=u1 kind=pro total=100 from=+15d to=+45d") == [
      "E06 review pro: the credits are for another period than is paid for 1 | what was counted "
        + "meanwhile belongs to one of the two periods"
    ])
}

private func monthly(_ text: String) -> [String] {
  let rule = DeclaredCheck(
    name: "pro", table: "credits", rule: .grant(Grant(metric: "credits", instant: "from")))
  return World(tables: creditTables, rules: [rule], text) {
    $0.entitlements = [
      EntitlementDefinition(plan: "pro", metric: "credits", limit: 2, per: "month")
    ]
  }.findings.filter { $0.hasPrefix("E") }
}

@Test func `E04 where rows are for months, only that of this month will do`() {
  #expect(
    monthly(payer + "in credits id=1 user=u1 kind=pro total=2 from=@2025-12-01") == [
      "E04 review pro: the plan gives credits, no row does r1 s1 (insert user=u1 from=-342h "
        + "at=+0d) | no invoice that begins the period is known to be paid"
    ])
  #expect(
    monthly(
      payer + """
        in credits id=1 user=u1 kind=pro total=2 from=@2025-12-01
        in credits id=2 user=u1 kind=pro total=2 from=@2026-01-01
        """) == [])
}

@Test func `E02 where rows are for months, a plan of a part of the month is enough`() {
  func left(ended: String) -> String {
    """
    user u1
    row r1 owner=u1 subscription=s1 customer=cus_1 status=EXPIRED updated-at=\(ended) \
    ended-at=\(ended)
    sub s1 owner=u1 status=canceled endedAt=\(ended) periodEnd=+5d
    in credits id=1 user=u1 kind=pro total=2 from=@2025-12-01
    in credits id=2 user=u1 kind=pro total=2 from=@2026-01-01
    """
  }
  #expect(monthly(left(ended: "-3d")) == [])
  #expect(
    monthly(left(ended: "-25d")) == [
      "E02 review pro: the row gives credits, no plan of the owner does 2 | nothing says where "
        + "the grant came from"
    ])
}

@Test func `E02 where rows are for months, a ghost in the database gives nothing`() {
  let ghost = """
    user u1
    row r1 owner=u1 subscription=s1 customer=cus_1
    sub s1 owner=u1 status=canceled endedAt=-25d periodEnd=+5d
    in credits id=1 user=u1 kind=pro total=2 from=@2026-01-01
    """
  #expect(
    monthly(ghost) == [
      "E02 review pro: the row gives credits, no plan of the owner does 1 (child of 0) | the "
        + "subscription's own row is wrong, and is mended first"
    ])
}

@Test func `E04 a paid period is granted, and needs nothing more`() {
  let world = creditWorld(payer + paidPeriod)
  #expect(
    world.findings == [
      "E04 auto pro: the plan gives credits, no row does r1 s1 (insert user=u1 kind=pro "
        + "total=100 used=0 left=100 from=-15d to=+15d at=+0d)"
    ])
  #expect(world.mended().findings == [])
}

@Test(arguments: [
  "invoice in_1 subscription=s1 billingReason=subscription_cycle created=-50d",
  "invoice in_1 subscription=s1 billingReason=subscription_update created=-10d",
  "invoice in_1 subscription=s1 billingReason=subscription_cycle created=-15d status=open",
  "invoice in_1 subscription=s2 billingReason=subscription_cycle created=-15d",
])
func `E04 nothing is granted for an invoice that does not pay the period`(_ invoice: String) {
  #expect(
    creditWorld(payer + invoice).findings.filter { $0.hasPrefix("E04") }.map {
      $0.split(separator: " | ").last
    } == ["no invoice that begins the period is known to be paid"])
}

@Test func `E06 a period begins anew in its row where the pipeline says so`() {
  let over = "in credits id=1 user=u1 kind=pro total=100 used=40 left=60 from=-45d to=-15d at=-45d"
  func told(_ text: String) -> [String] { creditWorld(payer + text, isInPlace: true).findings }
  let world = creditWorld(payer + paidPeriod + over + " written=-20d", isInPlace: true)
  #expect(world.findings == ["E06 auto pro: the period of the credits is over 1"])
  #expect(world.mended().evidence().tables.last?.cells.compactMap(\.integer) == [100, 0, 100])
  #expect(world.mended().findings == [])
  #expect(
    told(paidPeriod + over + " written=-2d") == [
      "E06 review pro: the period of the credits is over 1 | what was used since the period "
        + "ended belongs to the new one"
    ])
  #expect(
    told(over + " written=-20d") == [
      "E06 review pro: the period of the credits is over 1 | no invoice that begins the period "
        + "is known to be paid"
    ])
}
