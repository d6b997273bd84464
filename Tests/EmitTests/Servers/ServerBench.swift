import Billing
import Emit
import Foundation
import Reconciliation
import SQL
import TestSupport

/// A small billing database of its own on a real server, and what the planner needs to know of it.
struct ServerBench {
  static let isWanted: Bool =
    PostgresServer.isWanted && MariaDBServer.isWanted && SQLiteFile.isWanted
  static let requirement: String =
    [PostgresServer.requirement, MariaDBServer.requirement, SQLiteFile.requirement]
    .joined(separator: ", or ")

  /// How a script is run: as its header says, or in the way that cares least about errors.
  enum Mode: CaseIterable { case asTold, goingOn }

  static let subscriptions = 0
  static let payments = 1

  let dialect: DatabaseDialect
  let writer: ScriptWriter
  let tables: [TableShape]
  /// How many rows each of the sample tables has.
  let rowCount: Int
  let store: any BenchStore
  private let session: DatabaseSession

  /// A fresh database with the sample rows and the audit table.
  init(_ dialect: DatabaseDialect, schema: String? = nil) throws {
    self.init(dialect, in: try Self.store(dialect), schema: schema)
  }

  /// A new database of the server that all tests share.
  static func store(_ dialect: DatabaseDialect) throws -> any BenchStore {
    switch dialect {
    case .postgresql: PostgreSQLStore(try PostgresServer.shared.get())
    case .mysql: MariaDBStore(try MariaDBServer.shared.get())
    case .sqlite: SQLiteStore()
    }
  }

  /// The same in a place of the test's own.
  init(
    _ dialect: DatabaseDialect, in store: any BenchStore, schema: String? = nil, rowCount: Int = 9
  ) {
    self.dialect = dialect
    self.store = store
    self.rowCount = rowCount
    writer = ScriptWriter(dialect)
    tables = Self.tables(dialect)
    session = DatabaseSession(store.client.words, prelude: store.client.prelude)
    query(schema ?? Self.schema(dialect) + Self.rows(dialect, count: rowCount))
    query(writer.setup)
  }

  /// Ends the session, which is opened again when it is needed.
  func hangUp() { session.close() }

  func drop() {
    hangUp()
    store.remove()
  }

  /// Another session, which works beside this one.
  func makeSession() -> DatabaseSession {
    DatabaseSession(store.client.words, prelude: store.client.prelude)
  }

  /// Runs statements.
  func ask(_ text: String) -> DatabaseAnswer { session.ask(text) }

  /// Runs statements that cannot fail and returns the rows without decoration.
  @discardableResult
  func query(_ text: String) -> String {
    let answer = ask(text)
    precondition(answer.status == 0, answer.notices)
    return answer.output
  }

  /// Runs a script, armed with a plan's name unless `arm` is `nil`.
  func run(
    _ script: String, arm: String?, mode: Mode = .asTold, options: [String] = []
  ) -> DatabaseAnswer {
    DatabaseProgram.run(
      store.words(arm: arm, mode: mode, options: options),
      input: mode == .goingOn ? store.careless(script) : script)
  }

  /// Runs a script as its header says, without waiting for its end.
  func start(
    _ script: String, arm: String, options: [String] = []
  ) throws(ServerError) -> DatabaseProgram.Running {
    try DatabaseProgram.Running(
      store.words(arm: arm, mode: .asTold, options: options), input: script)
  }

  /// Waits until a script that was started waits for a lock itself, or has come to its end.
  func awaitLock(of script: DatabaseProgram) {
    guard let waiting = store.waiting else { return _ = usleep(300_000) }
    // InnoDB shows the same again to who asks more often.
    while script.isRunning && query(waiting).hasPrefix("0") { usleep(120_000) }
  }

  /// Runs the first plan, armed with its name.
  func apply(
    _ outcome: ChangePlanner.Outcome, options: [String] = []
  ) throws -> DatabaseAnswer {
    let plan = outcome.plans[0]
    return run(try writer.reconcile(plan), arm: plan.id, options: options)
  }

