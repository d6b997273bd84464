import Reconciliation
import Testing

@Test func `K06 drops an entry that was written before the last change`() {
  #expect(
    World.cached(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1
      sub s1 owner=u1
      state cus_1 status=active subscription=s1 price=price_old period-end=-15d
      """
    ).findings == [
      "K06 auto state:cus_1 s1 price:price_old>price_pro period-end:-15d>+15d (drop)"
    ])
}

@Test func `K06 says when the entry is older than the change`() {
  let world = World.cached(
    """
    row r1 owner=u1 customer=cus_1 subscription=s1 status=PAST_DUE
    event s1 at=-2h owner=u1 status=past_due
    state cus_1 status=active subscription=s1 at=-5h
    """)
  #expect(world.drifts().last?.story.contains("was written before the last change") == true)
}

@Test func `K06 does not compare what the entry does not say`() {
  #expect(
    World.cached(
      """
      row r1 owner=u1 customer=cus_1 subscription=s1
      sub s1 owner=u1
      state cus_1 status=active subscription=s1
      """
    ).findings == [])
}
