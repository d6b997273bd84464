import Billing
import Bytes
import Reconciliation
import Testing

@Test func `W04 an event in processing for longer than the lease is stuck`() {
  #expect(
    World(
      """
      row r1 owner=u1 subscription=s1 customer=cus_1 status=PAST_DUE
      sub s1 owner=u1
      entry evt_1 progress=processing at=-1h of=s1
      entry evt_2 progress=received at=-1h
      entry evt_3 progress=processing at=-14m of=x_3
      """
    ).findings.suffix(2) == [
      "W04 review evt_1 s1 | nothing says that the handler may run an event twice",
      "W04 review evt_2 | the export does not have the event, so nobody knows what it says",
    ])
}

@Test func `W04 the lease is the pipeline's, and a newer event forbids to give it back`() {
  let world = World(
    """
    row r1 owner=u1 subscription=s1 customer=cus_1 status=PAST_DUE
    event s1 owner=u1 id=evt_9
    entry evt_1 progress=processing at=-14m of=s1
    """
  ) { $0.eventRules.leaseSeconds = 600 }
  #expect(
    world.findings.suffix(1) == [
      "W04 review evt_1 s1 | a newer event of the object exists, which this one would undo"
    ])
}

/// A ledger that says when an event was tried last, of an application that may try it again.
private func patient(_ rules: inout EventRules) {
  rules.isIdempotent = true
  rules.statuses = [EventStatusWord("waiting", means: .received)]
}

private func returned(
  _ columns: [RowField], isKeyedByEvent: Bool = false, _ change: (inout EventRules) -> Void
) -> (drift: Drift, world: World)? {
  let world = World(
    """
    row r1 owner=u1 subscription=s1 customer=cus_1 status=PAST_DUE
    sub s1 owner=u1
    in webhook_events id=evt_0
    in webhook_events id=evt_1
    entry evt_1 progress=processing at=-1h of=s1
    """
  ) { system in
    let place = system.database.tables.firstIndex { $0.role == .ledger } ?? 0
    for column in system.database.tables[place].columns.indices
    where system.database.tables[place].columns[column].field == .event {
      system.database.tables[place].columns[column].isKey = isKeyedByEvent
    }
    for field in columns {
      system.database.tables[place].columns.append(
        ColumnDefinition(
          name: field.rawValue, field: field,
          type: field == .retriedAt ? .timestamp(precision: 3) : .text))
    }
    change(&system.eventRules)
  }
  return world.drifts().first { $0.code == "W04" }.map { ($0, world) }
}

@Test func `W04 an event is given back where handlers may run it twice`() throws {
  let (drift, world) = try #require(returned([.key, .eventStatus, .retriedAt], patient))
  #expect(drift.disposition == .auto && drift.heldBack == nil)
  guard case .update(1, let cells, _) = drift.remedy else {
    Issue.record("it changes the row of the event: \(drift.remedy)")
    return
  }
  let symbols = world.evidence().symbols
  #expect(cells.map { $0.cell.symbol.map(symbols.text) ?? "" } == ["waiting", ""])
  #expect(cells.last?.cell.time == World.clock)
}

@Test func `W04 the event's own id finds the row where the ledger has no other key`() throws {
  let (drift, _) = try #require(
    returned([.eventStatus, .retriedAt], isKeyedByEvent: true, patient))
  #expect(drift.disposition == .auto && drift.heldBack == nil)
}

@Test(
  arguments: [[.key, .eventStatus], [.key, .retriedAt], [.eventStatus, .retriedAt]] as [[RowField]])
func `W04 without what a script must write or find rows by, a person gives it back`(
  _ columns: [RowField]
) throws {
  let (drift, _) = try #require(returned(columns, patient))
  #expect(drift.disposition == .review && drift.remedy == .none)
  #expect(
    drift.heldBack
      == "the ledger lacks a key of its own, a word for waiting, or the time of an attempt")
}
