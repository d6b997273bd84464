import Bytes
import Foundation
import Spreadsheet
import TestSupport
import Testing

private let made = WorkbookWriter.Properties(
  title: "A & B", subject: "test", author: "trueup 1", createdSeconds: 1_769_904_000)

/// A workbook of one sheet.
private func workbook(
  _ layout: WorksheetLayout = WorksheetLayout(widths: [10]),
  _ content: (inout WorksheetWriter) -> Void
) throws -> [UInt8] {
  let scratch = try Scratch()
  var book = try WorkbookWriter(made, scratchFolder: scratch.folder.path)
  book.sheet("One", layout, content)
  return try book.finish()
}

/// What the first column of a workbook of one cell a row shows.
private func column(_ cells: [WorksheetCell]) throws -> [ReadWorkbook.Cell?] {
  let bytes = try workbook { page in for cell in cells { page.write([cell]) } }
  let sheet = try #require(try ReadWorkbook(bytes)["One"])
  return cells.indices.map { sheet.cells["A\($0 + 1)"] }
}

@Suite(.enabled(if: ReadWorkbook.isInstalled))
struct `A workbook that another program opens` {
  @Test(arguments: ["=1+1", "+1", "-1", "@SUM(A1)", "{=1}", " lead", "a\tb", "é€😀", "<a&b>\"'"])
  func `has texts that are texts whatever they begin with`(_ text: String) throws {
    let cell = try #require(try column([WorksheetCell(.text(text))])[0])
    #expect(cell.value == text)
    #expect(cell.formula == nil)
  }

  @Test func `holds every amount of up to fifteen digits exactly`() throws {
    var random = SplitMix64(seed: 7)
    let edges: [Int64] = [0, 1, -1, 9, 995, 99_999_999_999_999, 999_999_999_999_999]
    let amounts =
      (edges + edges.map { -$0 }
      + (0..<3000).map { _ in
        Int64(truncatingIfNeeded: random.next() % 1_000_000_000_000_000)
          / [1, 10, 1000, 1_000_000, 1_000_000_000][Int(random.next() % 5)]
      }).flatMap { units in [0, 2, 3, 4].map { SheetNumber(units, digits: $0) } }
    let read = try column(amounts.map { WorksheetCell(.number($0)) })
    for (amount, cell) in zip(amounts, read) {
      #expect(cell.flatMap { Decimal(string: $0.value) } == Decimal(string: amount.text))
    }
  }

  @Test(arguments: [
    (SheetNumber(1_000_000_000_000_000, digits: 2), "10000000000000.00"),
    (SheetNumber(Int64.min, digits: 0), "-9223372036854775808"),
    (SheetNumber(-1_000_000_000_000_005, digits: 4), "-100000000000.0005"),
  ])
  func `has larger numbers as texts of all their digits`(
    _ number: SheetNumber, _ text: String
  ) throws {
    #expect(!number.isExact)
    #expect(try column([WorksheetCell(.number(number))])[0]?.value == text)
  }

