import Billing
import Bytes
public import Diagnostics
public import Reconciliation
import SQL

/// Turns the remedies of findings into changes of rows, with every old value they rest on.
public struct RemedyChanges {
  /// The changes that may run by themselves, in the order of the findings.
  public private(set) var automatic: [Change] = []
  /// The changes a person must decide about, in the order of the findings.
  public private(set) var forReview: [ReviewItem] = []
  /// Findings a person must decide about without a statement to start from.
  public private(set) var notes: [ReviewNote] = []
  /// The tables that are changed or newly referred to, those that others refer to first.
  public let tables: [ExportedTable]

  private let evidence: Evidence
  private let sources: SourceMap
  private let liveRows: LiveRowBook?

  /// Collects the changes.
  ///
  /// - Parameters:
  ///   - findings: what was found; waived findings and those without a remedy bring no change.
  ///   - evidence: both sides.
  ///   - sources: the names of the inputs.
  ///   - cells: all values of a row as the database wrote them, in file order; `nil` for NULL.
  public init(
    _ findings: [RunReport.Finding], evidence: Evidence, sources: SourceMap,
    cells: @escaping (RecordOrigin) -> [[UInt8]?]
  ) {
    self.evidence = evidence
    self.sources = sources
    let open = findings.filter { $0.waiver == nil }
    let database = evidence.definition.database
    let places = TableChoice(evidence.tables, in: database).places(for: open.map(\.drift))
    tables = places.map { ExportedTable(evidence.tables[$0], in: database, cells: cells) }
    liveRows = LiveRowBook(open.map(\.drift), tables, evidence)
    for finding in open { take(finding) }
  }

  private mutating func take(_ finding: RunReport.Finding) {
    guard let change = change(for: finding) else {
      if let note = note(on: finding) { notes.append(note) }
      return
    }
    if finding.drift.disposition != .auto {
      let sentence = finding.drift.heldBack ?? "a change of this kind is a person's to decide"
      forReview.append(ReviewItem(change, cause: .rule, sentence: sentence))
    } else if LiveRowBook.isGuarded(finding.drift.remedy), change.guards.allSatisfy(isProvenance) {
      let sentence = "a script cannot tell whose the row is, and so not whether another one lives"
      forReview.append(ReviewItem(change, cause: .rule, sentence: sentence))
    } else {
      automatic.append(change)
    }
  }

  private func isProvenance(_ condition: ChangeCondition) -> Bool {
    if case .provenance = condition { true } else { false }
  }

  /// What a person needs to know of a finding that has no statement; `nil` for mere reports.
  private func note(on finding: RunReport.Finding) -> ReviewNote? {
    let drift = finding.drift
    switch (drift.remedy, drift.disposition) {
    case (.drop, .auto), (.inStripe, _), (_, .stripe), (_, .report), (_, .replay): return nil
    default: break
    }
    return ReviewNote(
      subject: subject(of: drift), reason: reason(of: finding), advice: drift.advice)
  }

  /// Whom or what a finding is about: a row of a table, a subscription, an owner or a customer.
  private func subject(of drift: Drift) -> String {
    if let key = key(of: drift) { return drift.table + " " + evidence.symbols.text(key) }
    let subscription = drift.subscription.map { evidence.subscriptions[$0].id }
    let person = drift.owner == .empty ? drift.customer : drift.owner
    return evidence.symbols.text(subscription ?? person)
  }

  /// The key of the finding's row, whichever table it is in.
  private func key(of drift: Drift) -> Symbol? {
    guard let row = drift.row, let key = evidence.table(named: drift.table)?.symbol(row, .key),
      key != .empty
    else { return nil }
    return key
  }

  // MARK: Changes

  private func change(for finding: RunReport.Finding) -> Change? {
    let drift = finding.drift
    switch drift.remedy {
    case .update(let row, let sets, let guards):
      return modification(.update, of: row, setting: sets, guards, for: finding)
    case .softDelete(let row, let guards):
      guard let place = tables.place(named: drift.table),
        let column = tables[place].table.definition.place(of: .deletedAt)
      else { return nil }
      let mark = NewCell(column: column, cell: .time(evidence.definition.clock.asOf))
      return modification(.softDelete, of: row, setting: [mark], guards, for: finding)
    case .insert(let table, let values, let guards):
      return insertion(of: values, into: table, guards, for: finding)
    case .none, .drop, .inStripe: return nil
    }
  }

