import Reconciliation
import Testing

@Test func `S09 sets the status of failing payments`() {
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
      row r1 owner=u1 customer=cus_1 subscription=s1
      sub s1 owner=u1 status=unpaid
      """
    ).findings == [
      "S09 auto r1 s1 status:ACTIVE>EXPIRED"
    ])
}

@Test func `S09 goes before the scheduled end, which keeps its flag`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1
      sub s1 owner=u1 status=past_due cancelAtPeriodEnd=yes
      """
    ).findings == [
      "S09 auto r1 s1 status:ACTIVE>PAST_DUE",
      "S11 auto r1 s1 ending:false>true",
    ])
}

@Test func `S09 takes nothing away on incomplete evidence or from a protected row`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 provenance=contract
      sub s1 owner=u1 status=past_due
      """
    ) { $0.safety.protectedProvenance = ["contract"] }.findings == [
      "S09 review r1 s1 status:ACTIVE>PAST_DUE | the row's provenance is protected by the pipeline"
    ])
}

@Test func `S09 is silent when the row knows`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 status=PAST_DUE
      sub s1 owner=u1 status=past_due
      """
    ).findings == [])
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 status=EXPIRED
      sub s1 owner=u1 status=unpaid
      """
    ).findings == [])
}
