import Billing
import Reconciliation
import Testing

/// A row that follows a subscription up to its end: `evt_1` began it, `evt_2` ended it.
private let ghost = """
  user u1
  row r1 owner=u1 subscription=s1 customer=cus_1 updated-at=-15d
  event s1 owner=u1 id=evt_1 at=-15d type=created
  event s1 owner=u1 id=evt_2 at=-5d type=deleted status=canceled
  entry evt_1 processed-at=-15d

  """

@Test(arguments: [
  ("lost evt_2 of=s1 pending=1", "NOT_DELIVERED"),
  ("lost evt_2 of=s1 pending=0\nheard evt_9", "ACKED_UNRECORDED"),
  ("lost evt_2 of=s1 pending=0", "UNKNOWN"),
  ("lost evt_2 of=s1 pending=0\nlost evt_8", "TYPE_UNSUBSCRIBED"),
  ("lost evt_2 of=s1 pending=0\nendpoint customer.created", "TYPE_UNSUBSCRIBED"),
  (
    "lost evt_2 of=s1 pending=0\nlost evt_8\nendpoint customer.subscription.updated",
    "ACKED_UNRECORDED"
  ),
  ("lost evt_2 of=s1 pending=0\nendpoint *", "ACKED_UNRECORDED"),
  ("lost evt_2 of=s1 pending=-1\nheard evt_9", "UNKNOWN"),
  ("entry evt_2 progress=failed at=-5d of=s1", "HANDLER_FAILED"),
  ("letter evt_2 at=-5d of=s1", "HANDLER_FAILED"),
  ("letter evt_2 progress=dead at=-5d of=s1", "DEAD"),
  ("entry evt_2 progress=processing at=-5d of=s1", "STUCK"),
  ("entry evt_2 progress=processing at=-1m of=s1", "UNKNOWN"),
  ("entry evt_2 processed-at=-5d", "PROCESSED_NO_EFFECT unexplained"),
  ("letter evt_2 progress=processed at=-5d", "PROCESSED_NO_EFFECT unexplained"),
  ("entry evt_2 processed-at=-5d\nentry evt_1 processed-at=-4d", "OUT_OF_ORDER late-delivery"),
])
func `what became of the next event tells the cause`(books: String, cause: String) {
  let causes = World(ghost + books).causes
  #expect(causes.first == "S02 \(cause) evt_1>evt_2", "\(causes)")
}

@Test func `without a ledger the freeze point is named, and the file that would settle it`() throws
{
  let world = World(ghost.replacing("entry evt_1 processed-at=-15d\n", with: ""))
  #expect(world.causes == ["S02 UNKNOWN evt_1>evt_2"])
  let cause = try #require(world.told.first?.cause)
  #expect(cause.refutedIf == "supply the ledger of processed events to settle it")
  #expect(cause.confidence == 0)
  #expect(cause.evidence.first?.hasPrefix("the row equals the state after evt_1") == true)
}

@Test func `a lone event of its type was dropped or never sent, which the endpoints would tell`()
  throws
{
  let cause = try #require(World(ghost + "lost evt_2 of=s1 pending=0").told.first?.cause)
  #expect(cause.confidence == 0)
  #expect(cause.refutedIf.hasPrefix("export the webhook endpoints"))
}

@Test func `an event that the ledger no longer keeps is aged out`() {
  var world = World(ghost)
  world.entries.since = World.clock.adding(seconds: -86_400)
  #expect(world.causes == ["S02 AGED_OUT evt_1>evt_2", "W16 AGED_OUT evt_1>evt_2 of S02"])
}

@Test func `a value that no state has, written when no event came, is a local write`() throws {
  let world = World(
    """
    user u1
    row r1 owner=u1 subscription=s1 customer=cus_1 period-end=+9d updated-at=-2d
    event s1 owner=u1 id=evt_1 at=-15d type=created
    entry evt_1 processed-at=-15d
    """)
  #expect(world.causes == ["S19 LOCAL_WRITE evt_1>"])
  let evidence = try #require(world.told.first?.cause.evidence)
  #expect(evidence.first?.hasSuffix("in period-end") == true)
}

@Test(arguments: [
  ("period-end=null", "S07 SHAPE evt_1>evt_1", "W13 SHAPE evt_1>evt_1 of S07"),
  (
    "customer=null", "S07 PROCESSED_NO_EFFECT partial-write evt_1>evt_1",
    "W03 PROCESSED_NO_EFFECT partial-write evt_1>evt_1 of S07"
  ),
])
func `a null that the handler wrote is a shape or a partial write`(
  column: String, row: String, event: String
) {
  let world = World(
    """
    user u1
    row r1 owner=u1 subscription=s1 \(column == "customer=null" ? "" : "customer=cus_1") \(column) \
    updated-at=-15d
    event s1 owner=u1 id=evt_1 at=-15d type=created
    entry evt_1 processed-at=-15d
    """)
  #expect(world.causes == [row, event])
}

