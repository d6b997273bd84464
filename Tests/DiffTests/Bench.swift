import Billing
import Bytes
import Diagnostics
import Diff
import Reconciliation

/// Two sides small enough to write by hand, and what comparing them gives.
///
/// Subscriptions and other Stripe objects are given as fields and words; rows as cells in the
/// order of the columns, `-` for null.
struct Bench {
  var facts = StripeFacts()
  var definition: SystemDefinition
  var rows: [TableRole: [[String]]] = [:]
  /// The words of each subscription.
  var told: [String: [String: String]] = [:]

  static let asOf: Int64 = 1_000

  init() {
    definition = SystemDefinition(
      name: "bench", clock: ClockRules(asOf: Timestamp(seconds: Self.asOf)))
    definition.statuses = [
      StatusWord("ACTIVE", means: .active, isLive: true, givesAccess: true),
      StatusWord("TRIALING", means: .trialing, isLive: true, givesAccess: true),
      StatusWord("CANCELED", means: .ending, isLive: true, givesAccess: true),
      StatusWord("PAST_DUE", means: .pastDue, isLive: true, givesAccess: true),
      StatusWord("EXPIRED", means: .ended, isLive: false, givesAccess: false),
    ]
    var ending = StatusRule.Case([.active, .trialing], word: "CANCELED")
    (ending.isEnding, ending.endIsPast) = (true, false)
    var ended = StatusRule.Case([.active, .trialing], word: "EXPIRED")
    (ended.isEnding, ended.endIsPast) = (true, true)
    var trial = StatusRule.Case([.trialing], word: "TRIALING")
    trial.trialIsPast = false
    definition.statusRule = StatusRule(cases: [
      ending, ended, trial, StatusRule.Case([.active], word: "ACTIVE"),
      StatusRule.Case([.pastDue], word: "PAST_DUE"),
      StatusRule.Case([.canceled, .unpaid, .incompleteExpired], word: "EXPIRED"),
    ])
    definition.catalogue = CatalogueDefinition(table: "plans")
    definition.database.tables = [
      TableDefinition(
        name: "subscriptions", role: .subscriptions,
        columns: Self.columns([
          ("id", .key), ("user", .owner), ("sub", .subscription), ("cus", .customer),
          ("status", .status), ("plan", .plan), ("deleted", .deletedAt),
        ])),
      TableDefinition(
        name: "users", role: .owners, columns: Self.columns([("id", .key), ("cus", .customer)])),
      TableDefinition(
        name: "plans", role: .plans,
        columns: Self.columns([("id", .key), ("price", .price), ("deleted", .deletedAt)])),
    ]
  }

  private static func columns(_ columns: [(String, RowField)]) -> [ColumnDefinition] {
    columns.map { name, field in
      ColumnDefinition(
        name: name, field: field, type: field == .deletedAt ? .epochSeconds : .text)
    }
  }

  /// Adds a Stripe object from words such as `status=active customer=cus_1 cancelAt=900`.
  mutating func add(_ kind: StripeKind, _ id: String, _ words: String) {
    var cells = [Cell](repeating: .unknown, count: StripeField.allCases.count)
    for word in words.split(separator: " ") {
      let parts = word.split(separator: "=").map(String.init)
      guard let field = StripeField.allCases.first(where: { "\($0)" == parts[0] }) else { continue }
      cells[Int(field.rawValue)] = cell(field, parts[1])
    }
    let row = facts.tables[Int(kind.rawValue)].add(cells)
    facts.observations.append(
      Observation(
        kind: kind, object: facts.symbols.intern(id), time: Timestamp(seconds: 1), row: row,
        origin: RecordOrigin(
          file: FileID(rawValue: 0), recordNumber: 1, startByte: 0, byteCount: 0)))
  }

