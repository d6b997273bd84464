import CPGQuery
import Emit
import Foundation
import Reconciliation
import SQL
import TestSupport
import Testing

/// What PostgreSQL's own parser, taken out of the server, makes of a script.
private struct Grammar {
  /// The kinds of the nodes of all statements, in the order of the tree.
  private(set) var outside: [String] = []
  /// The same for the block between the dollar quotes: its own statements and the SQL in them.
  private(set) var inside: [String] = []
  /// Every text that is a value.
  private(set) var values: Set<String> = []

  init(_ script: String) throws {
    // The one line that is meant for psql and not for the server.
    let text = script.replacing("\\set ON_ERROR_STOP on\n", with: "")
    let tree = try Self.tree(text)
    walk(tree, into: \.outside)
    for block in try Self.blocks(text) { walk(block, into: \.inside) }
    for statement in Self.statements(in: try Self.blocks(text)) {
      walk(try Self.tree(statement), into: \.inside)
    }
  }

  /// What the parser refuses, and where.
  struct Refusal: Error, CustomStringConvertible {
    var description: String
  }

  private static func tree(_ text: String) throws -> Any {
    let result = unsafe pg_query_parse(text)
    defer { unsafe pg_query_free_parse_result(result) }
    return try unsafe json(result.parse_tree, result.error, of: text)
  }

  private static func blocks(_ text: String) throws -> [Any] {
    guard let start = text.range(of: "\nDO $"), let end = text.range(of: "\nCOMMIT;") else {
      return []
    }
    let block = String(text[start.lowerBound..<end.lowerBound])
    let result = unsafe pg_query_parse_plpgsql(block)
    defer { unsafe pg_query_free_plpgsql_parse_result(result) }
    return try unsafe json(result.plpgsql_funcs, result.error, of: block) as? [Any] ?? []
  }

  private static func json(
    _ tree: UnsafeMutablePointer<CChar>?, _ error: UnsafeMutablePointer<PgQueryError>?,
    of text: String
  ) throws -> Any {
    if let error = unsafe error {
      let place = Int(unsafe error.pointee.cursorpos)
      throw unsafe Refusal(
        description: String(cString: error.pointee.message) + " at "
          + String(decoding: text.utf8.dropFirst(max(0, place - 20)).prefix(80), as: UTF8.self))
    }
    guard let tree = unsafe tree else { throw Refusal(description: "there is no tree") }
    return try JSONSerialization.jsonObject(with: Data(unsafe String(cString: tree).utf8))
  }

  /// The SQL in a block: whole statements, and expressions as what a SELECT would select.
  private static func statements(in node: Any) -> [String] {
    if let list = node as? [Any] { return list.flatMap(statements) }
    guard let members = node as? [String: Any] else { return [] }
    if let query = (members["PLpgSQL_expr"] as? [String: Any])?["query"] as? String {
      let first = query.prefix { $0.isLetter }
      let isStatement = ["SELECT", "INSERT", "UPDATE", "SET", "DELETE", "TRUNCATE"].contains(first)
      let parts = query.components(separatedBy: " := ")
      return [isStatement ? query : "SELECT " + (parts.count > 1 ? parts[1] : query)]
    }
    return members.sorted { $0.key < $1.key }.flatMap { statements(in: $0.value) }
  }

  private mutating func walk(_ node: Any, into kinds: WritableKeyPath<Grammar, [String]>) {
    if let list = node as? [Any] {
      for item in list { walk(item, into: kinds) }
      return
    }
    guard let members = node as? [String: Any] else { return }
    if let value = (members["sval"] as? [String: Any])?["sval"] as? String { values.insert(value) }
    for (key, value) in members.sorted(by: { $0.key < $1.key }) {
      if key.first?.isUppercase == true { self[keyPath: kinds].append(key) }
      if key == "funcname", let name = (value as? [Any])?.last {
        self[keyPath: kinds].append("\(name)")
      }
      walk(value, into: kinds)
    }
  }
}

/// Strings that have broken out of quotes, comments and parsers somewhere.
private let hostile: [String] = {
  let own = [
    "'", "''", "'; DROP TABLE subscriptions; --", "\\", "\\'", "\\\\'; DELETE FROM payments; --",
    "E'\\''", "$$", "$trueup$", "$trueup$; COMMIT; DROP SCHEMA trueup; DO $trueup$", "$1", ":x",
    ":'x'", "\\set x y", "\\! true", "\n\\! true\n", "--", "/*", "*/", "/* */ ;", ";", "\n", "\r\n",
    "\r", "\u{85}", "\u{2028}", "\u{2029}", "\u{FEFF}", "\u{202E}", "\u{200B}", "\u{1}", "\u{7F}",
    "%", "%s", "%1$s", "NULL", "null", "", " ", "é", "e\u{301}", "👩‍👩‍👧", "\u{1F3F4}\u{E0067}",
    "U&'\\0027'", "x'27'", "B'1'", "'||(SELECT 1)||'", "' OR '1'='1", "\u{2BC}", "\u{FF07}",
    String(repeating: "'", count: 999), String(repeating: "\\", count: 999),
  ]
  guard let shared = ProcessInfo.processInfo.environment["TRUEUP_SHARED"],
    let data = FileManager.default.contents(
      atPath: shared + "/corpora/strings-blns/blns.json"),
    let list = try? JSONDecoder().decode([String].self, from: data)
  else { return own }
  return own + list.filter { !$0.utf8.contains(0) }
}()

