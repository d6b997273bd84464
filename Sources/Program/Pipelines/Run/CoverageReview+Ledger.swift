import Billing
import Reconciliation

extension CoverageReview {
  /// What keeps events from being looked for in the application's ledger.
  func ledgerHoles(_ ledger: StripeLedger, _ dumped: [DatabaseTable]) -> [Coverage.Hole] {
    let audit = ledger.audit
    var holes: [Coverage.Hole] = []
    switch tables.ledgerDoubt {
    case .damaged:
      holes.append(
        .init(
          name: "damaged-ledger",
          message: "the ledger of events is damaged; no event is called missing from it",
          blocksVerdict: false))
    case .empty:
      holes += emptyLedgers(ledger, dumped)
      holes.append(
        .init(
          name: "empty-ledger",
          message: "no row of the ledger tells how far back it goes; no event is called missing "
            + "from it",
          blocksVerdict: false))
    case nil: break
    }
    if let first = tables.unexported.rows.first {
      let made = first.time.map { " of \($0.iso)" } ?? ""
      holes.append(
        .init(
          name: Coverage.unexportedEvents,
          message: "the ledger has \(counted(tables.unexported.count, "event")) that the "
            + "export lacks among others of their types and time, the first is "
            + "\(first.entry.event)\(made); export the events again",
          blocksVerdict: true))
    }
    if audit.agedOutCount > 0 {
      holes.append(
        .init(
          name: "aged-out-events",
          message: "\(counted(audit.agedOutCount, "event")) the ledger does not have may "
            + "have left it by age; none of them is called missing",
          blocksVerdict: false))
    }
    return holes
  }

  /// Ledgers without a row although Stripe sent events: emptied, or cut on the way.
  private func emptyLedgers(
    _ ledger: StripeLedger, _ dumped: [DatabaseTable]
  ) -> [Coverage.Hole] {
    guard ledger.window != nil else { return [] }
    return dumped.filter { table in
      table.rowCount == 0 && table.definition.role == .ledger && table.definition.isLedger
        && !missingTables.contains(table.definition.name)
    }.map { table in
      .init(
        name: "empty-table",
        message: "the table \(table.definition.name) has no rows but Stripe has events",
        blocksVerdict: true)
    }
  }
}
