import Detect
import Reconciliation
import Testing

/// A world whose ledger has a column of a field, or whose pipeline says what is meant.
private func world(_ text: String, _ field: RowField? = .livemode, livemode: Bool? = true) -> World
{
  World(text) { system in
    system.stripe.livemode = livemode
    guard let field else { return }
    for place in system.database.tables.indices
    where system.database.tables[place].role == .ledger {
      system.database.tables[place].columns.append(
        ColumnDefinition(name: field.rawValue, field: field, type: .boolean))
    }
  }
}

@Test func `W15 each event from elsewhere is a finding, and no more than so many`() {
  #expect(
    world("foreign evt_1\nforeign evt_2").findings == ["W15 report evt_1", "W15 report evt_2"])
  let many = (0..<LedgerRows.limit + 7).map { "foreign evt_\($0)" }.joined(separator: "\n")
  let drifts = world(many).drifts()
  #expect(drifts.count == LedgerRows.limit + 1)
  #expect(drifts.last?.story == "7 more events are of another mode or account")
}

@Test func `W15 is not evaluated where the rows do not say it, or nobody what is meant`() {
  func reason(_ world: World) -> String? {
    world.notEvaluated.first { $0.code == "W15" }?.reason
  }
  #expect(
    reason(world("", nil))
      == "no column of the ledger says of which livemode or account an event is")
  #expect(
    reason(world("", livemode: nil))
      == "the pipeline does not say which livemode or account is meant")
  #expect(
    reason(world("", .account))
      == "no column of the ledger says of which livemode or account an event is")
  #expect(reason(world("")) == nil)
}