/// A plan into which one text goes wherever a text from outside can.
private func outcome(_ texts: [String]) -> ChangePlanner.Outcome {
  var tables = ServerBench.tables(.postgresql)
  tables[0].triggers = texts
  func reason(_ text: String, _ number: Int) -> Change.Reason {
    Change.Reason(
      class: text, sentence: text, drifts: [text],
      evidence: [ChangeEvidence(id: text, file: text, recordNumber: number)], frozenAtEvent: text)
  }
  func rows(_ text: String, _ number: Int) -> [ExportedCell] {
    var cells = tables[0].columns.map { _ in ExportedCell.null }
    let texts = ["k\(number)" + text, "u\(number)", "ACTIVE", "2026-02-01 00:00:00", "f"]
    for (place, text) in texts.enumerated() { cells[place] = .text(text) }
    for place in [5, 7, 9] { cells[place] = .text(text) }
    cells[10] = .text("2026-01-01 00:00:00")
    return cells
  }
  let live = ChangeCondition.LiveRows(
    customerColumn: 5, customer: .text(texts[0]), statusColumn: 2, liveStatuses: texts,
    exceptKeys: texts)
  let changes = texts.enumerated().map { number, text in
    let row = rows(text, number)
    return Change(
      .update, table: 0, locator: [ColumnCell(0, row[0])],
      old: row.enumerated().map { ColumnCell($0.offset, $0.element) },
      new: [
        ColumnCell(2, .text("PAUSED")), ColumnCell(6, .text("n\(number)" + text)),
        ColumnCell(9, .text("m" + text)),
      ],
      guards: number == 0
        ? [.noOtherLiveSubscription(live), .provenance(column: 9, notIn: texts)] : [],
      reason: reason(text, number))
  }
  var header = Script.header()
  header.system = texts[0]
  header.account = texts[0]
  header.tool = texts[0]
  header.inputs = texts.map { ChangePlan.Input(name: $0, sha256: $0) }
  let planner = ChangePlanner(header: header, tables: tables, rowCounts: [9, 9])
  return planner.plan(changes, holders: SlotHolders(tables: tables, wanted: changes))
}

@Suite(.serialized) struct GrammarTests {
  private static let allowedOutside: Set<String> = [
    "VariableSetStmt", "TransactionStmt", "CreateStmt", "InsertStmt", "SelectStmt", "DoStmt",
  ]
  private static let allowedInside: Set<String> = [
    "SelectStmt", "InsertStmt", "UpdateStmt", "ConstraintsSetStmt",
  ]
  private static let allowedSteps: Set<String> = [
    "assign", "block", "execsql", "getdiag", "if", "perform", "raise", "return",
  ]

  @Test func `a script has no statements but those it needs`() throws {
    let outcome = outcome(["plain", "also"])
    for script in [try Script.reconcile(outcome), try Script.rollback(outcome), Script.setup] {
      let grammar = try Grammar(script)
      let outside = Set(grammar.outside.filter { $0.hasSuffix("Stmt") })
      if script == Script.setup {
        #expect(
          outside == [
            "TransactionStmt", "CreateSchemaStmt", "CreateStmt", "IndexStmt", "CommentStmt",
          ])
        continue
      }
      #expect(outside == Self.allowedOutside)
      let inside = Set(grammar.inside.filter { $0.hasSuffix("Stmt") })
      #expect(inside == Self.allowedInside)
      let steps = grammar.inside.filter { $0.hasPrefix("PLpgSQL_stmt_") }.map { $0.dropFirst(13) }
      #expect(Set(steps.map(String.init)) == Self.allowedSteps)
    }
  }

  @Test func `no text from outside can be anything but a value`() throws {
    let size = 40
    for start in stride(from: 0, to: hostile.count, by: size) {
      let texts = Array(hostile[start..<min(start + size, hostile.count)])
      let (odd, plain) = (outcome(texts), outcome(texts.indices.map { "t\($0)" }))
      #expect(odd.plans[0].changes.count == texts.count)
      for write in [Script.reconcile, Script.rollback] {
        let (found, wanted) = (try Grammar(write(odd)), try Grammar(write(plain)))
        #expect(found.outside == wanted.outside, "texts \(start)…")
        #expect(found.inside == wanted.inside, "texts \(start)…")
        let staged = found.values.map { Array($0.utf8) }
        for (number, text) in texts.enumerated() {
          #expect(Set(staged).contains(Array("k\(number)\(text)".utf8)), "\(text)")
        }
      }
    }
  }
}
