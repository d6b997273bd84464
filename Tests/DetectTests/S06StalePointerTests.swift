import Reconciliation
import Testing

@Test func `S06 moves every cell to the live subscription`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 status=CANCELED ending=yes period-end=-30d
      sub s1 owner=u1 status=canceled
      sub s2 owner=u1 price=price_team
      """
    ).findings == [
      "S06 review r1 s2 subscription:s1>s2 plan:pro>team"
        + " status:CANCELED>ACTIVE period-end:-30d>+15d ending:true>false"
    ])
}

@Test func `S06 proposes nothing by halves`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1
      sub s1 owner=u1 status=canceled
      sub s2 owner=u1 price=price_new
      """
    ).findings == [
      "S06 review r1 s2 | the catalogue does not map the price to one plan"
    ])
}

@Test func `S06 prefers the row that looks alive`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1 status=EXPIRED
      row r2 owner=u1 customer=cus_1 subscription=s2
      sub s1 owner=u1 status=canceled endedAt=-1d
      sub s2 owner=u1 status=canceled endedAt=-50d
      sub s3 owner=u1
      """
    ).findings == [
      "S06 review r2 s3 subscription:s2>s3"
    ])
}

@Test func `S06 does not choose among two live subscriptions`() {
  #expect(
    World(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1
      sub s1 owner=u1 status=canceled
      sub s2 owner=u1
      sub s3 owner=u1
      """
    ).findings == [
      "U01 stripe s3",
      "S04 review s2 | no id of ours names an owner that the database has",
      "S02 review r1 s1 status:ACTIVE>EXPIRED"
        + " | another subscription of the owner or customer is live",
    ])
}
