public import Billing
public import Bytes

/// A table of figures: what its columns mean, and its rows, each made when it is asked for.
///
/// Whoever writes it – as CSV, as a sheet – needs nothing but this. Rows may be asked for on
/// several threads and in any order.
public struct FigureTable: Sendable {
  /// Its name in kebab-case: that of its file.
  public let name: String
  /// What it is called for people; at most 31 characters, so that a sheet can have it.
  public let title: String
  /// What a row is, in a sentence without a full stop.
  public let about: String
  /// The columns, in order.
  public let columns: [FigureColumn]
  /// How many rows there are.
  public let rowCount: Int
  /// The texts behind every symbol of a cell.
  public let symbols: Symbols
  private let visit: @Sendable (_ places: Range<Int>, _ body: ([FigureCell]) -> Void) -> Void

  /// A column together with where its values come from.
  public struct Column<Row>: Sendable {
    let column: FigureColumn
    let cell: @Sendable (Row) -> FigureCell
  }

  /// Creates a table.
  ///
  /// - Parameters:
  ///   - name: its name in kebab-case.
  ///   - title: what it is called for people, in at most 31 characters.
  ///   - about: what a row is.
  ///   - symbols: the texts behind every symbol.
  ///   - rows: what its rows are made from.
  ///   - columns: the columns, in order.
  public init<Row: Sendable>(
    _ name: String, _ title: String, about: String, _ symbols: Symbols, rows: [Row],
    columns: [Column<Row>]
  ) {
    self.init(
      name, title, about: about, symbols, rowCount: rows.count, columns: columns
    ) { places, body in
      for row in rows[places] { body(row) }
    }
  }

  /// Creates a table of rows that are found when they are read.
  ///
  /// - Parameters:
  ///   - name: its name in kebab-case.
  ///   - title: what it is called for people, in at most 31 characters.
  ///   - about: what a row is.
  ///   - symbols: the texts behind every symbol.
  ///   - rowCount: how many rows there are.
  ///   - columns: the columns, in order.
  ///   - rows: visits what rows are made from, by their places.
  public init<Row>(
    _ name: String, _ title: String, about: String, _ symbols: Symbols, rowCount: Int,
    columns: [Column<Row>],
    rows: @escaping @Sendable (_ places: Range<Int>, _ body: (Row) -> Void) -> Void
  ) {
    self.name = name
    self.title = title
    self.about = about
    self.symbols = symbols
    self.rowCount = rowCount
    self.columns = columns.map(\.column)
    let cells = columns.map(\.cell)
    visit = { places, body in
      var made: [FigureCell] = []
      rows(places) { row in
        made.removeAll(keepingCapacity: true)
        for cell in cells { made.append(cell(row)) }
        body(made)
      }
    }
  }

  /// Makes rows one after the other.
  ///
  /// - Parameters:
  ///   - places: which, from 0.
  ///   - body: takes a row: a cell for each column.
  public func forEachRow(in places: Range<Int>, _ body: ([FigureCell]) -> Void) {
    visit(places, body)
  }

  /// A row: a cell for each column.
  public subscript(place: Int) -> [FigureCell] {
    var row: [FigureCell] = []
    visit(place..<place + 1) { row = $0 }
    return row
  }

  /// The place of the column with a name.
  public func place(of column: String) -> Int? {
    columns.firstIndex { $0.name.utf8.elementsEqual(column.utf8) }
  }

  /// The currency of the amounts of each column, as the place of the column that says it; `nil`
  /// for columns of anything else.
  public var currencyPlaces: [Int?] {
    columns.map { column in
      if case .money(let currency, _) = column.kind { place(of: currency) } else { nil }
    }
  }

  /// The text of a cell that has one; `nil` for a blank one and for values of other kinds.
  public func text(of cell: FigureCell) -> String? {
    switch cell {
    case .text(let text): text
    case .symbol(let symbol) where symbol != .empty: symbols.text(symbol)
    case .entry(let fingerprint): Self.text { $0.append(entry: fingerprint) }
    default: nil
    }
  }
}