  private mutating func cell(_ field: StripeField, _ word: String) -> Cell {
    if word == "null" { return .null }
    if word == "true" || word == "false" { return .flag(word == "true") }
    switch field {
    case .cancelAt, .periodEnd, .trialEnd, .endedAt:
      return .time(Timestamp(seconds: Int64(word) ?? 0))
    case .quantity, .unitAmount: return .integer(Int64(word) ?? 0)
    default: return .symbol(facts.symbols.intern(word))
    }
  }

  /// Adds a subscription.
  mutating func subscription(_ id: String, _ words: String) {
    add(.subscription, id, words)
    for word in words.split(separator: " ") {
      let parts = word.split(separator: "=").map(String.init)
      told[id, default: [:]][parts[0]] = parts[1]
    }
  }

  /// Adds a row of the subscriptions table: id, owner, subscription, customer, status, plan.
  mutating func row(_ words: String) {
    let cells = words.split(separator: " ").map(String.init)
    rows[.subscriptions, default: []].append(cells + (cells.count < 7 ? ["-"] : []))
  }

  /// The ledger: every object has one sight.
  func ledger() -> StripeLedger {
    var facts = facts
    for status in definition.statuses { _ = facts.symbols.intern(status.word) }
    for alias in definition.catalogue?.aliases ?? [] {
      _ = facts.symbols.intern(alias.price)
      _ = facts.symbols.intern(alias.plan)
    }
    for cell in rows.sorted(by: { $0.key.rawValue < $1.key.rawValue }).flatMap(\.value).joined() {
      _ = facts.symbols.intern(cell)
    }
    var ledger = StripeLedger(symbols: facts.symbols)
    for sight in facts.observations {
      ledger.add(
        StripeObject(
          kind: sight.kind, id: sight.object, origin: sight.origin, notes: .startKnown),
        state: facts.tables[Int(sight.kind.rawValue)].cells(of: sight.row))
    }
    ledger.sort()
    return ledger
  }

  func tables(_ symbols: Symbols) -> [DatabaseTable] {
    definition.database.tables.compactMap { definition in
      guard let words = rows[definition.role] else { return nil }
      var table = DatabaseTable(
        definition: definition, keeping: Array(definition.columns.indices))
      for row in words {
        table.origins.append(
          RecordOrigin(file: FileID(rawValue: 0), recordNumber: 1, startByte: 0, byteCount: 0))
        for (column, word) in zip(definition.columns, row) {
          table.cells.append(
            word == "-"
              ? .null
              : column.field == .deletedAt
                ? .time(Timestamp(seconds: Int64(word) ?? 0))
                : .symbol(symbols.find(word) ?? .empty))
        }
      }
      return table
    }
  }

  /// The comparison in words that no order of input changes, one account a line:
  /// `owner: row~subscription by link [field stripe≠database]; …`.
  func compared() -> [String] {
    let ledger = ledger()
    let tables = tables(ledger.symbols)
    let symbols = ledger.symbols
    let comparison = AccountDiff(definition: definition).run(ledger, tables)
    let rows = tables.first { $0.definition.role == .subscriptions }
    return comparison.accounts.map { account in
      let pairs = comparison.pairs[account.pairs].map { pair in
        let row = pair.row.flatMap { row in rows.map { symbols.text($0.symbol(row, .key)) } }
        let subscription = pair.subscription.map { symbols.text(ledger[.subscription][$0].id) }
        let differences = comparison.differences[pair.differences].map { difference in
          let sides = difference.sides
          return " \(difference.field.rawValue):"
            + "\(sides.stripe.text(in: symbols) ?? "?")/\(sides.database.text(in: symbols) ?? "?")"
        }
        return "\(row ?? "-")~\(subscription ?? "-") \(pair.link.rawValue)" + differences.joined()
      }
      return symbols.text(account.owner) + (account.ownerRow == nil ? "" : "#")
        + (account.hasIdentityConflict ? "!" : "") + ": " + pairs.joined(separator: "; ")
    }
  }
}
