import Billing
import Bytes
import Emit
import Foundation
import Revenue
import TestSupport

/// A month's close with small tables, the way the real ones are made.
struct Close {
  struct Roll {
    var month: CalendarMonth
    var currency: String
    var opening: Int64
    var new: Int64
    var churn: Int64
    var closing: Int64 { opening + new + churn }
  }

  static let january = CalendarMonth(number: 2026 * 12)

  var roll: [Roll] = []
  var tables: [FigureTable] = []
  var tieOuts: [TieOut] = []

  init() {
    for currency in ["jpy", "kwd", "usd"] {
      var opening: Int64 = 0
      for later in 0..<24 as Range<Int64> {
        let month = CalendarMonth(number: Self.january.number - 23 + Int(later))
        let row = Roll(
          month: month, currency: currency, opening: opening, new: 1_001 + later * 37,
          churn: later % 3 == 2 ? -999 : 0)
        roll.append(row)
        opening = row.closing
      }
    }
    tables = [
      Self.summary(roll), Self.rollForward(roll), Self.cohorts, Self.waterfall,
      Self.journal(rowCount: 3), Self.exceptions,
    ]
  }

  func xlsx() throws -> [UInt8] {
    let scratch = try Scratch()
    let recurring = RecurringFigures(
      rules: MeasureRules(), zone: .utc, ledger: RecurringLedger())
    var close = CloseFigures(
      Self.january, asOf: Timestamp(seconds: 1_769_925_600), recurring)
    close.dataThrough = Timestamp(seconds: 1_769_900_400)
    close.tieOuts = tieOuts
    return try CloseWorkbookWriter(
      close, tables: tables, pipeline: "letters", toolVersion: "1", currencies: .standard
    ).xlsx(scratchFolder: scratch.folder.path)
  }

  func read() throws -> ReadWorkbook { try ReadWorkbook(xlsx()) }

  private static func summary(_ roll: [Roll]) -> FigureTable {
    FigureTable(
      "summary", "Summary", about: "The figures of a month and currency", Symbols(), rows: roll,
      columns: [
        .month("period", "The month") { $0.month }, .text("currency", "It") { $0.currency },
        .money("mrr", "MRR") { $0.closing },
        .ratio("net_retention", "A rate") { Ratio($0.closing, of: $0.opening) },
      ])
  }

  private static func rollForward(_ roll: [Roll]) -> FigureTable {
    FigureTable(
      "mrr-roll-forward", "MRR roll-forward", about: "A month", Symbols(), rows: roll,
      columns: [
        .month("period", "The month") { $0.month }, .text("currency", "It") { $0.currency },
        .money("opening", "MRR before") { $0.opening },
        .money("new", "New", addsUp: true) { $0.new },
        .money("reactivation", "Back", addsUp: true) { _ in 0 },
        .money("expansion", "More", addsUp: true) { _ in 0 },
        .money("contraction", "Less", addsUp: true) { _ in 0 },
        .money("churn", "Gone", addsUp: true) { $0.churn },
        .money("closing", "MRR after") { $0.closing },
      ])
  }

  private static var cohorts: FigureTable {
    let left: [(later: Int64, part: Int64)] = [(0, 4), (1, 3), (2, 2)]
    return FigureTable(
      "cohorts", "Retention cohorts", about: "What is left", Symbols(), rows: left,
      columns: [
        .text("currency", "It") { _ in "usd" }, .month("cohort", "When") { _ in january },
        .count("months_later", "How much later") { $0.later },
        .count("customers", "Customers") { $0.part },
        .ratio("customer_retention", "Left") { Ratio($0.part, of: 4) },
        .ratio("revenue_retention", "Left") { Ratio($0.part, of: 4) },
      ])
  }

  private static var waterfall: FigureTable {
    let cells: [(booked: Int, earned: Int, amount: Int64)] = [
      (0, 0, 1000), (0, 1, 2050), (1, 1, 125),
    ]
    return FigureTable(
      "revenue-waterfall", "Waterfall", about: "What is earned when", Symbols(), rows: cells,
      columns: [
        .text("currency", "It") { _ in "usd" },
        .month("booked", "When") { CalendarMonth(number: january.number + $0.booked) },
        .month("recognized", "When") { CalendarMonth(number: january.number + $0.earned) },
        .money("amount", "How much", addsUp: true) { $0.amount },
      ])
  }

  static func journal(rowCount: Int) -> FigureTable {
    FigureTable(
      "journal", "Journal", about: "A line", Symbols(), rowCount: rowCount,
      columns: [
        .text("entry_id", "The entry") { (_: Int) in "e" }, .text("currency", "It") { _ in "usd" },
        .money("debit", "Debit", as: .major, addsUp: true) { _ in 1 },
      ]
    ) { places, body in places.forEach(body) }
  }

  private static var exceptions: FigureTable {
    FigureTable(
      "exceptions", "Exceptions", about: "A doubt", Symbols(), rows: [String](),
      columns: [.text("exception", "What is wrong") { $0 }])
  }
}
