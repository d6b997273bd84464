import Reconciliation
import Testing

@Test func `E05 credits for a change in the middle of a period are for the wrong invoice`() {
  #expect(
    World.credited(
      """
      in credits id=g1 owner=u1 invoice=in_1 amount=2000
      invoice in_1 subscription=s1 billingReason=subscription_update created=-9d
      """
    ).findings == ["E05 review g1 s1"])
}

@Test func `E05 credits for a change for which nothing was paid are, whenever it was`() {
  #expect(
    World.credited(
      """
      in credits id=g1 owner=u1 invoice=in_1 amount=2000
      invoice in_1 subscription=s1 billingReason=subscription_update created=-80d total=0
      """
    ).findings == ["E05 review g1 s1"])
}

@Test(arguments: [
  "billingReason=subscription_cycle created=-9d", "billingReason=subscription_create total=0",
  "billingReason=subscription_update created=-15d", "created=-9d", "billingReason=manual",
  "billingReason=subscription_update created=-80d",
])
func `E05 is silent about invoices that begin a period, and those nobody can place`(
  _ facts: String
) {
  #expect(
    World.credited(
      "in credits id=g1 owner=u1 invoice=in_1 amount=2000\ninvoice in_1 subscription=s1 " + facts
    ).findings == [])
}

@Test func `E05 is silent about entries that take back, or are deleted`() {
  #expect(
    World.credited(
      """
      in credits id=g1 owner=u1 invoice=in_1 amount=-2000
      in credits id=g2 owner=u1 invoice=in_1 amount=2000 deleted-at=-2d
      invoice in_1 subscription=s1 billingReason=subscription_update created=-9d
      """
    ).findings == [])
}
