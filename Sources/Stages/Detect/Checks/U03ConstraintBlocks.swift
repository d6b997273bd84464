import Billing
import Reconciliation

extension Check {
  static let constraintBlocks = Check(
    "U03", "constraint-blocks-true-row",
    definition: "A live subscription has no row because an ended one holds the unique place.",
    origin: "The insert met a unique index on owner or customer and was given up.",
    harm: .denied, severity: .p0, disposition: .auto,
    fix: "Point the ended row, which holds the place, at the live subscription.",
    safeguard: "The holder is over in Stripe; the live one is the only one.",
    personWhen: "The end of the holder or the plan of the live one is not sure.",
    signs: [.running, .noRow]
  ) { check, file in
    guard let rows = file.board.rows?.definition, blocksSecondRow(rows) else { return }
    let missing = file.openPairs.filter { $0.row == nil && $0.isStripeLive }
    let holders = file.openPairs.filter { $0.row != nil && $0.isOver && $0.namesSubscription }
    guard missing.count == 1, file.liveSubscriptionCount == 1, holders.count == 1 else { return }
    Check.repoint(
      holders[0], to: missing[0], as: check,
      story: "the row of a subscription that is over holds the unique place of a live one",
      in: &file)
  }

  /// Whether a unique index lets an owner or customer have one row only.
  private static func blocksSecondRow(_ rows: TableDefinition) -> Bool {
    let single = [RowField.owner, .customer].compactMap { rows.place(of: $0) }
      .map { rows.columns[$0].name }
    return rows.uniques.contains { $0.columns.count == 1 && single.contains($0.columns[0]) }
  }
}
