import Bytes
import Diagnostics
import Reconciliation
import SQL

/// A temporary table that carries a piece of the plan as data: a number, and texts.
struct PostgreSQLStage {
  /// One row: its number, its texts, and what a person should know about it.
  struct Row {
    var number: Int
    var cells: [ExportedCell]
    var remark: String?
  }

  /// The most rows of one INSERT.
  static let rowLimit = 500

  /// The name in `pg_temp`.
  let name: String
  /// What the table is for, in one line.
  let title: String
  /// The columns after `seq`, not yet quoted.
  let columns: [String]
  let rows: [Row]
  /// How many texts stand on the first line of a row; the others follow on a second.
  var headCount = Int.max

  /// The statements that create and fill the table.
  func statements() throws(Failure) -> String {
    var quoted: [String] = []
    for column in columns { quoted.append(try PostgreSQLTable.name(column)) }
    let definitions = quoted.map { ",\n  " + $0 + " text" }.joined()
    var text = """
      -- \(title)
      CREATE TEMPORARY TABLE \(name) (
        seq int4 PRIMARY KEY\(definitions)
      ) ON COMMIT DROP;

      """
    var start = 0
    while start < rows.count {
      let end = min(start + Self.rowLimit, rows.count)
      text += "INSERT INTO pg_temp.\(name) VALUES\n"
      for place in start..<end {
        if let remark = rows[place].remark { text += "  -- \(remark)\n" }
        text += "  (\(rows[place].number)"
        for (column, cell) in rows[place].cells.enumerated() {
          text += (column == headCount ? ",\n     " : ", ") + (try Self.literal(cell))
        }
        text += place == end - 1 ? ");\n" : "),\n"
      }
      start = end
    }
    return text
  }

  /// The check that the table holds exactly what was generated.
  func check() throws(Failure) -> String {
    var parts = ["s.seq::text"]
    for column in columns {
      parts.append("quote_nullable(s.\(try PostgreSQLTable.name(column)))")
    }
    return """
        SELECT count(*), encode(sha256(convert_to(coalesce(string_agg(
                 \(Self.joined(parts)), E'\\n' ORDER BY s.seq), ''), 'UTF8')), 'hex')
          INTO v_rows, v_digest FROM pg_temp.\(name) s;
        IF v_rows <> \(rows.count) OR v_digest <> '\(digest)' THEN
          RAISE EXCEPTION USING ERRCODE = 'TU004',
            MESSAGE = 'trueup: the data of \(name) is damaged',
            DETAIL = format('%s rows with digest %s', v_rows, v_digest); END IF;

      """
  }

  /// `concat_ws` over any number of parts; PostgreSQL takes at most a hundred arguments.
  private static func joined(_ parts: [String]) -> String {
    let size = 60
    guard parts.count > size else {
      return "concat_ws(',', \(parts.joined(separator: ",\n             ")))"
    }
    let chunks = stride(from: 0, to: parts.count, by: size).map {
      joined(Array(parts[$0..<min($0 + size, parts.count)]))
    }
    return joined(chunks)
  }

  /// The SHA-256 of the rows as `quote_nullable` and `concat_ws` spell them.
  private var digest: String {
    var bytes: [UInt8] = []
    for (place, row) in rows.enumerated() {
      if place > 0 { bytes.append(UInt8(ascii: "\n")) }
      bytes += Array(String(row.number).utf8)
      for cell in row.cells {
        bytes.append(UInt8(ascii: ","))
        bytes += Self.quoteNullable(cell)
      }
    }
    return Digest(of: bytes).hex
  }

  /// What the server's `quote_nullable` makes of a text.
  static func quoteNullable(_ cell: ExportedCell) -> [UInt8] {
    guard let bytes = cell.bytes else { return Array("NULL".utf8) }
    let quote = UInt8(ascii: "'")
    let backslash = UInt8(ascii: "\\")
    var quoted: [UInt8] = bytes.contains(backslash) ? [UInt8(ascii: "E"), quote] : [quote]
    for byte in bytes {
      if byte == quote || byte == backslash { quoted.append(byte) }
      quoted.append(byte)
    }
    return quoted + [quote]
  }

  /// A cell as a literal.
  static func literal(_ cell: ExportedCell) throws(Failure) -> String {
    guard let bytes = cell.bytes else { return "NULL" }
    guard let literal = SQLDialect.postgresql.literal(bytes) else {
      throw Failure(
        .sqlUnwritableValue, "a value holds NUL or invalid UTF-8 and cannot be written",
        help: "leave the row out of the automatic fixes")
    }
    return literal
  }
}
