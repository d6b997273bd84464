import Diagnostics
import Reconciliation

extension ScriptStage<MySQL> {
  /// The statements that create and fill the table.
  ///
  /// Texts are bytes, but a key takes its type and collation from the column it is searched in:
  /// only so does an index serve, and only so are no more rows locked than are named.
  func statements() throws(Failure) -> String {
    let quoted = try quotedColumns()
    let isKey = { (place: Int) in keys.contains { $0.place == place } }
    let texts = quoted.indices.filter { !isKey($0) }.map { ",\n  " + quoted[$0] + " LONGBLOB" }
    let typed = keys.map { "\(typing($0.column)) AS \(quoted[$0.place])" }
    let index =
      hasIndex ? ",\n  KEY (\(keys.map { quoted[$0.place] }.joined(separator: ", ")))" : ""
    let selection =
      typed.isEmpty ? "" : "\n  SELECT \(typed.joined(separator: ", ")) FROM \(table) t LIMIT 0"
    return """
      -- \(title)
      CREATE TEMPORARY TABLE \(name) (
        seq INT NOT NULL DEFAULT 0 PRIMARY KEY\(texts.joined())\(index)
      ) ENGINE = InnoDB\(selection);

      """ + (try insertions(into: "\(name) (seq, \(quoted.joined(separator: ", ")))"))
  }

  /// What gives a key its type; no more of a text than an index can hold.
  private func typing(_ column: ScriptColumn) -> String {
    let stored = "t.\(column.quoted)"
    return hasIndex && column.cast == "CHAR" ? "LEFT(\(stored), \(Self.indexLimit))" : stored
  }

  /// Whether there is an index by the keys; not where one of them is too long for it.
  private var hasIndex: Bool {
    isIndexed
      && rows.allSatisfy { row in
        keys.allSatisfy { (row.cells[$0.place].bytes?.count ?? 0) <= Self.indexLimit }
      }
  }

  /// How many characters of a text every index can hold; identifiers of Stripe have no more.
  private static var indexLimit: Int { 255 }

  /// The check that the table holds exactly what was generated.
  func check() throws(Failure) -> String {
    let quoted = try quotedColumns()
    let shown = quoted.indices.map { place in
      keys.contains { $0.place == place }
        ? MySQL.showing("s." + quoted[place]) : "COALESCE(HEX(s.\(quoted[place])), 'NULL')"
    }
    return """
        SELECT COUNT(*), SHA2(COALESCE(GROUP_CONCAT(CONCAT_WS(',', s.seq,
                 \(shown.joined(separator: ",\n           ")))
                 ORDER BY s.seq SEPARATOR x'0A'), ''), 256)
          INTO v_rows, v_digest FROM \(name) s;
        IF v_rows <> \(rows.count) OR NOT v_digest <=> '\(digest)' THEN
          SIGNAL SQLSTATE 'TU004' SET MESSAGE_TEXT =
            'trueup: the data of \(name) is damaged'; END IF;

      """
  }
}

/// The order in which the rows of one search are locked.
struct MySQLLockOrder {
  /// The name of a temporary table whose primary key is the order.
  let name: String
  let search: ScriptSearch<MySQL>

  private var table: ScriptTable<MySQL> { search.table }

  /// The columns that find the row, each with its name in the temporary table.
  private var columns: [(stored: String, name: String)] {
    search.locator.enumerated().map {
      ("t." + table.columns[$0.element].quoted, "key_\($0.offset + 1)")
    }
  }

  /// The statement that creates the temporary table.
  var statement: String {
    let names = columns.map(\.name).joined(separator: ", ")
    let typed = columns.map { "\($0.stored) AS \($0.name)" }.joined(separator: ", ")
    return """
      -- The order in which rows of \(table.comment) are locked; filled below
      CREATE TEMPORARY TABLE \(name) (PRIMARY KEY (\(names)))
        ENGINE = InnoDB SELECT \(typed) FROM \(table.quoted) t LIMIT 0;

      """
  }

  /// The statements that fill it; outside of the transaction, since they change nothing real.
  var filling: String {
    let selections = search.sections.map {
      "  INSERT INTO \(name) SELECT \($0.keys.joined(separator: ", ")) FROM \($0.name) s;\n"
    }
    return "  DELETE FROM \(name);\n" + selections.joined()
  }

  /// The statement that locks the rows, in the order of their keys.
  var locking: String {
    let isRow = columns.map { "\($0.stored) = k.\($0.name)" }
    return """
        SELECT COUNT(*) INTO v_rows
          FROM \(name) k STRAIGHT_JOIN \(table.quoted) t ON \(isRow.joined(separator: " AND "))
           FOR UPDATE;

      """
  }
}

extension ScriptParts<MySQL> {
  /// For each table and each way to find its rows, the order in which they are locked.
  var lockOrders: [MySQLLockOrder] {
    searches.enumerated().map {
      MySQLLockOrder(name: "trueup_lock_\($0.offset + 1)", search: $0.element)
    }
  }
}