extension FigureTable {
  private static func text(_ write: (inout [UInt8]) -> Void) -> String {
    var text: [UInt8] = []
    write(&text)
    return String(decoding: text, as: UTF8.self)
  }
}

// MARK: Columns of each kind

extension FigureTable.Column {
  /// A column of texts.
  public static func text(
    _ name: String, _ definition: String, _ value: @escaping @Sendable (Row) -> String?
  ) -> Self {
    Self(column: FigureColumn(name, .text, definition)) { value($0).map { .text($0) } ?? .blank }
  }

  /// A column of ids.
  public static func id(
    _ name: String, _ definition: String, _ value: @escaping @Sendable (Row) -> Symbol
  ) -> Self {
    Self(column: FigureColumn(name, .text, definition)) { .symbol(value($0)) }
  }

  /// A column of entries of the journal, by their fingerprints.
  public static func entry(
    _ name: String, _ definition: String, _ value: @escaping @Sendable (Row) -> UInt64
  ) -> Self {
    Self(column: FigureColumn(name, .text, definition)) { .entry(value($0)) }
  }

  /// A column of currencies.
  public static func currency(
    _ name: String = "currency", _ definition: String = "ISO 4217 code of the amounts",
    _ value: @escaping @Sendable (Row) -> Symbol
  ) -> Self {
    Self(column: FigureColumn(name, .currency, definition)) { .symbol(value($0)) }
  }

  /// A column of months.
  public static func month(
    _ name: String, _ definition: String, _ value: @escaping @Sendable (Row) -> CalendarMonth?
  ) -> Self {
    Self(column: FigureColumn(name, .month, definition)) { value($0).map { .month($0) } ?? .blank }
  }

  /// A column of days.
  public static func day(
    _ name: String, _ definition: String, _ value: @escaping @Sendable (Row) -> CalendarDay?
  ) -> Self {
    Self(column: FigureColumn(name, .day, definition)) { value($0).map { .day($0) } ?? .blank }
  }

  /// A column of instants.
  public static func instant(
    _ name: String, _ definition: String, _ value: @escaping @Sendable (Row) -> Timestamp?
  ) -> Self {
    Self(column: FigureColumn(name, .instant, definition)) {
      value($0).map { .instant($0) } ?? .blank
    }
  }

  /// A column of numbers of things.
  public static func count(
    _ name: String, _ definition: String, addsUp: Bool = false,
    _ value: @escaping @Sendable (Row) -> Int64?
  ) -> Self {
    Self(column: FigureColumn(name, .count, definition, addsUp: addsUp)) {
      value($0).map { .number($0) } ?? .blank
    }
  }

  /// A column of amounts in minor units.
  public static func money(
    _ name: String, _ definition: String, in currency: String = "currency",
    as form: FigureColumn.MoneyForm = .both, addsUp: Bool = false,
    _ value: @escaping @Sendable (Row) -> Int64?
  ) -> Self {
    Self(
      column: FigureColumn(name, .money(in: currency, as: form), definition, addsUp: addsUp)
    ) { value($0).map { .number($0) } ?? .blank }
  }

  /// A column of rates.
  public static func ratio(
    _ name: String, _ definition: String, _ value: @escaping @Sendable (Row) -> Ratio?
  ) -> Self {
    Self(column: FigureColumn(name, .ratio, definition)) { row in
      value(row).map { .ratio($0) } ?? .blank
    }
  }
}

extension FigureTable.Column {
  /// The same column of rows that have such a row, or none: blank then.
  public func of<Whole>(_ part: @escaping @Sendable (Whole) -> Row?) -> FigureTable.Column<Whole> {
    FigureTable.Column<Whole>(column: column) { [cell] in part($0).map(cell) ?? .blank }
  }
}
