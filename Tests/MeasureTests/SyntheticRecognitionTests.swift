import Billing
import Bytes
import Measure
import Revenue
import TestSupport
import Testing

/// A set of subscriptions whose deferred revenue others worked out.
@Suite(.enabled(if: Vectors.areThere)) struct `deferred revenue of the synthetic set` {
  private func rows(_ name: String) throws -> [[String: String]] {
    try Vectors("synthetic_v1").records(name)
  }

  /// Every line is an invoice of its own, final when its service begins; prorations
  /// come with the invoice of the next period.
  private func books() throws -> Books {
    var books = Books()
    for row in try rows("input/invoice_line_item_data.csv") {
      let start = String((row["period_start"] ?? "").prefix(10))
      let end = String((row["period_end"] ?? "").prefix(10))
      books.invoice(
        row["id"] ?? "", final: row["proration"] == "TRUE" ? end : start,
        currency: row["currency"] ?? "",
        [.init(Int64(row["amount"] ?? "") ?? 0, start, end)])
    }
    return books
  }

  @Test func `roll-forward, waterfall and schedule are theirs`() throws {
    let books = try books()
    var keeper = Bookkeeper(books.rules, into: BookTotals())
    keeper.keep(books.book)
    let symbols = books.book.symbols
    var months: [String: [Int64]] = [:]
    for month in keeper.sink.deferred(in: symbols) {
      months["\(symbols.text(month.currency)) \(month.period.text)"] = [
        month.opening, month.billings, month.recognized, month.closing,
      ]
    }
    for row in try rows("expected/deferred_rollforward__day_utc.csv") {
      let columns = ["opening_deferred", "billings", "recognized", "closing_deferred"]
      let theirs = columns.map { Int64(row[$0] ?? "") ?? -1 }
      let ours = months["\(row["currency"] ?? "") \(row["month"] ?? "")"]
      #expect(ours ?? [0, 0, 0, 0] == theirs, "\(row)")
    }
    let cells = keeper.sink.waterfall(in: symbols).map { cell in
      "\(symbols.text(cell.currency)) \(cell.booked.text) \(cell.recognized.text) \(cell.amount)"
    }
    let theirs = try rows("expected/revenue_waterfall__day_utc.csv").map { row in
      ["currency", "booked_month", "recognized_month", "amount"].map { row[$0] ?? "" }
        .joined(separator: " ")
    }
    #expect(Set(theirs).subtracting(cells) == [])
    let journal = books.journal()
    let schedule = journal.entries.indices.compactMap { place -> String? in
      let entry = journal.entries[place]
      guard entry.event == .revenueRecognized,
        let line = journal.lines(of: place).first(where: { $0.account == .revenue })
      else { return nil }
      let id = symbols.text(entry.invoice)
      return "\(id) \(entry.period.text) \(-line.amount)"
    }
    let theirSchedule = try rows("expected/revenue_schedule__day_utc.csv").map { row in
      "\(row["invoice_line_id"] ?? "") \(row["month"] ?? "") \(row["recognized"] ?? "")"
    }
    #expect(Set(schedule).symmetricDifference(theirSchedule) == [])
  }
}
