import Billing
import Bytes
import Emit
import Revenue
import Testing

private struct Row {
  var name: String?
  var month: CalendarMonth?
  var time: Timestamp?
  var currency: Symbol
  var amount: Int64?
  var rate: Ratio?
}

private typealias Column = FigureTable.Column<Row>

@Suite struct `a table of figures as CSV` {
  private let columns: [Column] = [
    .text("name", "a text") { $0.name }, .month("period", "a month") { $0.month },
    .day("day", "a day") { $0.time.map { CalendarDay($0) } },
    .instant("at", "an instant") { $0.time }, .currency { $0.currency },
    .money("amount", "an amount") { $0.amount },
    .money("small", "the same", as: .minor) { $0.amount },
    .money("large", "the same", as: .major) { $0.amount },
    .count("count", "a number") { $0.amount }, .ratio("rate", "a rate") { $0.rate },
  ]

  private func table(_ rows: (inout Symbols) -> [Row]) -> FigureTable {
    var symbols = Symbols()
    let rows = rows(&symbols)
    return FigureTable("table", "Table", about: "a row", symbols, rows: rows, columns: columns)
  }

  private func text(
    of table: FigureTable,
    map: FigureSheetWriter.Map = { count, part in (0..<count).map(part) }
  ) throws -> [UInt8] {
    var text: [UInt8] = []
    try FigureSheetWriter(table, currencies: .standard).write(to: &text, map: map)
    return text
  }

  @Test func `has amounts in both units, rates with both parts, and blanks for what is not`() throws
  {
    let table = table { symbols in
      let (usd, jpy) = (symbols.intern("usd"), symbols.intern("jpy"))
      return [
        Row(
          name: "=1+1", month: CalendarMonth(text: "2026-01"), time: Timestamp(seconds: 86_399),
          currency: usd, amount: -5, rate: Ratio(2, of: 3)),
        Row(currency: jpy, amount: 1999, rate: Ratio(7, of: 0)), Row(currency: .empty),
      ]
    }
    let csv = String(decoding: try text(of: table), as: UTF8.self)
    #expect(
      csv == """
        name,period,day,at,currency,amount_minor,amount,small_minor,large,count,rate,\
        rate_numerator,rate_denominator
        "'=1+1",2026-01,1970-01-01,1970-01-01T23:59:59Z,"usd",-5,-0.05,-5,-0.05,-5,0.666667,2,3
        ,,,,"jpy",1999,1999,1999,1999,1999,,7,0
        ,,,,,,,,,,,,

        """)
    #expect(table.currencyPlaces == [nil, nil, nil, nil, nil, 4, 4, 4, nil, nil])
  }

  @Test func `is the same whoever writes its parts, in whatever order they come`() throws {
    let table = table { symbols in
      let usd = symbols.intern("usd")
      return (0..<40_000).map { Row(currency: usd, amount: $0) }
    }
    let backwards = try text(of: table) { count, part in
      Array((0..<count).reversed().map(part).reversed())
    }
    #expect(try backwards == text(of: table))
    #expect(backwards.count { $0 == 0x0A } == 40_001)
  }
}
