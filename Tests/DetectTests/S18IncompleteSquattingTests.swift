import Reconciliation
import Testing

@Test func `S18 takes access away that was never paid for`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1
      sub s1 owner=u1 status=incomplete created=-1h
      """
    ).findings == [
      "S18 auto r1 s1 status:ACTIVE>INCOMPLETE"
    ])
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 status=INCOMPLETE
      sub s1 owner=u1 status=incomplete_expired
      """
    ).findings == [
      "S18 auto r1 s1 status:INCOMPLETE>EXPIRED"
    ])
}

@Test func `S18 waits 23 hours before it frees a place`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 status=PAST_DUE
      sub s1 owner=u1 status=incomplete created=-22h
      """
    ).findings == [
      "S08 auto r1 s1 status:PAST_DUE>INCOMPLETE"
    ])
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 status=PAST_DUE
      sub s1 owner=u1 status=incomplete created=-23h
      """
    ).findings == [
      "S18 auto r1 s1 status:PAST_DUE>INCOMPLETE"
    ])
}

@Test func `S18 is held back when an invoice was paid`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1
      sub s1 owner=u1 status=incomplete_expired
      invoice in1 subscription=s1
      """
    ).findings == [
      "S18 review r1 s1 status:ACTIVE>EXPIRED | an invoice of the subscription was paid"
    ])
}

@Test func `S18 is silent when the row waits as well`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 status=INCOMPLETE
      sub s1 owner=u1 status=incomplete created=-30h
      """
    ).findings == [])
}
