import Billing
import Bytes
import Reconciliation

/// One declared rule over its table, as the checks look at it.
struct RuleCase {
  /// The most rows that are named as evidence of one finding.
  static let evidenceLimit = 8

  let board: CaseBoard
  let declared: DeclaredCheck
  /// The table whose rows are looked at.
  let table: DatabaseTable
  /// Which of them are.
  let filter: RowFilter
  /// What a rule about a grant looks at; `nil` for other rules.
  private(set) var grants: GrantCase?
  /// What a rule about use looks at; `nil` for other rules.
  private(set) var meters: MeterCase?

  var evidence: Evidence { board.evidence }
  var clock: ClockRules { evidence.definition.clock }

  /// Takes up a rule; `nil` when its table is not one of the definition's.
  init?(_ declared: DeclaredCheck, _ board: CaseBoard) {
    guard let table = board.table(named: declared.table) else { return nil }
    self.board = board
    self.declared = declared
    self.table = table
    filter = RowFilter(declared.conditions, of: table, board.evidence.symbols)
    if case .grant(let grant) = declared.rule { grants = GrantCase(grant, in: self) }
    if case .metered(let use) = declared.rule { meters = MeterCase(use, in: self) }
  }

  /// A column of the table.
  func column(_ name: String) -> TableColumn { TableColumn(name, of: table) }

  /// The rows that are looked at, in the order of the dump.
  var rows: some Sequence<Int> {
    let filter = filter
    return (0..<table.count).lazy.filter { filter.accepts($0) }
  }

  /// Rows that were changed so shortly before the dump that other tables may not have followed.
  func isFresh(_ row: Int, of table: DatabaseTable) -> Bool {
    [RowField.createdAt, .updatedAt, .deletedAt].contains { field in
      table[row, field].time.map { $0 > clock.horizon } ?? false
    }
  }

  /// Whether the rows of a table that are looked for were all read: only then absence is evidence.
  func isWhole(_ table: DatabaseTable) -> Bool { board.isWhole(table) }
}

extension CaseBoard {
  /// The dumped table of a name.
  func table(named name: String) -> DatabaseTable? { evidence.table(named: name) }

  /// Whether all rows of a table were read: only then absence is evidence.
  func isWhole(_ table: DatabaseTable) -> Bool {
    !table.isDamaged && !evidence.coverage.missingTables.contains(table.definition.name)
  }
}

extension Check {
  /// Writes a finding of this check about one row of a declared rule's table.
  ///
  /// - Parameters:
  ///   - row: the row.
  ///   - file: the rule.
  ///   - table: the table the row is in; the rule's own if left out.
  ///   - story: one sentence for people, without personal data.
  ///   - others: further rows of the same table that it rests on.
  /// - Returns: the finding.
  func finding(
    about row: Int, in file: RuleCase, of table: DatabaseTable? = nil, story: String,
    with others: [Int] = []
  ) -> Drift {
    let table = table ?? file.table
    var drift = finding(by: file, story: story)
    drift.table = table.definition.name
    drift.owner = table.symbol(row, table.definition.role == .owners ? .key : .owner)
    drift.row = row
    drift.customer = table.symbol(row, .customer)
    drift.evidence = ([row] + others.prefix(RuleCase.evidenceLimit - 1)).map { table.origins[$0] }
    return drift
  }

  /// Writes a finding of this check by a declared rule, still without what it is about.
  func finding(by file: RuleCase, story: String) -> Drift {
    var drift = Drift(
      of: self, in: file.declared.table, story: "\(file.declared.name): \(story)")
    drift.severity = ruleSeverity(file.declared)
    drift.rule = file.declared.name
    drift.cause.refutedIf = "the rows named as evidence, exported again, would show it wrong"
    return drift
  }

  /// The pipeline's setting of the check, where there is one, goes before the rule's own.
  private func ruleSeverity(_ declared: DeclaredCheck) -> Severity {
    isSeveritySet ? severity : declared.severity
  }
}
