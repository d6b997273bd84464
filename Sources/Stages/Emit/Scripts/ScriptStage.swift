import Diagnostics
import Reconciliation
import SQL

/// A temporary table that carries a piece of the plan as data: a number, and texts.
struct ScriptStage<Language: ScriptLanguage> {
  /// One row: its number, its texts, and what a person should know about it.
  struct Row {
    var number: Int
    var cells: [ExportedCell]
    var remark: String?
  }

  /// The name of the temporary table.
  let name: String
  /// What the table is for, in one line.
  let title: String
  /// The columns after `seq`, not yet quoted.
  let columns: [String]
  let rows: [Row]
  /// How many texts stand on the first line of a row; the others follow on a second.
  var headCount = Int.max
  /// The table whose rows the keys name, quoted; empty when there are none.
  var table = ""
  /// The places of the columns that hold keys, each with the column of the table.
  var keys: [(place: Int, column: ScriptColumn)] = []
  /// Whether the table they are keys of may have no index by them, so that this one needs it.
  var isIndexed = false

  /// The columns after `seq`, quoted.
  func quotedColumns() throws(Failure) -> [String] {
    var quoted: [String] = []
    for column in columns { quoted.append(try Language.name(column)) }
    return quoted
  }

  /// The statements that fill the table: at most so many rows with each.
  func insertions(into table: String, rowLimit: Int = 500) throws(Failure) -> String {
    var text = ""
    var start = 0
    while start < rows.count {
      let end = min(start + rowLimit, rows.count)
      text += "INSERT INTO \(table) VALUES\n"
      for place in start..<end {
        if let remark = rows[place].remark { text += "  -- \(remark)\n" }
        text += "  (\(rows[place].number)"
        for (column, cell) in rows[place].cells.enumerated() {
          text += (column == headCount ? ",\n     " : ", ") + (try Language.literal(cell))
        }
        text += place == end - 1 ? ");\n" : "),\n"
      }
      start = end
    }
    return text
  }

  /// The digest of the rows as the server shows and joins them: texts by commas, rows by lines.
  var digest: String {
    var bytes: [UInt8] = []
    for (place, row) in rows.enumerated() {
      if place > 0 { bytes.append(UInt8(ascii: "\n")) }
      bytes += Array(String(row.number).utf8)
      for cell in row.cells {
        bytes.append(UInt8(ascii: ","))
        bytes += Language.shown(cell)
      }
    }
    return Language.digest(of: bytes)
  }
}
