import Emit
import Foundation
import Reconciliation
import SQL
import TestSupport
import Testing

/// The sample plan or its rollback on a server, for trials of its script and of mutants.
struct GuardBench {
  let bench: ServerBench
  let plan: ChangePlan
  let script: String
  /// The rows that the script expects, and those that it makes of them.
  private let expected: [[[ExportedCell]]]
  private let wanted: [[[ExportedCell]]]

  var dialect: DatabaseDialect { bench.dialect }

  init(_ dialect: DatabaseDialect, isRollback: Bool) throws {
    bench = try ServerBench(
      dialect,
      schema: Self.caseless(ServerBench.schema(dialect), dialect)
        + ServerBench.rows(dialect))
    var tables = ServerBench.tables(dialect)
    for place in tables.indices { tables[place].triggers = ["meddler_\(place)"] }
    // A row that no condition is about comes from where another must not come from.
    bench.query("UPDATE subscriptions SET \"lastEventId\" = 'gift' WHERE id = 's3';")
    let outcome = bench.plan(Self.changes(bench, tables), tables: tables)
    let exported = tables.map(bench.rows)
    if dialect == .postgresql {
      bench.query(Self.function("RETURN NEW;"))
      // Statistics of so few rows would let it find them in another order.
      bench.query("ALTER TABLE subscriptions SET (autovacuum_enabled = false);")
    }
    for place in tables.indices { bench.query(Self.trigger(dialect, place)) }
    let told = try bench.apply(outcome)
    try #require(told.status == 0, "\(told.text)")
    let mended = tables.map(bench.rows)
    plan = isRollback ? outcome.inverses[0] : outcome.plans[0]
    script = try isRollback ? bench.writer.rollback(plan) : bench.writer.reconcile(plan)
    (expected, wanted) = isRollback ? (mended, exported) : (exported, mended)
  }

  /// Tables whose columns take texts for equal that differ in case.
  private static func caseless(_ schema: String, _ dialect: DatabaseDialect) -> String {
    switch dialect {
    case .postgresql:
      return """
        CREATE COLLATION caseless
          (provider = icu, locale = 'und-u-ks-level2', deterministic = false);

        """
          + schema.replacing("\"id\" text", with: "\"id\" text COLLATE caseless")
          .replacing(
            "\"stripeCustomerId\" text", with: "\"stripeCustomerId\" text COLLATE caseless")
    case .mysql: return schema
    case .sqlite: return schema.replacing("id TEXT PRIMARY", with: "id TEXT COLLATE NOCASE PRIMARY")
    }
  }

  /// The sample, with a second customer who must have no other live row than two that are listed.
  private static func changes(_ bench: ServerBench, _ tables: [TableShape]) -> [Change] {
    let alone = ChangeCondition.noOtherLiveSubscription(
      .init(
        customerColumn: 5, customer: .text("cus_2"), statusColumn: 2, liveStatuses: ["ACTIVE"],
        exceptKeys: ["s5"]))
    return [
      bench.update(
        "s1",
        [
          "status": .text("PAST_DUE"), "stripeSubscriptionId": .text("sub_2"),
          "lastEventId": .text("evt_9"),
        ], guards: ServerBench.guards, tables: tables),
      bench.update(
        "s2", ["stripeSubscriptionId": .text("sub_1")], guards: [alone], tables: tables),
      bench.update(
        "s3", ["status": .text("EXPIRED"), "lastEventId": .text("evt_9")], tables: tables),
      bench.update("4", ["amount": .text("-500")], table: ServerBench.payments, tables: tables),
    ]
  }

  // MARK: Trials

