import Billing
import Bytes
import Revenue
import Spreadsheet

/// Turns the values of a table into cells of a sheet.
struct FigureCellMaker {
  let table: FigureTable
  let currencies: CurrencyTable
  private let currencyPlaces: [Int?]

  init(_ table: FigureTable, _ currencies: CurrencyTable) {
    self.table = table
    self.currencies = currencies
    currencyPlaces = table.currencyPlaces
  }

  /// The cell above a column.
  func head(of place: Int) -> WorksheetCell {
    let column = table.columns[place]
    let style = column.kind.isNumber ? WorkbookStyle.numberHead : WorkbookStyle.head
    return WorksheetCell(
      .text(column.name.heading), apart(style, at: place), note: column.definition + ".")
  }

  /// The cells of a row.
  func cells(of row: [FigureCell]) -> [WorksheetCell] {
    row.indices.map { cell(of: row, at: $0) }
  }

  /// The cell of a row in a column.
  func cell(of row: [FigureCell], at place: Int) -> WorksheetCell {
    switch row[place] {
    case .blank: WorksheetCell(.blank, WorkbookStyle.plain)
    case .text(let text): textCell(text, at: place)
    case .symbol(let symbol):
      symbol == .empty ? WorksheetCell(.blank) : textCell(table.symbols.text(symbol), at: place)
    case .entry: textCell(table.text(of: row[place]) ?? "", at: place)
    case .month(let month):
      Self.day(CalendarDay(month, day: 1), text: month.text, WorkbookStyle.month)
    case .day(let day): Self.day(day, text: day.text, WorkbookStyle.day)
    case .instant(let time):
      Self.isShown(CalendarDay(time))
        ? WorksheetCell(.instant(time.seconds), WorkbookStyle.instant)
        : WorksheetCell(.text(time.iso), WorkbookStyle.plain)
    case .number(let number):
      WorksheetCell(
        .number(SheetNumber(number, digits: digits(of: row, at: place))), style(of: row, at: place))
    case .ratio(let ratio): Self.ratio(ratio, style(of: row, at: place))
    }
  }

  /// How many digits behind the point the amounts of a row have in a column: 0 where they are no
  /// amounts.
  func digits(of row: [FigureCell], at place: Int) -> Int {
    currency(of: row, at: place).map { currencies.digits(of: $0) } ?? 0
  }

  /// The currency of a row in a column; `nil` where numbers of things stand in it.
  private func currency(of row: [FigureCell], at place: Int) -> String? {
    currencyPlaces[place].flatMap { table.text(of: row[$0]) }
  }

  /// How numbers of a row look in a column.
  func style(of row: [FigureCell], at place: Int) -> CellStyle {
    switch table.columns[place].kind {
    case .money where currency(of: row, at: place) != nil:
      WorkbookStyle.money(digits: digits(of: row, at: place))
    case .ratio where table.columns[place].name == "quick_ratio": WorkbookStyle.times
    case .ratio: WorkbookStyle.percent
    default: WorkbookStyle.count
    }
  }

  /// A rate, rounded to six digits as in the text of the same table.
  static func ratio(_ ratio: Ratio, _ style: CellStyle) -> WorksheetCell {
    guard let millionths = (ratio.value.map { $0 * Fraction(1_000_000) })?.rounded(.halfUp) else {
      return WorksheetCell(.blank, WorkbookStyle.plain)
    }
    return WorksheetCell(.number(SheetNumber(millionths, digits: 6)), style)
  }

  private func textCell(_ text: String, at place: Int) -> WorksheetCell {
    let isLong = text.utf8.count > RowSheetWriter.widest
    let ordinary = isLong ? WorkbookStyle.wrapped : WorkbookStyle.plain
    let verdict = table.columns[place].name == "result" ? WorkbookStyle.verdict(text) : nil
    return WorksheetCell(.text(text), apart(verdict ?? ordinary, at: place))
  }

  /// The style of what stands at the left of its column, apart from a number before it.
  private func apart(_ style: CellStyle, at place: Int) -> CellStyle {
    let columns = table.columns
    guard place > 0, columns[place - 1].kind.isNumber, !columns[place].kind.isNumber else {
      return style
    }
    return style.with { $0.indent = 1 }
  }

  private static func day(
    _ day: CalendarDay, text: String, _ style: CellStyle
  ) -> WorksheetCell {
    isShown(day)
      ? WorksheetCell(.day(day.number), style)
      : WorksheetCell(.text(text), WorkbookStyle.plain)
  }

  /// Whether spreadsheets know a day: they begin after a leap day of 1900 that never was, and end
  /// with the year 9999.
  private static func isShown(_ day: CalendarDay) -> Bool {
    CalendarDay(CalendarMonth(number: 1900 * 12 + 2), day: 1) <= day
      && day < CalendarDay(CalendarMonth(number: 10_000 * 12), day: 1)
  }
}

extension FigureColumn.Kind {
  /// Whether the column holds numbers, which stand at the right.
  var isNumber: Bool {
    switch self {
    case .count, .money, .ratio: true
    case .text, .currency, .month, .day, .instant: false
    }
  }
}
