import Billing
import Reconciliation
import TestSupport
import Testing

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
        "E02 review pro: the row gives credits, no plan of the owner does 1",
        "E02 review pro: the row gives credits, no plan of the owner does 3",
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
      "E02 review pro: the row gives credits, no plan of the owner does 1 (child of 0)",
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
