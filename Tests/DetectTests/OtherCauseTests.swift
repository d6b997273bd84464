import Reconciliation
import Testing

/// Causes of findings that are not about a row of the subscriptions.

/// A subscription that ended although its entry in the cache says that it runs.
private let outlived = """
  row r1 owner=u1 subscription=s1 customer=cus_1 status=EXPIRED updated-at=-5h
  event s1 owner=u1 id=evt_1 at=-15d type=created
  event s1 owner=u1 id=evt_2 at=-5h type=deleted status=canceled
  entry evt_1 processed-at=-15d

  """

@Test(arguments: [
  (
    "state cus_1 status=active subscription=s1 at=-6h\nentry evt_2 processed-at=-5h",
    "K02 PROCESSED_NO_EFFECT partial-write evt_1>evt_2"
  ),
  (
    "state cus_1 status=active subscription=s1 at=-6h\nlost evt_2 of=s1 pending=1",
    "K02 NOT_DELIVERED evt_1>evt_2"
  ),
  (
    "state cus_1 status=active subscription=s1 at=-4h\nentry evt_2 processed-at=-5h",
    "K02 UNKNOWN ->"
  ),
  ("state cus_1 status=active subscription=s1 at=-6h", "K02 UNKNOWN ->"),
])
func `an entry of a cache is held against what happened after it was written`(
  books: String, told: String
) {
  let causes = World.cached(outlived + books).causes
  #expect(causes.first { $0.hasPrefix("K02") } == told, "\(causes)")
}

@Test(arguments: [("updated-at=-15d", 80), ("", 50)])
func `that the handler wrote a wrong value is less sure where no column tells of later writes`(
  written: String, sureness: Int
) {
  let world = World(
    """
    user u1
    row r1 owner=u1 subscription=s1 customer=cus_1 status=PAST_DUE created-at=-15d \(written)
    event s1 owner=u1 id=evt_1 at=-15d type=created
    entry evt_1 processed-at=-15d
    """
  ) { system in
    if written.isEmpty { system.change(.updatedAt) { $0.field = nil } }
  }
  #expect(world.causes.first == "S10 PROCESSED_NO_EFFECT partial-write evt_1>evt_1")
  #expect(world.told.first?.cause.confidence == sureness)
}

@Test func `no person wrote a row while the ledger has events that the export lacks`() {
  var world = World(
    """
    user u1
    row r1 owner=u1 subscription=s1 customer=cus_1 status=PAST_DUE updated-at=-3d
    event s1 owner=u1 id=evt_1 at=-15d type=created
    entry evt_1 processed-at=-15d
    """)
  #expect(world.causes == ["S10 LOCAL_WRITE evt_1>"])
  world.coverage.holes = [
    .init(name: Coverage.unexportedEvents, message: "Some.", blocksVerdict: true)
  ]
  #expect(world.causes == ["S10 UNKNOWN ->"])
}

@Test func `that an entry was not dropped is told with the entry alone`() {
  let world = World.cached(
    outlived + "state cus_1 status=active subscription=s1 at=-6h\nentry evt_2 processed-at=-5h")
  #expect(!world.causes.contains { $0.hasPrefix("W03") })
}

@Test(arguments: [
  ("entry evt_1 processed-at=-15d", "C01 PROCESSED_NO_EFFECT identity ->evt_1"),
  ("lost evt_1 of=s1 pending=1", "C01 NOT_DELIVERED ->evt_1"),
  ("letter evt_1 at=-15d of=s1", "C01 HANDLER_FAILED ->evt_1"),
  ("", "C01 UNKNOWN ->evt_1"),
])
func `an owner's row lacks the customer because of the first event that names it`(
  books: String, told: String
) {
  let causes = World(
    """
    user u1
    row r1 owner=u1 customer=cus_1 subscription=s1
    event s1 owner=u1 id=evt_1 at=-15d type=created
    customer cus_1 owner=u1
    \(books)
    """
  ).causes
  #expect(causes.first { $0.hasPrefix("C01") } == told, "\(causes)")
}

@Test(arguments: [
  ("-2d", "", "C04 LOCAL_WRITE ->"),
  ("-15d", "entry evt_1 processed-at=-15d", "C04 PROCESSED_NO_EFFECT identity ->evt_1"),
  ("-20d", "", "C04 UNKNOWN ->"),
])
func `the row that was written last tells how two owners came to one customer`(
  written: String, books: String, told: String
) {
  let causes = World(
    """
    user u1 customer=cus_1
    user u2 customer=cus_1
    row r1 owner=u1 customer=cus_1 subscription=s1 updated-at=-20d
    row r2 owner=u2 customer=cus_1 status=EXPIRED updated-at=\(written)
    event s1 owner=u1 id=evt_1 at=-15d type=created
    \(books)
    """
  ).causes
  #expect(causes.first { $0.hasPrefix("C04") } == told, "\(causes)")
}

@Test(arguments: [
  ("entry evt_2 processed-at=-5d", "P09 PROCESSED_NO_EFFECT unexplained evt_1>evt_2"),
  ("lost evt_2 of=s1 pending=2", "P09 NOT_DELIVERED evt_1>evt_2"),
  ("letter evt_2 progress=dead at=-5d of=s1", "P09 DEAD evt_1>evt_2"),
  ("", "P09 UNKNOWN evt_1>evt_2"),
])
func `kept items are held against those of every past state`(books: String, told: String) {
  let causes = World(
    """
    item i1 item=si_a subscription=s1
    row r1 owner=u1 customer=cus_1 subscription=s1
    event s1 owner=u1 id=evt_1 at=-15d type=created item=si_a itemList=null
    event s1 owner=u1 id=evt_2 at=-5d item=si_a itemList=si_a|price_pro|si_b|price_sms \
    was-itemList=null
    entry evt_1 processed-at=-15d
    \(books)
    """
  ).causes
  #expect(causes.first { $0.hasPrefix("P09") } == told, "\(causes)")
}

@Test(arguments: [
  (
    "C03", "customer cus_1 owner=u1\ncustomer cus_2 owner=u1",
    "log of requests that made or changed the customers"
  ),
  ("C06", "user u2 email=22\ncustomer cus_1 owner=u1 email=22", "older dump of the owners"),
  ("C07", "sub s2 owner=u9 customer=cus_9", "older dump of the owners"),
])
func `what no file at hand settles names the one that would`(
  code: String, more: String, file: String
) throws {
  let world = World(
    """
    user u1 customer=cus_1 email=11
    row r1 owner=u1 customer=cus_1 subscription=s1
    sub s1 owner=u1
    \(more)
    """)
  let cause = try #require(world.told.first { $0.code == code }?.cause, "\(world.causes)")
  #expect(cause.code == .unknown && cause.confidence == 0)
  #expect(cause.refutedIf.contains(file) && cause.refutedIf.hasPrefix("supply"))
}
