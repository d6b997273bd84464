import Reconciliation
import Testing

/// A subscription whose row is right, and an invoice that was opened and paid within a second; an
/// older bill tells since when invoices are noted.
private func cause(of code: String, _ text: String) -> String? {
  World(
    """
    user u1
    row r1 owner=u1 subscription=s1 customer=cus_1
    event s1 owner=u1 id=evt_1 at=-15d type=created
    bill b0 invoice=in_0
    invoice-event in_1 id=evt_2 at=-5d type=finalized subscription=s1 status=open amountPaid=0
    invoice-event in_1 id=evt_3 at=-5d type=paid subscription=s1
    entry evt_1 at=-15d processed-at=-15d
    entry evt_2 at=-5d processed-at=-5d

    """ + text
  ).causes.first { $0.hasPrefix(code) }
}

@Test(arguments: [
  ("lost evt_3 of=in_1 type=invoice.paid pending=1", "NOT_DELIVERED ->evt_3"),
  (
    "lost evt_3 of=in_1 type=invoice.paid\nheard evt_9 type=invoice.paid",
    "ACKED_UNRECORDED ->evt_3"
  ),
  ("letter evt_3 progress=failed at=-4d of=in_1", "HANDLER_FAILED ->evt_3"),
  ("letter evt_3 progress=dead at=-4d of=in_1", "DEAD ->evt_3"),
  ("entry evt_3 progress=processing at=-5d of=in_1", "STUCK ->evt_3"),
  ("entry evt_3 at=-5d processed-at=-5d", "PROCESSED_NO_EFFECT unexplained ->evt_3"),
])
func `an invoice is missing because the event that paid it was lost`(
  books: String, told: String
) {
  #expect(cause(of: "I01", books) == "I01 " + told)
}

@Test(arguments: [
  ("lost evt_3 of=in_1 type=invoice.paid pending=1", "I02 NOT_DELIVERED evt_2>evt_3"),
  ("entry evt_3 at=-5d processed-at=-5d", "I02 PROCESSED_NO_EFFECT same-second evt_2>evt_3"),
])
func `a row of an invoice froze at the state that it equals`(books: String, told: String) {
  let row = "bill b1 invoice=in_1 status=open created-at=-5d updated-at=-5d\n"
  #expect(cause(of: "I02", row + books) == told)
}

@Test(arguments: [
  ("-1d", "I04 LOCAL_WRITE evt_3>"), ("-5d", "I04 PROCESSED_NO_EFFECT partial-write evt_3>evt_3"),
])
func `an amount that no state has was written by hand, or by the handler`(
  changed: String, told: String
) {
  let books = "entry evt_3 at=-5d processed-at=-5d\n"
  let row = "bill b1 invoice=in_1 amount=2000 created-at=-5d updated-at=\(changed)\n"
  #expect(cause(of: "I04", books + row) == told)
}

@Test func `a live row of an unknown subscription may be of another account, if nothing tells`() {
  let drifts = World(
    """
    user u1
    row r1 owner=u1 subscription=x9 customer=cus_1 updated-at=-3d
    """
  ).told
  let cause = drifts.first { $0.code == "S05" }?.cause
  #expect(cause?.code == .unknown)
  #expect(cause?.refutedIf.contains("the livemode or account of its events") == true)
}

@Test(arguments: [("-20d", "PROCESSED_NO_EFFECT"), ("-3d", "LOCAL_WRITE")])
func `a second live row that is younger than the subscription was made by hand`(
  made: String, code: String
) {
  let world = World(
    """
    user u1
    row r1 owner=u1 subscription=s1 customer=cus_1
    row r2 owner=u1 plan=free created-at=\(made) updated-at=\(made)
    event s1 owner=u1 id=evt_1 at=-15d type=created
    entry evt_1 at=-15d processed-at=-15d
    """)
  #expect(world.told.first { $0.code == "U02" }?.cause.code.rawValue == code)
}
