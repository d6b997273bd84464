import Reconciliation
import Testing

@Test func `K05 says that all three differ, as a child of the row's finding`() {
  #expect(
    World.cached(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 status=TRIALING
      sub s1 owner=u1 status=past_due
      state cus_1 status=active subscription=s1
      """
    ).findings.last == "K05 auto state:cus_1 s1 status:active>past_due (drop) (child of 0)")
}

@Test func `K05 is silent where the cache says what the row says`() {
  let found = World.cached(
    """
    row r1 owner=u1 customer=cus_1 subscription=s1
    sub s1 owner=u1 status=past_due
    state cus_1 status=active subscription=s1
    """
  ).findings
  #expect(
    found == [
      "S09 auto r1 s1 status:ACTIVE>PAST_DUE",
      "K06 auto state:cus_1 s1 status:active>past_due (drop) (child of 0)",
    ])
}
