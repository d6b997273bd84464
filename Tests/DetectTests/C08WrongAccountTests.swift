import Reconciliation
import Testing

@Test func `C08 nothing in common is one finding about the export`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=x1 status=EXPIRED
      sub s1 owner=u1 customer=cus_1 status=canceled
      row r2 owner=u2 customer=cus_2 subscription=x2 status=EXPIRED
      sub s2 owner=u2 customer=cus_2 status=canceled
      row r3 owner=u3 customer=cus_3 subscription=x3 status=EXPIRED
      sub s3 owner=u3 customer=cus_3 status=canceled
      """
    ).findings == [
      "C08 report"
    ])
}

@Test func `C08 one subscription in common is enough to tell the account`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 status=EXPIRED
      sub s1 owner=u1 customer=cus_1 status=canceled
      row r2 owner=u2 customer=cus_2 subscription=x2 status=EXPIRED
      sub s2 owner=u2 customer=cus_2 status=canceled
      row r3 owner=u3 customer=cus_3 subscription=x3 status=EXPIRED
      sub s3 owner=u3 customer=cus_3 status=canceled
      """
    ).findings == [])
}

@Test func `C08 is silent where the export is not whole`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=x1 status=EXPIRED
      sub s1 owner=u1 customer=cus_1 status=canceled
      row r2 owner=u2 customer=cus_2 subscription=x2 status=EXPIRED
      sub s2 owner=u2 customer=cus_2 status=canceled
      row r3 owner=u3 customer=cus_3 subscription=x3 status=EXPIRED
      sub s3 owner=u3 customer=cus_3 status=canceled
      """
    ) { $0.stripe.isComplete = false }.findings == [])
}
