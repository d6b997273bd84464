import Reconciliation
import Testing

@Test func `S02 ends the row of a subscription that is over`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1
      sub s1 owner=u1 status=canceled
      """
    ).findings == [
      "S02 auto r1 s1 status:ACTIVE>EXPIRED"
    ])
}

@Test func `S02 is silent when the row has ended, and when the subscription lives`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 status=EXPIRED
      sub s1 owner=u1 status=canceled
      """
    ).findings == [])
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1
      sub s1 owner=u1
      """
    ).findings == [])
}

@Test func `S02 is held back while another subscription of the owner lives`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1
      row r2 owner=u1 customer=cus_1 subscription=s2
      sub s1 owner=u1 status=canceled
      sub s2 owner=u1
      """
    ).findings == [
      "S02 review r1 s1 status:ACTIVE>EXPIRED"
        + " | another subscription of the owner or customer is live"
    ])
}

@Test func `S02 is held back while the customer pays for somebody else`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1
      row r2 owner=u2 customer=cus_2 subscription=s2
      sub s1 owner=u1 status=canceled
      sub s2 owner=u2 customer=cus_1
      """
    ).findings == [
      "S02 review r1 s1 status:ACTIVE>EXPIRED"
        + " | another subscription of the owner or customer is live",
      "U04 review r2 s2 customer:cus_2>cus_1 (no statement)",
    ])
}

@Test func `S02 wants a record of the end, or both sides' word and the clock`() {
  let scheduled = "sub s1 owner=u1 cancelAtPeriodEnd=yes periodEnd="
  let row = "row r1 owner=u1 customer=cus_1 subscription=s1 "
  #expect(
    World(row + "\n" + scheduled + "-1d").findings == [
      "S02 review r1 s1 status:ACTIVE>EXPIRED"
        + " | the end was scheduled, but no record shows that it came"
    ])
  #expect(
    World(row + "status=CANCELED ending=yes\n" + scheduled + "-1d").findings == [
      "S02 auto r1 s1 status:CANCELED>EXPIRED"
    ])
  #expect(World(row + "status=CANCELED ending=yes\n" + scheduled + "-1m").findings == [])
}
