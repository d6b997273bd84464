import Reconciliation
import Testing

/// A world whose payments say which event they were written from, and of what kind they are.
private func world(_ text: String) -> World {
  World("row r1 owner=u1 customer=cus_1 subscription=s1\nsub s1 owner=u1\n" + text) { system in
    for place in system.database.tables.indices
    where system.database.tables[place].role == .payments {
      system.database.tables[place].columns.append(
        ColumnDefinition(name: "event", field: .event, type: .text))
      system.database.tables[place].columns.append(ColumnDefinition(name: "kind", type: .text))
    }
  }
}

@Test func `W08 two rows that say the same of one event are one finding`() {
  #expect(
    world(
      """
      payment p1 event=evt_1
      payment p2 event=evt_1 created-at=-49d
      payment p3 event=evt_1
      """
    ).findings == ["W08 review p2"])
}

@Test func `W08 an event may have two effects, and rows of other events are their own`() {
  #expect(
    world(
      """
      payment p1 event=evt_1
      payment p2 event=evt_1 amount=500
      payment p3 event=evt_2
      payment p4
      payment p5
      payment p6 event=evt_1 deleted-at=-9d
      """
    ).findings == [])
}

@Test func `W08 is not evaluated where no row says which event it is from`() {
  #expect(
    World("").notEvaluated.first { $0.code == "W08" }?.reason
      == "no column of payments, invoices, credits names the event that a row was written from")
}