  @Test func `has days and instants that are dates`() throws {
    let day = CellStyle().with { $0.numberFormat = "yyyy-mm-dd" }
    let instant = CellStyle().with { $0.numberFormat = "yyyy-mm-dd hh:mm:ss" }
    let read = try column([
      WorksheetCell(.day(20_454), day), WorksheetCell(.instant(1_767_225_599), instant),
      WorksheetCell(.day(0), day),
    ])
    #expect(
      read.map { $0?.value } == [
        "2026-01-01T00:00:00", "2025-12-31T23:59:59", "1970-01-01T00:00:00",
      ])
  }

  @Test func `cuts a text that no cell holds, and says so`() throws {
    let long = String(repeating: "😀", count: 20_000)
    let whole = String(repeating: "x", count: 32_767)
    let read = try column([WorksheetCell(.text(long)), WorksheetCell(.text(whole))])
    let cut = try #require(read[0]).value
    #expect(cut.utf16.count <= 32_767)
    #expect(cut.hasSuffix("😀 … (cut)"))
    #expect(read[1]?.value == whole)
  }

  @Test func `keeps from the file what XML forbids`() throws {
    let cells = [
      WorksheetCell(.text("a\u{0}b\u{FFFF}\u{FFFE}")), WorksheetCell(.text("_x0041_ and _x00")),
    ]
    let read = try column(cells)
    #expect(read[0]?.value == "a\u{FFFD}b\u{FFFD}\u{FFFD}")
    // As it stands in the file: a spreadsheet reads the escaped underscore back.
    #expect(read[1]?.value == "_x005F_x0041_ and _x00")
  }

  @Test func `has formulas with what they come to`() throws {
    let rows = CellRange("One", rows: 0...1, columns: 0...0)
    let read = try column([
      WorksheetCell(.number(SheetNumber(10, digits: 2))),
      WorksheetCell(.number(SheetNumber(20, digits: 2))),
      WorksheetCell(.formula("=ROUND(SUM(\(rows.formula)),2)", SheetNumber(30, digits: 2))),
    ])
    #expect(read[2]?.formula == "=ROUND(SUM($A$1:$A$2),2)")
    #expect(read[2]?.value == "0.3")
  }

  @Test func `has what a layout, notes, names and charts say`() throws {
    let scratch = try Scratch()
    var layout = WorksheetLayout(widths: [10, 20])
    (layout.header, layout.footer) = ("A & B", "C & D")
    var book = try WorkbookWriter(made, scratchFolder: scratch.folder.path)
    book.sheet("It's one", layout) { page in
      page.write([WorksheetCell(.text("month"), note: "What a month is."), WorksheetCell(.blank)])
      for units in 1...3 as ClosedRange<Int64> {
        page.write([WorksheetCell(.text("m\(units)")), WorksheetCell(.number(SheetNumber(units)))])
      }
      page.freeze(rows: 1, columns: 1)
      page.repeatRow(0)
      page.filter(rows: 0...3, columns: 0...1)
      let range = { CellRange("It's one", rows: 1...3, columns: $0...$0) }
      let series = ChartDrawing.Series(
        "s", categories: range(0), values: range(1), color: CellStyle.Color(0))
      for kind in [ChartDrawing.Kind.line, .stackedColumns] {
        page.draw(
          ChartDrawing(
            kind, title: "t & t", numberFormat: "0", categoryFormat: "0", series: [series]), row: 6,
          column: 0, size: (width: 100, height: 100))
      }
    }
    book.define("THIRD", as: CellRange("It's one", rows: 3...3, columns: 1...1))
    let read = try ReadWorkbook(try book.finish())
    #expect(read.properties.title == "A & B")
    #expect(read.properties.created == "2026-02-01T00:00:00")
    #expect(read.properties.names == ["THIRD": "'It''s one'!$B$4"])
    let sheet = try #require(read.sheets.first)
    #expect(sheet.frozen == "B2")
    #expect(sheet.filter == "A1:B4")
    #expect(sheet.repeated == "$1:$1")
    #expect(sheet.charts == 2)
    #expect(sheet.notes == 1)
  }
}

private func manyRows() throws -> [UInt8] {
  try workbook { page in
    for row in 0..<500 {
      page.write([
        WorksheetCell(.text("row \(row)")), WorksheetCell(.number(SheetNumber(row))),
        WorksheetCell(.instant(Int64(row)), CellStyle().with { $0.isBold = row % 2 == 0 }),
      ])
    }
  }
}

@Test func `equal calls give equal bytes`() throws {
  let (one, other) = try (manyRows(), manyRows())
  #expect(one == other)
}

@Test func `a workbook that is given up leaves nothing behind`() throws {
  let scratch = try Scratch()
  do {
    var book = try WorkbookWriter(made, scratchFolder: scratch.folder.path)
    book.sheet("One", WorksheetLayout(widths: [])) { $0.write([WorksheetCell(.text("x"))]) }
  }
  #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.folder.path).isEmpty)
}

@Test(arguments: [
  (0...0, 0...0, "$A$1"), (5...9, 1...1, "$B$6:$B$10"), (0...1, 25...26, "$Z$1:$AA$2"),
  (0...1, 701...702, "$ZZ$1:$AAA$2"),
])
func `cells have the names that formulas use`(
  _ rows: ClosedRange<Int>, _ columns: ClosedRange<Int>, _ name: String
) {
  #expect(CellRange("a'b", rows: rows, columns: columns).formula == name)
  #expect(CellRange("a'b", rows: rows, columns: columns).formulaElsewhere == "'a''b'!\(name)")
}

@Test(arguments: [
  (SheetNumber(5, digits: 2), "0.05"), (SheetNumber(-5, digits: 3), "-0.005"),
  (SheetNumber(1234, digits: 0), "1234"), (SheetNumber(-1234, digits: 2), "-12.34"),
  (SheetNumber(0, digits: 2), "0.00"),
])
func `a number has its decimal digits`(_ number: SheetNumber, _ text: String) {
  #expect(number.text == text)
}