  /// Runs a script in a situation, and says how it failed to do what it must; `nil` if it did.
  func fault(of script: String, in trial: GuardTrial) -> String? {
    fill(trial)
    if !trial.statements.isEmpty { bench.query(trial.statements) }
    if let (column, value) = trial.meddling, let change = trial.change {
      meddle(with: plan.changes[change].change, column, value)
    }
    defer { if trial.meddling != nil { calm() } }
    let other = trial.meanwhile.isEmpty ? nil : bench.makeSession()
    _ = other?.ask("BEGIN;\n" + trial.meanwhile)
    defer { other?.close() }
    let before = bench.dump()
    let text = bench.run(edited(script, for: trial), arm: trial.isArmed ? plan.id : nil).text
    #expect(!text.contains(/syntax|parse error|ambiguous|no such/.ignoresCase()), "\(text)")
    let hasChanged = bench.dump() != before
    let isAsWanted =
      switch trial.verdict {
      case .refused(let code): text.contains(code) && !hasChanged
      case .nothing: text.contains(/already applied|nothing left to undo/) && !hasChanged
      case .tried: text.contains("DRY RUN") && !hasChanged
      case .done(let changed, let already):
        text.contains("\(changed) changed, \(already) already right")
          && isDone(changed, in: trial)
      }
    return isAsWanted ? nil : "\(trial.name): \(text.suffix(300))"
  }

  /// The script as a trial has it.
  private func edited(_ script: String, for trial: GuardTrial) -> String {
    guard let (line, other) = trial.misrecording, let change = trial.change else { return script }
    var records = script.components(separatedBy: "  SELECT " + line)
    // Steps of one table and verb record their changes in the same words.
    let same = recordLines[..<change].count { $0 == line }
    records[same] += "  SELECT " + other + records.remove(at: same + 1)
    return records.joined(separator: "  SELECT " + line)
  }

  /// What the script records of each change, up to its key.
  private var recordLines: [Substring] {
    script.matches(of: /SELECT (\S+, s\.seq, .+), c\.row_key/).map(\.1)
  }

  /// Whether a script does wrong beside others who lock rows.
  func overlooks(_ script: String) -> Bool {
    locksAhead(script) || plan.changes.contains { overwrites(script, row: $0.change) }
  }

  /// Whether a script does not see what another session has changed in a row and commits later.
  private func overwrites(_ script: String, row: Change) -> Bool {
    fill(GuardTrial.general[0])
    let other = bench.makeSession()
    defer { other.close() }
    let (table, key) = (bench.tables[row.table].name.table, row.keyText)
    let column = row.table == 0 ? "\"cancelAtPeriodEnd\" = true" : "amount = 1"
    _ = other.ask("BEGIN;\nUPDATE \(table) SET \(column) WHERE id = '\(key)';")
    guard let running = try? bench.start(script, arm: plan.id) else { return true }
    bench.awaitLock(of: running.program)
    _ = other.ask("COMMIT;")
    let told = running.answer()
    return told.status == 0 || !told.text.contains("TU007")
  }

  /// Whether a script that waits for a row has locked one with a higher key already; the rows lie
  /// in the table in another order.
  private func locksAhead(_ script: String) -> Bool {
    guard dialect != .sqlite else { return false }
    fill(GuardTrial.general[0])
    let (other, third) = (bench.makeSession(), bench.makeSession())
    defer { [other, third].forEach { $0.close() } }
    func lock(_ key: String) -> String {
      "BEGIN;\nSELECT id FROM subscriptions WHERE id = '\(key)' FOR UPDATE NOWAIT;"
    }
    _ = other.ask(lock("s2"))
    guard let running = try? bench.start(script, arm: plan.id) else { return true }
    bench.awaitLock(of: running.program)
    let isAhead = third.ask(lock("s3")).status != 0
    other.close()
    third.close()
    _ = running.answer()
    return isAhead
  }

