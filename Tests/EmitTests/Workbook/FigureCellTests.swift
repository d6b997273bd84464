import Billing
import Bytes
import Revenue
import Spreadsheet
import Testing

@testable import Emit

@Suite struct `a cell of a table` {
  private let table: FigureTable

  init() {
    var symbols = Symbols()
    let usd = symbols.intern("usd")
    typealias Row = (unit: Symbol, value: Int64)
    let rows: [Row] = [(usd, 123_456), (.empty, 24)]
    table = FigureTable(
      "tie-outs", "Tie-outs", about: "It", symbols, rows: rows,
      columns: [
        .currency("unit") { $0.unit }, .text("stated", "It") { _ in "failed" },
        .money("stated_value", "It", in: "unit", as: .bare) { $0.value },
        .text("result", "It") { _ in "failed" },
      ])
  }

  @Test func `is red for a verdict, and not for a word that sounds like one`() {
    let cells = FigureCellMaker(table, .standard).cells(of: table[0])
    #expect(cells[1].style.fill == nil && !cells[1].style.isBold)
    #expect(cells[3].style.fill != nil && cells[3].style.isBold)
  }

  @Test func `is an amount or a number of things, whichever its row says`() {
    let maker = FigureCellMaker(table, .standard)
    let (amount, count) = (maker.cells(of: table[0])[2], maker.cells(of: table[1])[2])
    #expect(amount.value == .number(SheetNumber(123_456, digits: 2)))
    #expect(amount.style.numberFormat == "#,##0.00;[Red]-#,##0.00")
    #expect(count.value == .number(SheetNumber(24, digits: 0)))
    #expect(count.style.numberFormat == "#,##0;[Red]-#,##0")
  }

  @Test func `of such a column has its plain name in a text, and its smallest units`() throws {
    var text: [UInt8] = []
    try FigureSheetWriter(table, currencies: .standard).write(to: &text)
    #expect(
      String(decoding: text, as: UTF8.self) == """
        unit,stated,stated_value,result
        "usd","failed",123456,"failed"
        ,"failed",24,"failed"

        """)
  }
}
