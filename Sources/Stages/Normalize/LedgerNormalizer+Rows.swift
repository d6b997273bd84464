import Billing
import Bytes
import Dumps
import Reconciliation

/// Tells rows of a ledger whose event is of another mode or account than the pipeline's.
///
/// A row that says nothing of it is none of them.
struct SourceTest: Sendable {
  private let livemode: (wanted: Bool, reader: CellReader)?
  private let account: (wanted: String, reader: CellReader)?

  /// Prepares the test; `nil` when no column says where an event is from, or nobody what to expect.
  init?(_ table: TableDefinition, _ scope: StripeScope, _ header: DumpHeader) {
    func reader(_ field: RowField) -> CellReader? {
      table.place(of: field).map { CellReader(table.columns[$0], in: header) }
    }
    livemode = scope.livemode.flatMap { wanted in reader(.livemode).map { (wanted, $0) } }
    account = scope.account.flatMap { wanted in reader(.account).map { (wanted, $0) } }
    if livemode == nil, account == nil { return nil }
  }

  /// Whether a row says that its event is from elsewhere.
  func isForeign(
    _ row: borrowing DumpRow, _ scratch: inout [UInt8], _ symbols: inout Symbols
  ) -> Bool {
    if let livemode, let said = livemode.reader.cell(of: row, &scratch, &symbols).flag,
      said != livemode.wanted
    {
      return true
    }
    guard let account else { return false }
    let said = account.reader.cell(of: row, &scratch, &symbols).symbol
    return said.map { $0 != symbols.intern(account.wanted) } ?? false
  }
}

/// Tells rows of a ledger that should be gone by now, as a declared rule has it.
struct KeepingTest: Sendable {
  /// The rule's name.
  let rule: String
  private let reader: CellReader
  private let limit: Timestamp

  /// Prepares the test; `nil` for any other rule, and one that is about some rows only.
  init?(
    _ declared: DeclaredCheck, _ table: TableDefinition, _ system: SystemDefinition,
    _ header: DumpHeader
  ) {
    guard declared.isRetention(ofLedger: table),
      case .retention(let name, let seconds) = declared.rule,
      let place = table.place(ofColumn: name)
    else { return nil }
    rule = declared.name
    reader = CellReader(table.columns[place], in: header)
    limit = system.clock.retentionLimit(seconds: seconds)
  }

  /// The instant by which a row should be gone; `nil` when it may be there.
  func overdueTime(
    of row: borrowing DumpRow, _ scratch: inout [UInt8], _ symbols: inout Symbols
  ) -> Timestamp? {
    reader.cell(of: row, &scratch, &symbols).time.flatMap { $0 < limit ? $0 : nil }
  }
}
