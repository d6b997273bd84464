import Billing
import Bytes
public import Reconciliation

/// Writes a breakdown for people: a row for each owner, by the bytes of their ids.
///
/// For each kind what was used and what remains, then what is available in all, the next reset and
/// the days until then, negative when it is overdue. A kind of which an owner has no row, or
/// several, stays empty, and so does what follows from it: nothing is guessed.
public struct BreakdownWriter {
  private let evidence: Evidence

  /// Prepares to write about some evidence.
  public init(_ evidence: Evidence) { self.evidence = evidence }

  /// The columns of a breakdown, in order.
  public static func columns(of breakdown: Breakdown) -> [SheetColumn] {
    let kinds = breakdown.kinds.flatMap { kind in
      [SheetColumn("\(kind)_used", .integer), SheetColumn("\(kind)_remaining", .integer)]
    }
    return [SheetColumn("user_id")] + kinds + [
      SheetColumn("total_available", .integer), SheetColumn("reset_date", .date),
      SheetColumn("days_until_reset", .integer),
    ]
  }

  /// The rows of a breakdown under a line of names; the names alone when its table is not there.
  public func csv(_ breakdown: Breakdown) -> [UInt8] {
    var sheet = SheetWriter(columns: Self.columns(of: breakdown))
    guard let owners = evidence.table(.owners),
      let table = evidence.table(named: breakdown.table)
    else { return sheet.bytes }
    let rows = OwnerRows(breakdown, of: table, evidence.symbols)
    var ids = (0..<owners.count).filter { !owners[$0, .deletedAt].hasValue }
      .map { owners.symbol($0, .key) }.filter { $0 != .empty }
    evidence.symbols.sort(&ids) { $0 }
    for owner in ids { write(owner, rows.found(of: owner), to: &sheet) }
    return sheet.bytes
  }

  private func write(_ owner: Symbol, _ found: [OwnerRows.Found], to sheet: inout SheetWriter) {
    sheet.text(Privacy.shown(evidence.symbols.text(owner)))
    var total: Int64? = 0
    var resets: [Timestamp] = []
    for kind in found {
      sheet.integer(kind.row?.used)
      sheet.integer(kind.row?.remaining)
      if let reset = kind.row?.reset { resets.append(reset) }
      // Of a kind without a row nothing is available; of several rows nobody knows.
      let more = kind.count == 0 ? 0 : kind.row?.remaining
      let (sum, isTooLarge) = (total ?? 0).addingReportingOverflow(more ?? 0)
      total = total == nil || more == nil || isTooLarge ? nil : sum
    }
    sheet.integer(total)
    let next = resets.min()
    sheet.text(next.map { String($0.iso.prefix(10)) })
    let today = evidence.definition.clock.asOf.day
    sheet.integer(next.map { $0.day - today })
    sheet.endRecord()
  }
}

/// The rows of each owner, by kind.
private struct OwnerRows {
  struct Row {
    var used: Int64?
    var remaining: Int64?
    var reset: Timestamp?
  }

  /// What an owner has of one kind: the row when there is exactly one.
  struct Found {
    var count = 0
    var row: Row?
  }

  private let kindCount: Int
  private var places = SymbolMap()
  private var found: [Found] = []

  init(_ breakdown: Breakdown, of table: DatabaseTable, _ symbols: Symbols) {
    let kinds = breakdown.kinds.map { CellWord($0, symbols) }
    kindCount = kinds.count
    let filter = RowFilter(breakdown.conditions, of: table, symbols)
    let owner = TableColumn(.owner, of: table)
    let kind = TableColumn(breakdown.kind, of: table)
    let used = TableColumn(breakdown.used, of: table)
    let remaining = TableColumn(breakdown.remaining, of: table)
    let reset = TableColumn(breakdown.reset, of: table)
    for row in 0..<table.count where filter.accepts(row) {
      guard let whose = owner[row].symbol, whose != .empty,
        let number = kinds.firstIndex(where: { $0.equals(kind[row]) })
      else { continue }
      let place = (places[whose].map { Int($0) } ?? add(whose)) + number
      found[place].count += 1
      found[place].row =
        found[place].count > 1
        ? nil
        : Row(
          used: used[row].integer, remaining: remaining[row].integer, reset: reset[row].time)
    }
  }

  private mutating func add(_ owner: Symbol) -> Int {
    places[owner] = UInt32(found.count)
    found += Array(repeating: Found(), count: kindCount)
    return found.count - kindCount
  }

  /// What an owner has, kind by kind.
  func found(of owner: Symbol) -> [Found] {
    guard let place = places[owner].map({ Int($0) }) else {
      return Array(repeating: Found(), count: kindCount)
    }
    return Array(found[place..<place + kindCount])
  }
}

extension Timestamp {
  /// Days since 1970-01-01, UTC.
  fileprivate var day: Int64 { (seconds - (seconds % 86_400 + 86_400) % 86_400) / 86_400 }
}
