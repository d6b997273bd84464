public import Billing
public import Bytes

/// One column of a dumped table, ready to be read row after row.
public struct TableColumn: Sendable {
  private let cells: [Cell]
  private let width: Int
  private let slot: Int

  /// The column of a name; every cell of one that was not kept is unknown.
  public init(_ name: String, of table: DatabaseTable) {
    self.init(table.definition.place(ofColumn: name), of: table)
  }

  /// The column of a field; every cell is unknown when there is none.
  public init(_ field: RowField, of table: DatabaseTable) {
    self.init(table.definition.place(of: field), of: table)
  }

  private init(_ place: Int?, of table: DatabaseTable) {
    cells = table.cells
    width = table.width
    slot = place.map { table.slots[$0] } ?? -1
  }

  /// What a row says in the column.
  public subscript(row: Int) -> Cell { slot < 0 ? .unknown : cells[row * width + slot] }
}

/// Which rows of a table are looked at: those not marked as deleted that meet some conditions.
public struct RowFilter: Sendable {
  private let deleted: TableColumn
  private let tests: [CellTest]

  /// Looks up what the conditions are about.
  public init(_ conditions: [RowCondition], of table: DatabaseTable, _ symbols: Symbols) {
    deleted = TableColumn(.deletedAt, of: table)
    tests = conditions.map { condition in
      CellTest(condition.test, TableColumn(condition.column, of: table), symbols)
    }
  }

  /// Whether a row is not marked as deleted.
  public func counts(_ row: Int) -> Bool { !deleted[row].hasValue }

  /// Whether a row is looked at.
  public func accepts(_ row: Int) -> Bool { counts(row) && tests.allSatisfy { $0.holds(row) } }
}

/// A condition with its value looked up; what nobody knows meets none.
private struct CellTest: Sendable {
  private let column: TableColumn
  private let test: RowCondition.Test
  private let word: CellWord?

  init(_ test: RowCondition.Test, _ column: TableColumn, _ symbols: Symbols) {
    self.test = test
    self.column = column
    switch test {
    case .equals(let text), .differs(let text): word = CellWord(text, symbols)
    case .isSet, .isNull: word = nil
    }
  }

  func holds(_ row: Int) -> Bool {
    let cell = column[row]
    guard cell.isKnown else { return false }
    return switch test {
    case .isSet: !cell.isNull
    case .isNull: cell.isNull
    case .equals: word?.equals(cell) == true
    case .differs: word?.equals(cell) == false
    }
  }
}

/// A value as a pipeline writes it, comparable with cells of any type.
public struct CellWord: Sendable {
  private let symbol: Symbol?
  private let integer: Int64?
  private let flag: Bool?

  /// Looks a value up: a word, a whole number, or yes and no in any of their forms.
  public init(_ text: String, _ symbols: Symbols) {
    symbol = symbols.find(text)
    integer = Int64(text)
    flag =
      switch text {
      case "yes", "true", "t", "1": true
      case "no", "false", "f", "0": false
      default: nil
      }
  }

  /// The value as a cell of a column's type; unknown where it is none of the type.
  public func cell(as type: ColumnType) -> Cell {
    switch type {
    case .boolean: flag.map { .flag($0) } ?? .unknown
    case .integer, .decimal: integer.map { .integer($0) } ?? .unknown
    case .text, .enumeration, .uuid: symbol.map { .symbol($0) } ?? .unknown
    case .timestamp, .timestampWithZone, .date, .epochSeconds, .jsonb, .json: .unknown
    }
  }

  /// Whether a cell holds the value.
  public func equals(_ cell: Cell) -> Bool {
    switch cell.kind {
    case .symbol: symbol != nil && cell.symbol == symbol
    case .integer: integer != nil && cell.integer == integer
    case .flag: flag != nil && cell.flag == flag
    case .unknown, .null, .time, .malformed: false
    }
  }
}
