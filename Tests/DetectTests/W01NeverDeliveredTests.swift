import Bytes
import Reconciliation
import Testing

@Test func `W01 an event that no endpoint took is to be sent again`() {
  #expect(
    World(
      """
      row r1 owner=u1 subscription=s1 customer=cus_1 status=PAST_DUE
      sub s1 owner=u1
      invoice in_9
      lost evt_1 of=s1 pending=2 at=-1d
      lost evt_2 of=in_9 pending=1 at=-29d type=invoice.paid
      """
    ).findings.suffix(2) == ["W01 replay evt_1 s1", "W01 replay evt_2"])
}

@Test func `W01 sends nothing that would undo a newer event, and nothing too old`() {
  let newer = "| a newer event of the object exists, which this one would undo"
  #expect(
    World(
      """
      row r1 owner=u1 subscription=s1 customer=cus_1 status=PAST_DUE
      event s1 owner=u1 id=evt_9
      invoice in_7
      invoice in_8
      lost evt_1 of=s1 pending=1 at=-3d
      lost evt_2 of=in_7 pending=1 at=-4d
      lost evt_3 of=in_7 pending=1 at=-3d
      lost evt_4 of=in_8 pending=1 at=-31d
      """
    ).findings.suffix(4) == [
      "W01 report evt_1 s1 \(newer)", "W01 report evt_2 \(newer)", "W01 replay evt_3",
      "W01 report evt_4 | Stripe sends no event again after thirty days",
    ])
}

@Test func `W01 sends nothing that the row has by now, or whose order nobody knows`() {
  #expect(
    World(
      """
      user u1
      row r1 owner=u1 subscription=s1 customer=cus_1
      event s1 owner=u1 id=evt_9
      lost evt_9 of=s1 pending=1 at=-1d
      lost evt_2 of=x_7 pending=1 at=-4d
      """
    ).findings == [
      "W01 report evt_2 | a newer event of the object may exist, which this one would undo",
      "W01 report evt_9 s1 | the database has by now what the event says",
    ])
}

@Test func `W01 sends again the very event that gave the state, and tells whose it is`() throws {
  let world = World(
    """
    user u1
    row r1 owner=u1 subscription=s1 customer=cus_1 status=PAST_DUE
    event s1 owner=u1 id=evt_9
    lost evt_9 of=s1 pending=1 at=-1d
    """)
  #expect(world.findings.last == "W01 replay evt_9 s1")
  let evidence = world.evidence()
  let drift = try #require(world.drifts(evidence).last)
  #expect(evidence.symbols.text(drift.owner) == "u1")
  #expect(evidence.symbols.text(drift.customer) == "cus_1")
  #expect(drift.table == "webhook_events" && drift.monthly == nil && drift.remedy == .none)
}

@Test func `W01 names each of two copies of an event once`() {
  #expect(
    World(
      """
      invoice x_1
      invoice x_2
      lost evt_2 pending=1
      lost evt_1 of=x_2 pending=1
      lost evt_2 pending=1
      """
    ).findings == ["W01 replay evt_1", "W01 replay evt_2"])
}
