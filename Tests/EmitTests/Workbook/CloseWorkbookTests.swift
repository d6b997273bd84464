import Billing
import Bytes
import Emit
import Foundation
import Revenue
import TestSupport
import Testing

@Suite(.enabled(if: ReadWorkbook.isInstalled))
struct `The workbook of a month's close` {
  @Test func `has its sheets in the order in which people read them`() throws {
    let book = try Close().read()
    #expect(
      book.sheets.map(\.sheet) == [
        "Summary", "MRR roll-forward", "MRR movements", "Bridge", "Customers at month end",
        "Plans", "Retention cohorts", "Trials", "Payments and dunning", "Refunds and disputes",
        "Cash and balance", "Deferred roll-forward", "Waterfall", "Journal", "Tie-outs",
        "Exceptions", "Definitions",
      ])
    #expect(book.properties.title == "Revenue close 2026-01")
    #expect(book.properties.created == "2026-02-01T06:00:00")
  }

  @Test func `shows every row of a table, amounts in units of their currency`() throws {
    let close = Close()
    let sheet = try #require(try close.read()["MRR roll-forward"])
    let digits = ["jpy": 0, "kwd": 3, "usd": 2]
    for (place, row) in close.roll.enumerated() {
      let line = 5 + place
      #expect(sheet.cells["A\(line)"]?.value == row.month.text + "-01T00:00:00")
      #expect(sheet.cells["A\(line)"]?.format == "yyyy-mm")
      #expect(sheet.cells["B\(line)"]?.value == row.currency)
      let closing = try #require(sheet.cells["I\(line)"])
      let amount = try #require(Decimal(string: closing.value))
      let unit = Decimal(sign: .plus, exponent: -(digits[row.currency] ?? 2), significand: 1)
      #expect(amount == Decimal(row.closing) * unit)
      let point = row.currency == "jpy" ? "" : "." + (row.currency == "kwd" ? "000" : "00")
      #expect(closing.format == "#,##0\(point);[Red]-#,##0\(point)")
    }
    #expect(sheet.frozen == "B5")
    #expect(sheet.repeated == "$4:$4")
    #expect(sheet.filter == "A4:I\(4 + close.roll.count)")
    #expect(sheet.notes == 9)
    #expect(sheet.charts == 6)
  }

  @Test func `adds up what adds up, each currency for itself`() throws {
    let close = Close()
    let sheet = try #require(try close.read()["MRR roll-forward"])
    for (place, currency) in ["jpy", "kwd", "usd"].enumerated() {
      let line = 5 + close.roll.count + place
      #expect(sheet.cells["A\(line)"]?.value == "Total")
      #expect(sheet.cells["B\(line)"]?.value == currency)
      #expect(sheet.cells["I\(line)"] == nil, "balances do not add up")
      // The reader has worked the formula out again; here is what it must come to.
      let sum = close.roll.filter { $0.currency == currency }.map(\.new).reduce(0, +)
      let total = try #require(sheet.cells["D\(line)"])
      #expect(total.formula?.hasPrefix("=ROUND(SUMIFS(") == true)
      let unit = Decimal(
        sign: .plus, exponent: -(["jpy": 0, "kwd": 3][currency] ?? 2), significand: 1)
      #expect(Decimal(string: total.value) == Decimal(sum) * unit)
    }
  }

  @Test func `begins with what it is of and whether it can be trusted`() throws {
    var close = Close()
    close.tieOuts = [
      TieOut("a", .init("x", 1), .init("y", 1)), TieOut("b", .init("x", 1), .init("y", 2)),
      TieOut("c", needs: "an export"),
    ]
    let book = try close.read()
    let sheet = try #require(book["Summary"])
    let facts = Dictionary(
      (3...15).compactMap { line in
        sheet.cells["A\(line)"].map { ($0.value, sheet.cells["B\(line)"]?.value ?? "") }
      }, uniquingKeysWith: { first, _ in first })
    #expect(facts["Month"] == "2026-01")
    #expect(facts["Data through"] == "2026-01-31T23:00:00Z")
    #expect(facts["Time zone"] == "UTC")
    #expect(facts["Profile"] == "default")
    #expect(facts["Tie-outs passed"] == "1")
    #expect(facts["Tie-outs failed"] == "1")
    #expect(facts["Tie-outs not evaluated"] == "1")
    #expect(sheet.charts == 2)
    #expect(Set(book.properties.names.keys) == ["MRR_JPY", "MRR_KWD", "MRR_USD"])
    // The name leads to the last month's figure.
    let last = try #require(close.roll.last)
    let cell = try #require(book.properties.names["MRR_USD"]?.split(separator: "!").last)
    let value = sheet.cells[cell.filter { $0 != "$" }]?.value
    #expect(value.flatMap { Decimal(string: $0) } == Decimal(last.closing) / 100)
  }

  @Test func `lays out months against months`() throws {
    let book = try Close().read()
    let waterfall = try #require(book["Waterfall"])
    #expect(waterfall.cells["A5"]?.value == "USD: booked by month (down), earned by month (across)")
    #expect(waterfall.cells["B6"]?.value == "2026-01-01T00:00:00")
    #expect(waterfall.cells["B7"]?.value == "10")
    #expect(waterfall.cells["C7"]?.value == "20.5")
    #expect(waterfall.cells["D7"]?.value == "30.5")
    #expect(waterfall.cells["B8"] == nil)
    #expect(waterfall.cells["D9"]?.value == "31.75")
    let cohorts = try #require(book["Retention cohorts"])
    #expect(cohorts.charts == 2, "above the triangles, seventeen rows high")
    #expect(cohorts.cells["B24"]?.format == "0.0%;[Red]-0.0%")
    #expect(cohorts.cells["C24"]?.value == "0.75")
  }

  @Test func `says what is missing where there is nothing`() throws {
    var close = Close()
    close.tables = close.tables.filter { $0.name != "journal" }
    let book = try close.read()
    #expect(book["Journal"]?.cells["A4"]?.value == "Not measured: an export of invoices.")
    #expect(book["Exceptions"]?.cells["A5"]?.value == "none")
    let contents = try #require(book["Summary"]).cells.values.map(\.value)
    #expect(contents.contains("Not measured: an export of invoices."))
  }

  @Test func `has too long a table in its own file only, and still what it adds up to`() throws {
    var close = Close()
    close.tables = close.tables.filter { $0.name != "journal" } + [Close.journal(rowCount: 50_001)]
    let sheet = try #require(try close.read()["Journal"])
    #expect(
      sheet.cells["A5"]?.value
        == "50,001 rows are too many for a sheet; all of them stand in metrics/journal.csv.gz.")
    #expect(sheet.cells["A6"]?.value == "Total")
    #expect(sheet.cells["C6"]?.value == "500.01")
    #expect(sheet.cells["C6"]?.formula == nil)
    #expect(sheet.filter == nil)
  }

  @Test func `has text from outside as text`() throws {
    var close = Close()
    let hostile = ["=1+1", "@x", "</c>", "a\u{0}b"]
    close.tables.append(
      FigureTable(
        "plans", "Plans", about: "A row", Symbols(), rows: hostile,
        columns: [.text("price_id", "The price") { $0 }]))
    let sheet = try #require(try close.read()["Plans"])
    #expect((5...8).map { sheet.cells["A\($0)"]?.value } == ["=1+1", "@x", "</c>", "a\u{FFFD}b"])
    #expect((5...8).allSatisfy { sheet.cells["A\($0)"]?.formula == nil })
  }

  @Test func `has what no cell holds as text, and does not add it up wrongly`() throws {
    var close = Close()
    let amounts: [Int64] = [1_000_000_000_000_001, 1]
    close.tables.append(
      FigureTable(
        "plans", "Plans", about: "A row", Symbols(), rows: amounts,
        columns: [
          .text("price_id", "The price") { _ in "p" }, .text("currency", "It") { _ in "usd" },
          .money("mrr", "MRR", addsUp: true) { $0 },
        ]))
    let sheet = try #require(try close.read()["Plans"])
    #expect(sheet.cells["C5"]?.value == "10000000000000.01")
    #expect(sheet.cells["C7"]?.value == "10000000000000.02")
    #expect(sheet.cells["C7"]?.formula == nil)
  }

  @Test func `is the same whenever it is written`() throws {
    #expect(try Close().xlsx() == Close().xlsx())
  }
}