  /// Runs the inverse of the first plan, armed with its name.
  func undo(_ outcome: ChangePlanner.Outcome) throws -> DatabaseAnswer {
    let inverse = outcome.inverses[0]
    return run(try writer.rollback(inverse), arm: inverse.id)
  }

  /// The rows of a table as texts, in the order of the first column.
  func rows(_ shape: TableShape) -> [[ExportedCell]] {
    let columns = shape.columns.map { name($0.name) }
    let table = [shape.name.schema, shape.name.table].filter { !$0.isEmpty }.map { name($0) }
    let lines = query(
      """
      SELECT \(store.array(of: columns)) FROM \(table.joined(separator: "."))
       ORDER BY \(store.byBytes(columns[0]));
      """)
    return lines.split(separator: "\n").map { line in
      let cells = (try? JSONDecoder().decode([String?].self, from: Data(line.utf8))) ?? []
      return cells.map { $0.map { .text($0) } ?? .null }
    }
  }

  /// The rows of one of the sample tables.
  func rows(_ table: Int) -> [[ExportedCell]] { rows(tables[table]) }

  /// A name as an identifier.
  func name(_ name: String) -> String { store.quoting.identifier(name) ?? "" }

  func auditCount(_ plan: ChangePlan) -> Int {
    let count = query("SELECT count(*) FROM \(store.audit) AND plan_id = '\(plan.id)';")
    return Int(count.trimmingCharacters(in: .whitespacesAndNewlines)) ?? -1
  }
}

extension ServerBench {
  /// A wanted update of one row, as the export has it.
  func update(
    _ key: String, _ new: [String: ExportedCell], table: Int = ServerBench.subscriptions,
    verb: Change.Verb = .update, guards: [ChangeCondition] = [], tables: [TableShape]? = nil
  ) -> Change {
    let shape = (tables ?? self.tables)[table]
    let row = rows(shape).first { $0[0] == .text(key) } ?? []
    let set = new.compactMap { name, cell in
      shape.column(named: name).map { ColumnCell($0, cell) }
    }.sorted { $0.column < $1.column }
    return Change(
      verb, table: table, locator: [ColumnCell(0, .text(key))],
      old: row.enumerated().map { ColumnCell($0.offset, $0.element) }, new: set, guards: guards,
      reason: Script.reason(key))
  }

  /// Conditions that hold for the first of the sample rows.
  static let guards: [ChangeCondition] = [
    .noOtherLiveSubscription(
      .init(
        customerColumn: 5, customer: .text("cus_1"), statusColumn: 2, liveStatuses: ["ACTIVE"])),
    .provenance(column: 9, notIn: ["gift"]),
  ]

  /// A swap of a unique value, a change of two columns one of which marks the event, and a payment.
  func sample(
    tables: [TableShape]? = nil, limits: ChangePlan.Limits = .init(changes: 500, percent: 100),
    guards: [ChangeCondition] = Self.guards, more: [Change] = []
  ) -> ChangePlanner.Outcome {
    plan(
      [
        update(
          "s1", ["status": .text("PAST_DUE"), "stripeSubscriptionId": .text("sub_2")],
          guards: guards, tables: tables),
        update("s2", ["stripeSubscriptionId": .text("sub_1")], tables: tables),
        update(
          "s3", ["status": .text("EXPIRED"), "lastEventId": .text("evt_9")], tables: tables),
        update("4", ["amount": .text("-500")], table: ServerBench.payments, tables: tables),
      ] + more, tables: tables, limits: limits)
  }

  /// Plans changes over what the database holds now.
  func plan(
    _ wanted: [Change], tables: [TableShape]? = nil,
    limits: ChangePlan.Limits = .init(changes: 500, percent: 100)
  ) -> ChangePlanner.Outcome {
    let tables = tables ?? self.tables
    var holders = SlotHolders(tables: tables, wanted: wanted)
    var counts: [Int] = []
    for (place, table) in tables.enumerated() {
      let rows = rows(table)
      counts.append(rows.count)
      for row in rows { holders.note(row, table: place) }
    }
    let planner = ChangePlanner(
      header: Script.header(limits: limits), tables: tables, rowCounts: counts)
    return planner.plan(wanted, holders: holders)
  }
}