  private func modification(
    _ verb: Change.Verb, of row: Int, setting sets: [NewCell], _ guards: [ChangeGuard],
    for finding: RunReport.Finding
  ) -> Change? {
    guard let place = tables.place(named: finding.drift.table),
      let new = exported(sets, tables[place].table.definition)
    else { return nil }
    let old = tables[place].row(row)
    return Change(
      verb, table: place,
      locator: tables[place].shape.columns(.key).map { ColumnCell($0, old[$0]) },
      old: old.indices.map { ColumnCell($0, old[$0]) },
      new: new + marker(of: finding.drift, row: row, tables[place].table),
      guards: guards.compactMap { condition($0, finding.drift, tables[place].table, []) },
      reason: reason(of: finding))
  }

  private func insertion(
    of values: [NewCell], into table: String, _ guards: [ChangeGuard],
    for finding: RunReport.Finding
  ) -> Change? {
    guard let place = tables.place(named: table),
      case let definition = tables[place].table.definition,
      let new = exported(values, definition)
    else { return nil }
    let key = definition.naturalKey(of: values) ?? []
    return Change(
      .insert, table: place, locator: new.filter { key.contains($0.column) }, old: [],
      new: new + marker(of: finding.drift, row: nil, tables[place].table),
      guards: guards.compactMap { condition($0, finding.drift, tables[place].table, new) },
      reason: reason(of: finding))
  }

  /// The values as the database writes them; `nil` when one of them cannot be written.
  private func exported(_ values: [NewCell], _ table: TableDefinition) -> [ColumnCell]? {
    var cells: [ColumnCell] = []
    for value in values {
      let type = table.columns[value.column].type
      guard let cell = ExportedValue(type).cell(value.cell, evidence.symbols) else { return nil }
      cells.append(ColumnCell(value.column, cell))
    }
    return cells
  }

  /// The row's event marker, advanced to the last event that the change takes into account, so
  /// that one which is older and still under way does not undo it.
  private func marker(of drift: Drift, row: Int?, _ table: DatabaseTable) -> [ColumnCell] {
    guard let marker = drift.marker else { return [] }
    if let row, let known = table[row, .markerTime].time, known >= marker.time { return [] }
    let event: Cell = marker.event == .empty ? .unknown : .symbol(marker.event)
    let cells = [(RowField.markerEvent, event), (.markerTime, .time(marker.time))]
    return cells.compactMap { field, cell in
      table.definition.place(of: field).flatMap { column in
        exported([NewCell(column: column, cell: cell)], table.definition)?.first
      }
    }
  }

  private func condition(
    _ kind: ChangeGuard, _ drift: Drift, _ table: DatabaseTable, _ new: [ColumnCell]
  ) -> ChangeCondition? {
    switch kind {
    case .noOtherLiveRow: liveRows?.condition(for: drift, inserting: new)
    case .provenance:
      table.definition.place(of: .provenance).map {
        .provenance(column: $0, notIn: evidence.definition.safety.protectedProvenance)
      }
    }
  }

  private func reason(of finding: RunReport.Finding) -> Change.Reason {
    let drift = finding.drift
    return Change.Reason(
      class: drift.name, sentence: drift.story, drifts: [finding.driftID],
      evidence: drift.evidence.map { shown($0, by: drift) },
      frozenAtEvent: drift.cause.frozenAtEvent, money: drift.monthly)
  }

  /// A record as evidence; the one that gave Stripe's state also by the event's id.
  private func shown(_ origin: RecordOrigin, by drift: Drift) -> ChangeEvidence {
    let object = drift.subscription.map { evidence.subscriptions[$0] }
    let event = object?.origin == origin ? object?.event ?? .empty : .empty
    return ChangeEvidence(
      id: evidence.symbols.text(event), file: sources.name(of: origin.file),
      recordNumber: Int(origin.recordNumber))
  }
}
