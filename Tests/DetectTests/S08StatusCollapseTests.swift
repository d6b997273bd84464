import Reconciliation
import Testing

@Test func `S08 sets the exact status`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 status=PAUSED
      sub s1 owner=u1 status=past_due
      """
    ).findings == [
      "S08 auto r1 s1 status:PAUSED>PAST_DUE"
    ])
}

@Test func `S08 takes nothing away while another subscription lives`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 status=PAST_DUE
      row r2 owner=u1 customer=cus_1 subscription=s2
      sub s1 owner=u1 status=unpaid
      sub s2 owner=u1
      """
    ).findings == [
      "S08 review r1 s1 status:PAST_DUE>EXPIRED"
        + " | another subscription of the owner or customer is live"
    ])
}

@Test func `S08 is silent when the particular checks know better`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1
      sub s1 owner=u1 status=past_due
      """
    ).findings == [
      "S09 auto r1 s1 status:ACTIVE>PAST_DUE"
    ])
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 status=PAST_DUE
      sub s1 owner=u1 status=past_due
      """
    ).findings == [])
}