  /// Whether the plan's rows are as wanted, the others as they were, and the audit says so.
  private func isDone(_ changed: Int, in trial: GuardTrial) -> Bool {
    let records = bench.query(
      """
      SELECT \(bench.name("before")), \(bench.name("after")) FROM \(bench.store.audit)
         AND plan_id = '\(plan.id)' AND tool <> 'earlier';
      """)
    // What is not changed is in the audit as a digest alone.
    guard records.split(separator: "\n").count == changed, !records.contains("userId"),
      !records.contains("subscriptionId")
    else { return false }
    return bench.tables.indices.allSatisfy { table in
      let shape = bench.tables[table]
      return bench.rows(table).allSatisfy { row in
        guard plan.changes.contains(where: { $0.change.isAbout(row, table) }) else { return true }
        let key = row[0].text
        let goal = trial.untouched.contains(key) ? expected : wanted
        // A row that was right already keeps the marker that it has.
        let free = [shape.column(.touched), trial.isRight(key) ? shape.column(.marker) : nil]
        return goal[table].contains { other in
          zip(row, other).enumerated().allSatisfy { free.contains($0) || $1.0 == $1.1 }
        }
      }
    }
  }

  // MARK: Situations

  /// What concerns the whole script.
  var general: [GuardTrial] {
    let own = plan.undoes == nil ? GuardTrial.conditions : unchanged
    return GuardTrial.general + own + (dialect == .sqlite ? [] : GuardTrial.beside) + [again]
  }

  /// Each column of each changed row: moved since the export, different from what is wanted, or
  /// altered while it is changed.
  func ofColumns(inSteps steps: Set<Int>) -> [GuardTrial] {
    plan.changes.enumerated().filter { steps.contains($0.offset + 1) }.flatMap { place, planned in
      let change = planned.change
      let shape = bench.tables[change.table]
      let keys = change.table == 0 ? GuardTrial.keys(of: change, at: place) : []
      return keys + GuardTrial.records(recordLines[place], of: change, at: place)
        + shape.columns.indices.flatMap { column in
          trials(ofColumn: column, in: shape, change, place: place)
        }
    }
  }

  private func trials(
    ofColumn number: Int, in shape: TableShape, _ change: Change, place: Int
  ) -> [GuardTrial] {
    let column = shape.columns[number]
    guard column.role != .key, let value = Self.other(column.type) else { return [] }
    let name = bench.name(column.name)
    let move = "UPDATE \(shape.name.table) SET \(name) = \(value) WHERE id = '\(change.keyText)';"
    func trial(_ what: String, _ code: String) -> GuardTrial {
      GuardTrial(
        name: "\(column.name) of \(change.keyText) \(what)", change: place,
        column: column.name, verdict: .refused(code))
    }
    var moved = trial("moved", "TU007")
    moved.statements = move
    var altered = trial("is altered", "TU009")
    altered.meddling = (name, value)
    var drifted = trial("is not as wanted", "TU007")
    (drifted.start, drifted.statements) = (.wanted, move)
    return switch column.role {
    // What names the event is no reason to change a row that is right otherwise.
    case .marker: change.new.contains { $0.column == number } ? [moved, altered] : [moved]
    // Only a rollback says what the time of the change must be.
    case .touched where plan.undoes == nil: [moved]
    default: [moved, drifted, altered]
    }
  }

  /// What the audit may say of the plan that is undone: that it has never changed a row, or that
  /// something else was done later.
  private var unchanged: [GuardTrial] {
    guard let undone = plan.undoes else { return [] }
    func later(
      _ name: String, plan: String = "plan_id", relation: String = "relation",
      key: String = "row_key", _ verdict: GuardTrial.Verdict
    ) -> GuardTrial {
      let whose = dialect == .mysql ? ", applied_by, connection_id" : ""
      let after = bench.name("after")
      let statement = """
        INSERT INTO \(audit.table)
          (plan_id, seq, verb, relation, row_key, because, tool\(whose), \(after))
        SELECT \(plan), seq, verb, \(relation), \(key), '', 'later'\(whose),
               '{"updatedAt": "2026-09-09 09:09:09.000"}'
          FROM \(bench.store.audit) AND plan_id = '\(undone)';
        """
      return GuardTrial(name: name, statements: statement, verdict: verdict)
    }
    let isDone = GuardTrial.Verdict.done(changed: 4, already: 0)

    // Of two rows that swap a value, one cannot be undone alone.
    return [["s1", "s2"], ["s3"], ["4"]].map { keys in
      let list = keys.map { "'\($0)'" }.joined(separator: ", ")
      return GuardTrial(
        name: "the plan has never changed \(list)",
        statements: """
          UPDATE \(records(of: undone, "SET plan_id = 'gone'")) AND row_key IN (\(list));
          """, untouched: keys, verdict: .done(changed: 4 - keys.count, already: 0))
    } + [
      later("another plan changed the rows later", plan: "'another'", isDone),
      later("rows of another table were changed later", relation: "'another'", isDone),
      later("other rows were changed later", key: "'another'", isDone),
      later("the rows were changed again later", .refused("TU007")),
    ]
  }

