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
  /// The shape of the table that is changed.
  public let shape: TableShape

  private let evidence: Evidence
  private let table: DatabaseTable
  private let sources: SourceMap
  private let cells: (Int) -> [[UInt8]?]
  /// The rows of each owner one of whose rows is guarded by the others.
  private let rowsOfOwner: [Symbol: [Int]]
  /// For each column of the shape, which is one of the table's definition, its place in the file.
  private let filePlaces: [Int?]

  /// Collects the changes to one table.
  ///
  /// - Parameters:
  ///   - findings: what was found; waived findings and those without a remedy bring no change.
  ///   - evidence: both sides.
  ///   - table: the table the findings' rows are in.
  ///   - sources: the names of the inputs.
  ///   - cells: all values of a row as the database wrote them, in file order; `nil` for NULL.
  public init(
    _ findings: [RunReport.Finding], evidence: Evidence, table: DatabaseTable,
    sources: SourceMap, cells: @escaping (Int) -> [[UInt8]?]
  ) {
    self.evidence = evidence
    self.table = table
    self.sources = sources
    self.cells = cells
    filePlaces = table.definition.columns.map { column in
      table.fileColumns.firstIndex { $0.utf8.elementsEqual(column.name.utf8) }
    }
    shape = TableShape(table.definition, in: evidence.definition.database)
    rowsOfOwner = Self.rowsOfOwner(of: findings, in: table)
    for finding in findings where finding.waiver == nil { take(finding) }
  }

  /// The exported cells of a row, one for each column of the shape.
  public func exported(_ row: Int) -> [ExportedCell] {
    let file = cells(row)
    return filePlaces.map { place in
      guard let place, file.indices.contains(place) else { return .null }
      return file[place].map { .text($0) } ?? .null
    }
  }

  private static func rowsOfOwner(
    of findings: [RunReport.Finding], in table: DatabaseTable
  ) -> [Symbol: [Int]] {
    var wanted = SymbolMap()
    for place in findings.indices {
      guard case .update(let row, _, let guards) = findings[place].drift.remedy,
        guards.contains(.noOtherLiveRow)
      else { continue }
      wanted[table.symbol(row, table.ownerField)] = 1
    }
    var rows: [Symbol: [Int]] = [:]
    for row in 0..<table.count {
      let owner = table.symbol(row, table.ownerField)
      if wanted[owner] != nil { rows[owner, default: []].append(row) }
    }
    return rows
  }

  private mutating func take(_ finding: RunReport.Finding) {
    guard case .update(let row, let sets, let guards) = finding.drift.remedy,
      let change = change(of: row, setting: sets, guards, for: finding)
    else {
      if let note = note(on: finding) { notes.append(note) }
      return
    }
    if finding.drift.disposition == .auto {
      automatic.append(change)
    } else {
      let sentence = finding.drift.heldBack ?? "a change of this kind is a person's to decide"
      forReview.append(ReviewItem(change, cause: .rule, sentence: sentence))
    }
  }

  /// What a person needs to know of a finding that has no statement; `nil` for mere reports.
  private func note(on finding: RunReport.Finding) -> ReviewNote? {
    let drift = finding.drift
    let advice: String
    switch (drift.remedy, drift.disposition) {
    case (.inStripe(let text), _): advice = "in Stripe, \(text)"
    case (.drop, .auto): return nil
    case (_, .report), (_, .replay): return nil
    default: advice = drift.advice
    }
    let subscription = drift.subscription.map { evidence.subscriptions[$0].id }
    let key = key(of: drift)
    let subject = key ?? subscription ?? drift.owner
    return ReviewNote(
      subject: evidence.symbols.text(subject), reason: reason(of: finding), advice: advice)
  }

  /// The key of the finding's row, whichever table it is in.
  private func key(of drift: Drift) -> Symbol? {
    let name = drift.table.utf8
    let rows = evidence.tables.first { $0.definition.name.utf8.elementsEqual(name) }
    guard let row = drift.row, let key = rows?.symbol(row, .key), key != .empty else { return nil }
    return key
  }

  private func change(
    of row: Int, setting sets: [NewCell], _ guards: [ChangeGuard], for finding: RunReport.Finding
  ) -> Change? {
    let old = exported(row)
    var new: [ColumnCell] = []
    for set in sets {
      let type = table.definition.columns[set.column].type
      guard let value = ExportedValue(type).cell(set.cell, evidence.symbols) else { return nil }
      new.append(ColumnCell(set.column, value))
    }
    let keys = shape.columns(.key)
    return Change(
      .update, table: 0, locator: keys.map { ColumnCell($0, old[$0]) },
      old: old.indices.map { ColumnCell($0, old[$0]) }, new: new,
      guards: guards.compactMap { condition($0, row: row, old: old) },
      reason: reason(of: finding))
  }

  private func condition(
    _ kind: ChangeGuard, row: Int, old: [ExportedCell]
  ) -> ChangeCondition? {
    switch kind {
    case .noOtherLiveRow:
      guard let owner = column(of: table.ownerField),
        let status = column(of: .status)
      else { return nil }
      // The free plan's row stands beside a paid one that ended: it is no reason to stop.
      let live = evidence.definition.statuses.filter(\.isLive).map(\.word)
      return .noOtherLiveSubscription(
        .init(
          customerColumn: owner, customer: old[owner], statusColumn: status, liveStatuses: live,
          exceptKeys: otherRowKeys(of: row)))
    case .provenance:
      guard let column = column(of: .provenance) else { return nil }
      return .provenance(column: column, notIn: evidence.definition.safety.protectedProvenance)
    }
  }

  /// Keys of the owner's other rows at the time of the export; the plan already knew of them.
  private func otherRowKeys(of row: Int) -> [String] {
    rowsOfOwner[table.symbol(row, table.ownerField), default: []].filter { $0 != row }.map {
      evidence.symbols.text(table.symbol($0, .key))
    }
  }

  private func column(of field: RowField) -> Int? {
    table.definition.place(of: field)
  }

  private func reason(of finding: RunReport.Finding) -> Change.Reason {
    let drift = finding.drift
    return Change.Reason(
      class: drift.name, sentence: drift.story, drifts: [finding.driftID],
      evidence: drift.evidence.map { shown($0, by: drift) }, money: drift.monthly)
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

extension DatabaseTable {
  /// The field that tells whose a row is: the owner, or the customer where there are no owners.
  fileprivate var ownerField: RowField {
    definition.place(of: .owner) == nil ? .customer : .owner
  }
}

/// A cell as the database writes a value of a type.
struct ExportedValue {
  private let type: ColumnType

  init(_ type: ColumnType) { self.type = type }

  /// The value; `nil` for a cell that is unknown, malformed or of another kind than the type.
  func cell(_ cell: Cell, _ symbols: Symbols) -> ExportedCell? {
    switch cell.kind {
    case .unknown, .malformed: return nil
    case .null: return .null
    case .flag: return cell.flag.map { .text($0 ? "t" : "f") }
    case .symbol: return cell.symbol.map { .text(symbols.array($0)) }
    case .integer: return cell.integer.map { .text(number($0)) }
    case .time: return cell.time.map { .text(time($0)) }
    }
  }

  private func number(_ value: Int64) -> String {
    guard case .decimal(let scale) = type, scale > 0 else { return String(value) }
    var digits = String(value.magnitude)
    let missing = scale + 1 - digits.utf8.count
    if missing > 0 { digits = String(repeating: "0", count: missing) + digits }
    let point = digits.index(digits.endIndex, offsetBy: -scale)
    return (value < 0 ? "-" : "") + digits[..<point] + "." + digits[point...]
  }

  private func time(_ value: Timestamp) -> String {
    switch type {
    case .epochSeconds: String(value.seconds)
    case .date: String(value.text(separator: "T", fractionDigits: 0).prefix(10))
    case .timestampWithZone: value.text(separator: " ", fractionDigits: nil) + "+00"
    default: value.text(separator: " ", fractionDigits: nil)
    }
  }
}
