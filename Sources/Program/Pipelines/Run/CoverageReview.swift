import Billing
import Bytes
import Diagnostics
import Emit
import Normalize
import Reconciliation

/// What was not there to be looked at, and whether the verdict can be trusted all the same.
struct CoverageReview {
  let definition: SystemDefinition
  let stripe: StripeInput.Outcome
  let tables: TableInput.Outcome
  let missingTables: [String]
  let comparison: Comparison
  let symbols: Symbols
  /// The last earlier run whose verdict could be trusted.
  let earlier: History.Run?
  /// What reading and folding had to say.
  let log: DiagnosticLog

  /// Everything that stands in the way, in a fixed order.
  func coverage(of ledger: StripeLedger, _ dumped: [DatabaseTable]) -> Coverage {
    var coverage = Coverage()
    coverage.missingTables = missingTables
    coverage.holes += StripeCoverage(definition: definition, stripe: stripe, log: log)
      .holes(of: ledger)
    coverage.holes += uncoveredHoles()
    coverage.holes += tableHoles(ledger, dumped)
    coverage.holes += ledgerHoles(ledger, dumped)
    coverage.holes += historyHoles(ledger, dumped)
    coverage.holes += freshHoles(ledger, dumped)
    return coverage
  }

  // MARK: What no rule says

  /// Subscriptions that no case of the status rule fits.
  private func uncoveredHoles() -> [Coverage.Hole] {
    let uncovered = comparison.expected.count { $0.status != nil && $0.word == nil }
    guard uncovered > 0, !definition.statusRule.cases.isEmpty else { return [] }
    return [
      .init(
        name: "no-rule",
        message: "no case of the status rule fits \(counted(uncovered, "subscription"))",
        blocksVerdict: false)
    ]
  }

  /// What changed so shortly before the dump that both sides had no time to agree.
  private func freshHoles(
    _ ledger: StripeLedger, _ dumped: [DatabaseTable]
  ) -> [Coverage.Hole] {
    let objects = ledger[.subscription].count { $0.notes.contains(.inFlight) }
    let table = dumped.first { $0.definition.role == .subscriptions }
    let rows = (0..<(table?.count ?? 0)).count { row in
      table?[row, .updatedAt].time.map { $0 > definition.clock.horizon } ?? false
    }
    guard objects + rows > 0 else { return [] }
    if let hole = setBackHole(ledger, table) { return [hole] }
    return [
      .init(
        name: "in-flight",
        message:
          "\(counted(objects, "subscription")) and \(counted(rows, "row")) changed "
          + "within the settle time before the dump; the next run judges them",
        blocksVerdict: false)
    ]
  }

  /// A clock before most of what there is: hardly anything could be judged.
  private func setBackHole(_ ledger: StripeLedger, _ table: DatabaseTable?) -> Coverage.Hole? {
    let asOf = definition.clock.asOf
    let subscriptions = ledger[.subscription]
    let isExportLater = ledger.window.map { $0.upperBound > asOf } ?? false
    let unknown = isExportLater ? subscriptions.count { !$0.hasState } : 0
    let rowCount = table?.count ?? 0
    let later = (0..<rowCount).count { row in
      table?[row, .updatedAt].time.map { $0 > asOf } ?? false
    }
    guard unknown * 2 > subscriptions.count || later * 2 > rowCount else { return nil }
    return .init(
      name: "clock-before-data",
      message: "\(unknown) of \(counted(subscriptions.count, "subscription")) and \(later) of "
        + "\(counted(rowCount, "row")) lie after \(asOf.iso), the instant that is "
        + "judged; give the instant of the dump",
      blocksVerdict: true)
  }

  // MARK: Whole tables

  private func tableHoles(
    _ ledger: StripeLedger, _ dumped: [DatabaseTable]
  ) -> [Coverage.Hole] {
    var holes: [Coverage.Hole] = []
    for place in tables.damaged.sorted() {
      holes.append(
        .init(
          name: "damaged-dump",
          message: "records of the table \(dumped[place].definition.name) were rejected",
          blocksVerdict: true))
    }
    holes += repeatedKeys(dumped)
    holes += valueHoles(ledger, dumped)
    let rows = dumped.first { $0.definition.role == .subscriptions }
    if let rows, rows.count == 0, !ledger[.subscription].isEmpty {
      holes.append(
        .init(
          name: "empty-table",
          message: "the table \(rows.definition.name) has no rows but Stripe has subscriptions",
          blocksVerdict: true))
    }
    if let rows { holes += strangers(rows, beside: ledger) }
    if let rows, !definition.stripe.isComplete {
      let known = Set(ledger[.subscription].map(\.id))
      let outside = (0..<rows.count).count {
        let named = rows.symbol($0, .subscription)
        return named != .empty && !known.contains(named)
      }
      if outside > 0 {
        holes.append(
          .init(
            name: "outside-the-export",
            message: "the export lacks the subscription of \(counted(outside, "row")); "
              + "add a snapshot of all subscriptions",
            blocksVerdict: false))
      }
    }
    return holes
  }

  /// Rows that share their key with another.
  private func repeatedKeys(_ dumped: [DatabaseTable]) -> [Coverage.Hole] {
    tables.repeatedKeyCounts.sorted { $0.key < $1.key }.map { place, count in
      .init(
        name: "repeated-keys",
        message: "\(counted(count, "row")) of the table \(dumped[place].definition.name) "
          + (count == 1 ? "has" : "have") + " the key of another; the dump is not of one moment, "
          + "or a file was read twice",
        blocksVerdict: true)
    }
  }

