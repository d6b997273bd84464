import Reconciliation
import Testing

@Test func `S05 a live row of a subscription that Stripe does not have is left to a person`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1
      sub s2 status=canceled
      """
    ).findings == [
      "S05 review r1"
    ])
}

@Test func `S05 says nothing unless the export is whole`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1
      sub s2 status=canceled
      """
    ) { $0.stripe.isComplete = false }.findings == [])
}

@Test func `S05 is silent about ended rows and rows without a name`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 status=EXPIRED
      sub s2 status=canceled
      """
    ).findings == [])
  #expect(
    World(
      """
      row r1 owner=u1 plan=free
      sub s2 status=canceled
      """
    ).findings == [])
}