@Test func `the end of another subscription in a live row is a superseded event`() {
  let world = World(
    """
    user u1
    row r1 owner=u1 subscription=s1 customer=cus_1 status=EXPIRED ended-at=-20d updated-at=-20d
    row r2 owner=u1 subscription=s2 customer=cus_1 status=EXPIRED ended-at=-5d updated-at=-5d
    event s1 owner=u1 id=evt_1 at=-30d type=created
    event s1 owner=u1 id=evt_2 at=-5d type=deleted status=canceled endedAt=-5d
    event s2 owner=u1 id=evt_3 at=-6d type=created
    """)
  #expect(world.causes.contains("S20 SUPERSEDED_EVENT evt_3>evt_2"), "\(world.causes)")
}

@Test func `fields that froze apart are looked at by themselves`() {
  let world = World(
    """
    user u1
    row r1 owner=u1 subscription=s1 customer=cus_1 plan=pro period-start=-5d period-end=+25d \
    updated-at=-5d
    event s1 owner=u1 id=evt_1 at=-40d type=created periodStart=-35d periodEnd=-5d
    event s1 owner=u1 id=evt_2 at=-20d price=price_team periodStart=-35d periodEnd=-5d
    event s1 owner=u1 id=evt_3 at=-5d price=price_team periodStart=-5d periodEnd=+25d
    entry evt_1 processed-at=-40d
    entry evt_2 processed-at=-20d
    entry evt_3 processed-at=-5d
    """)
  #expect(world.causes.first?.hasPrefix("P01 PROCESSED_NO_EFFECT unexplained evt_1>") == true)
}

@Test func `a state that only the next update tells of is one to freeze at`() {
  let world = World(
    """
    user u1
    row r1 owner=u1 subscription=s1 customer=cus_1 updated-at=-15d
    event s1 owner=u1 id=evt_2 at=-5d status=past_due was-status=active
    entry evt_2 progress=failed at=-5d of=s1
    """)
  let causes = world.causes
  #expect(causes.contains("S09 HANDLER_FAILED ->evt_2"), "\(causes)")
}

@Test func `a row that nobody could tell apart from the owner's is a matter of identity`() {
  let world = World(
    """
    event s1 owner=? id=evt_1 at=-15d type=created
    entry evt_1 processed-at=-15d
    """)
  #expect(world.causes.first == "S04 PROCESSED_NO_EFFECT identity ->evt_1", "\(world.causes)")
}

@Test func `what Stripe itself is in lost nothing on the way`() throws {
  let world = World(
    """
    user u1
    row r1 owner=u1 subscription=s1 customer=cus_1
    event s1 owner=u1 id=evt_1 at=-15d type=created pauseBehavior=void
    """)
  let drift = try #require(world.told.first { $0.code == "S16" })
  #expect(drift.cause.code == .unknown)
  #expect(drift.cause.evidence.first?.hasPrefix("nothing was lost") == true)
}

@Test func `a price that the catalogue does not know is the catalogue's`() {
  let world = World(
    """
    user u1
    row r1 owner=u1 subscription=s1 customer=cus_1
    event s1 owner=u1 id=evt_1 at=-15d type=created price=price_new
    """)
  #expect(world.causes.contains("P02 CATALOGUE ->"), "\(world.causes)")
}

@Test func `what follows from a finding came about as that did`() {
  let world = World(ghost + "letter evt_2 progress=dead at=-5d of=s1") {
    $0.liveRows?.minimum = 1
  }
  #expect(
    world.causes == [
      "S02 DEAD evt_1>evt_2", "U05 DEAD evt_1>evt_2 of S02", "W06 DEAD evt_1>evt_2 of S02",
    ])
}

@Test(arguments: [("-3d", "S05 WRONG_SOURCE ->evt_7"), ("-5d", "S05 LOCAL_WRITE ->")])
func `a row written while an event from elsewhere was handled comes from there`(
  _ time: String, _ cause: String
) {
  let world = World(
    """
    user u1
    row r1 owner=u1 subscription=x9 customer=cus_1 updated-at=-3d
    user u2
    row r2 owner=u2 subscription=s2 customer=cus_2
    sub s2 owner=u2 customer=cus_2
    foreign evt_7 at=\(time)
    """)
  #expect(world.causes.first { $0.hasPrefix("S05") } == cause)
}
