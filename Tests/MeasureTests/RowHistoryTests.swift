import Billing
import Bytes
import Diagnostics
import Measure
import Normalize
import Reconciliation
import Revenue
import Testing

/// Rows of a database of two tables, given as the texts of their cells.
private struct Rows {
  var symbols = Symbols()
  var tables: [DatabaseTable] = []

  mutating func add(_ role: TableRole, _ fields: [RowField], _ rows: [[String?]]) {
    var table = TableDefinition(name: role.rawValue, role: role, columns: [])
    table.columns = fields.map { ColumnDefinition(name: $0.rawValue, field: $0, type: .text) }
    var read = DatabaseTable(definition: table, keeping: Array(fields.indices))
    for (number, row) in rows.enumerated() {
      read.origins.append(
        RecordOrigin(
          file: FileID(rawValue: 0), recordNumber: UInt32(number + 1), startByte: 0, byteCount: 1))
      for (field, text) in zip(fields, row) { read.cells.append(cell(field, text)) }
    }
    tables.append(read)
  }

  private mutating func cell(_ field: RowField, _ text: String?) -> Cell {
    guard let text else { return .null }
    switch field {
    case .amount, .quantity: return Int64(text).map { .integer($0) } ?? .malformed
    case .createdAt, .endedAt, .trialEnd, .periodEnd: return .time(instant(text))
    default: return .symbol(symbols.intern(text))
    }
  }

  /// The figures at the time of the dump.
  func figures(_ aliases: [PriceAlias] = []) -> RecurringFigures {
    var definition = SystemDefinition(name: "x", clock: ClockRules(asOf: instant("2025-06-30")))
    definition.catalogue = CatalogueDefinition(table: "plans", aliases: aliases)
    definition.statuses = [
      StatusWord("on", means: .active, isLive: true, givesAccess: true),
      StatusWord("off", means: .ended, isLive: false, givesAccess: false),
      StatusWord("owes", means: .unpaid, isLive: false, givesAccess: false),
    ]
    let clock = definition.clock.asOf
    let history = RowHistory(definition, tables, symbols: symbols)?.read() ?? RevenueHistory()
    let ledger = ItemLedger(rules: MeasureRules(), terms: TermsBook(), asOf: clock)
      .ledger(of: history)
    return RecurringMeasure(rules: MeasureRules(), zone: .utc, asOf: clock).figures(ledger)
  }
}

private let rowFields: [RowField] = [
  .key, .customer, .subscription, .price, .status, .createdAt, .endedAt, .quantity,
]

private func plans(_ rows: inout Rows) {
  rows.add(
    .plans, [.key, .price, .amount, .currency, .interval],
    [["pro", "p_m", "1000", "USD", "monthly"], ["team", "p_y", "60000", "usd", "year"]])
}

@Test func `rows are measured by the price that the catalogue has for them`() {
  var rows = Rows()
  rows.add(
    .subscriptions, rowFields,
    [
      ["1", "cus_1", "sub_1", "p_m", "on", "2025-01-10", nil, nil],
      ["2", "cus_2", "sub_2", "p_y", "on", "2025-02-10", nil, "2"],
      ["3", "cus_3", "sub_3", "p_m", "off", "2025-01-10", "2025-03-01", nil],
      ["4", "cus_4", "sub_4", "p_m", "owes", "2025-01-10", nil, nil],
    ])
  plans(&rows)
  let figures = rows.figures()
  #expect(figures.closing("usd", "2025-01") == 2_000)
  #expect(figures.closing("usd", "2025-06") == 11_000)
  #expect(figures.ledger.exceptions.map(\.kind) == [.unknownSince])
}

@Test func `a price that the catalogue does not have is an exception, an alias is none`() {
  var rows = Rows()
  rows.add(
    .subscriptions, rowFields,
    [["1", "cus_1", "sub_1", "p_old", "on", "2025-01-10", nil, nil]])
  plans(&rows)
  #expect(rows.figures().ledger.exceptions.map(\.kind) == [.missingInterval])
  let aliased = rows.figures([PriceAlias(price: "p_old", plan: "pro")])
  #expect(aliased.ledger.exceptions.isEmpty)
  #expect(aliased.closing("usd", "2025-06") == 1_000)
}

@Test func `two rows of one subscription are counted twice, as the application counts them`() {
  var rows = Rows()
  rows.add(
    .subscriptions, rowFields,
    [
      ["1", "cus_1", "sub_1", "p_m", "on", "2025-01-10", nil, nil],
      ["2", "cus_1", "sub_1", "p_m", "on", "2025-02-10", nil, nil],
    ])
  plans(&rows)
  let figures = rows.figures()
  let end = instant("2025-06-30")
  #expect(figures.closing("usd", "2025-06") == 2_000)
  #expect(figures.ledger.balances(before: end).count == 2)
}

@Test(
  arguments: [
    (nil, 1_000), ("", 1_000), ("keep_as_draft", 1_000), ("void", 0), ("mark_uncollectible", 0),
    ("yes", 0),
  ] as [(String?, Int64)])
func `a row says whether its collection is paused, and perhaps how`(
  _ pause: String?, _ closing: Int64
) {
  var rows = Rows()
  rows.add(
    .subscriptions, [.key, .customer, .subscription, .price, .status, .createdAt, .pause],
    [["1", "cus_1", "sub_1", "p_m", "on", "2025-01-10", pause]])
  plans(&rows)
  let figures = rows.figures()
  #expect(figures.closing("usd", "2025-05") == 1_000)
  #expect(figures.closing("usd", "2025-06") == closing)
}
