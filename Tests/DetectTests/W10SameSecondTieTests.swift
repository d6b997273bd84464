import Reconciliation
import Testing

@Test func `W10 two events of one second, of which the first stayed, are a tie`() {
  let world = World(
    """
    user u1
    row r1 owner=u1 subscription=s1 customer=cus_1 status=CANCELED ending=yes canceled-at=-5d \
    updated-at=-5d
    event s1 owner=u1 id=evt_1 at=-15d type=created
    event s1 owner=u1 id=evt_2 at=-5d cancelAtPeriodEnd=yes canceledAt=-5d \
    was-cancelAtPeriodEnd=no was-canceledAt=null
    event s1 owner=u1 id=evt_3 at=-5d was-cancelAtPeriodEnd=yes was-canceledAt=-5d
    entry evt_2 processed-at=-5d
    entry evt_3 processed-at=-5d
    """.replacing("\\\n", with: " "))
  #expect(
    world.causes == [
      "S12 PROCESSED_NO_EFFECT same-second evt_2>evt_3",
      "W10 PROCESSED_NO_EFFECT same-second evt_2>evt_3 of S12",
    ])
}

@Test func `W10 says nothing where a second lies between`() {
  let world = World(
    """
    user u1
    row r1 owner=u1 subscription=s1 customer=cus_1 updated-at=-15d
    event s1 owner=u1 id=evt_1 at=-5d type=created
    event s1 owner=u1 id=evt_2 at=-4d status=past_due
    entry evt_2 processed-at=-4d
    """)
  #expect(!world.causes.contains { $0.hasPrefix("W10") })
}