  /// Rows none of which names a subscription that a whole export has.
  private func strangers(
    _ rows: DatabaseTable, beside ledger: StripeLedger
  ) -> [Coverage.Hole] {
    guard definition.stripe.isComplete else { return [] }
    if comparison.hasNothingInCommon(with: rows) {
      return [
        .init(
          name: "wrong-account",
          message: "the rows of \(rows.definition.name) name none of Stripe's subscriptions; "
            + "export the account and mode they belong to",
          blocksVerdict: true)
      ]
    }
    let naming = (0..<rows.count).count { rows.symbol($0, .subscription) != .empty }
    guard ledger[.subscription].isEmpty, naming > 0 else { return [] }
    return [
      .init(
        name: "no-subscriptions",
        message: "the export has no subscription, and \(counted(naming, "row")) of "
          + "\(rows.definition.name) " + (naming == 1 ? "names" : "name") + " one",
        blocksVerdict: true)
    ]
  }

  /// Values, words and tables that say nothing, so that agreement with them is no agreement.
  private func valueHoles(
    _ ledger: StripeLedger, _ dumped: [DatabaseTable]
  ) -> [Coverage.Hole] {
    var holes: [Coverage.Hole] = []
    if let count = log.counts[.badValue] {
      holes.append(
        .init(
          name: "unreadable-values",
          message: "\(counted(count, "value")) of the dumps are not of their column's type",
          blocksVerdict: true))
    }
    let rows = dumped.first { $0.definition.role == .subscriptions }
    let words = (0..<(rows?.count ?? 0)).count { row in
      rows?[row, .status].hasValue == true && comparison.rowMeanings[row] == nil
    }
    if words > 0 {
      holes.append(
        .init(
          name: "undeclared-status-words",
          message: "the pipeline does not declare the status word of \(counted(words, "row"))",
          blocksVerdict: true))
    }
    if (rows?.count ?? 0) > 0 { holes += emptyTables(ledger, dumped) }
    let unlinked = comparison.pairs.count { pair in
      guard let row = pair.row, pair.subscription == nil, let rows else { return false }
      return isUnlinked(row, rows)
    }
    if unlinked > 0 {
      holes.append(
        .init(
          name: "unlinked-rows",
          message: "no subscription is named by \(counted(unlinked, "live paid row")); "
            + "nothing in Stripe tells whether that is right",
          blocksVerdict: false))
    }
    return holes
  }

  /// Tables without a row although others, or Stripe, say that there must be some: what is held
  /// against nothing differs in nothing.
  private func emptyTables(
    _ ledger: StripeLedger, _ dumped: [DatabaseTable]
  ) -> [Coverage.Hole] {
    var needed: Set<TableRole> = [.owners, .plans, .customers, .items]
    let paid = symbols.find("paid").map { Cell.symbol($0) }
    if let paid, ledger[.invoice].contains(where: { ledger.fact(.status, of: $0) == paid }) {
      needed.formUnion([.invoices, .payments])
    }
    return dumped.filter { table in
      table.rowCount == 0 && needed.contains(table.definition.role)
        && !missingTables.contains(table.definition.name)
    }.map { table in
      .init(
        name: "empty-table", message: "the table \(table.definition.name) has no rows",
        blocksVerdict: true)
    }
  }

  /// Whether a row counts as paid for although it names no subscription.
  private func isUnlinked(_ row: Int, _ rows: DatabaseTable) -> Bool {
    guard rows.symbol(row, .subscription) == .empty, !rows[row, .deletedAt].hasValue,
      let meaning = comparison.rowMeanings[row], meaning != .ended, meaning != .none
    else { return false }
    guard let free = definition.liveRows?.fallbackPlan, let plan = rows[row, .plan].symbol else {
      return true
    }
    return symbols.text(plan) != free
  }

  // MARK: What the last run saw

  private func historyHoles(
    _ ledger: StripeLedger, _ dumped: [DatabaseTable]
  ) -> [Coverage.Hole] {
    guard let earlier else { return [] }
    var holes: [Coverage.Hole] = []
    if let through = earlier.eventsThrough, let window = ledger.window,
      window.lowerBound.iso > through
    {
      // An export that joins on has the last run's newest event too.
      // A snapshot shows what the missing events led to; without one nobody knows.
      holes.append(
        .init(
          name: "hole-in-the-window",
          message: "the events begin at \(window.lowerBound.iso), the last run's ended at "
            + "\(through); export the events in between",
          blocksVerdict: !ledger.survey.hasSnapshots))
    }
    if let through = earlier.eventsThrough, let window = ledger.window,
      window.upperBound.iso < through
    {
      holes.append(
        .init(
          name: "export-ends-early",
          message: "the events end at \(window.upperBound.iso), the last run had some of "
            + "\(through); export them up to the dump",
          blocksVerdict: !ledger.isKnownBySnapshots))
    }
    for table in dumped {
      let limit = 100 - definition.safety.maxShrinkPercent
      guard let before = earlier.rowCounts[table.definition.name],
        table.rowCount * 100 < before * limit
      else { continue }
      holes.append(
        .init(
          name: "shrunken-table",
          message: "the table \(table.definition.name) has \(table.rowCount) rows, the last run "
            + "read \(before)",
          blocksVerdict: true))
    }
    return holes
  }
}