  /// The plan was applied before, and taken back.
  private var again: GuardTrial {
    let whose = dialect == .mysql ? (", applied_by, connection_id", ", '', 0") : ("", "")
    let records = zip(plan.changes, recordLines).enumerated().map { place, record in
      let (change, line) = record
      let parts = line.split(separator: ", ", maxSplits: 3)
      return """
        INSERT INTO \(audit.table)
          (plan_id, seq, verb, relation, row_key, because, tool\(whose.0), \(bench.name("after")))
        SELECT '\(plan.id)', \(place + 1), \(parts[2]), \(parts[3]), '\(change.change.keyText)',
               '', 'earlier'\(whose.1), '{}';
        """
    }
    return GuardTrial(
      name: "the plan was applied before", statements: records.joined(separator: "\n"),
      verdict: .done(changed: 4, already: 0))
  }

  /// The table of the audit, and which of its records are about this database.
  private var audit: (table: String, condition: String) {
    let parts = bench.store.audit.components(separatedBy: " WHERE ")
    return (parts[0], parts[1])
  }

  /// The audit with something to set in the records of a plan.
  private func records(of plan: String, _ assignment: String) -> String {
    "\(audit.table) \(assignment) WHERE \(audit.condition) AND plan_id = '\(plan)'"
  }

  /// A value that no row has, as a literal.
  private static func other(_ type: SQLType) -> String? {
    switch type {
    case .text: "'s9'"
    case .enumeration: "'CANCELED'"
    case .boolean: "true"
    case .timestamp, .timestamptz: "'2026-09-09 09:09:09.000'"
    case .json, .jsonb: "'{\"other\": 1}'"
    default: "77"
    }
  }

  /// Fills the tables, and forgets what the script has left in the audit.
  private func fill(_ trial: GuardTrial) {
    let tables = bench.tables.indices.map { table in
      zip(expected[table], wanted[table]).map { trial.isRight($0[0].text) ? $1 : $0 }
    }
    let insertions = tables.indices.map { table in
      let rows = tables[table].reversed().map { row in
        "("
          + row.map { $0.bytes.flatMap(bench.store.quoting.literal) ?? "NULL" }
          .joined(separator: ", ") + ")"
      }
      return """
        INSERT INTO \(bench.tables[table].name.table) VALUES \(rows.joined(separator: ",\n"));
        """
    }
    // What trials have done to the records of the plan that is undone is taken back as well.
    let restored = plan.undoes.map { undone in
      """
      DELETE FROM \(audit.table) WHERE tool = 'later';
      UPDATE \(records(of: "gone", "SET plan_id = '\(undone)'"));
      """
    }
    bench.query(
      """
      DELETE FROM payments; DELETE FROM subscriptions;
      DELETE FROM \(bench.store.audit) AND plan_id = '\(plan.id)';
      \(restored ?? "")
      \(insertions.joined(separator: "\n"))
      """)
  }
}

extension Change {
  /// Whether a row of a sample table is the one that is changed.
  fileprivate func isAbout(_ row: [ExportedCell], _ table: Int) -> Bool {
    self.table == table && row[0] == locator[0].cell
  }
}

extension ExportedCell {
  fileprivate var text: String { bytes.map { String(decoding: $0, as: UTF8.self) } ?? "" }
}
