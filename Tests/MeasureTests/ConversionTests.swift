import Billing
import Bytes
import Measure
import Revenue
import Testing

@Suite struct `books in one currency` {
  /// 30.00 EUR for a service of January, final on its first day.
  private func euros(_ movements: [InvoiceMovement]) -> Books {
    var books = Books()
    books.invoice(final: "2019-01-01", currency: "eur", [.init(3000)], movements)
    return books
  }

  private func changes(
    _ books: Books, _ rates: [String: String]
  ) -> [String: [String: Int64]] {
    var books = books
    let (book, exceptions) = books.book.converted(to: "usd") { from, time in
      from == "usd" ? .one : rates[String(time.iso.prefix(7))].flatMap { Fraction(decimal: $0) }
    }
    #expect(exceptions.isEmpty)
    books.book = book
    return books.changes()
  }

  @Test func `a rate that fell between billing and payment is a loss`() {
    let books = euros([movement(.payment, "2019-02-01", 3000)])
    #expect(
      changes(books, ["2019-01": "1.20", "2019-02": "1.10"]) == [
        "AccountsReceivable": ["2019-01": 3600, "2019-02": -3600], "Revenue": ["2019-01": 3600],
        "Cash": ["2019-02": 3300], "FxLoss": ["2019-02": 300],
      ])
  }

  @Test func `a rate that rose until the refund is a loss`() {
    let books = euros([
      movement(.payment, "2019-02-01", 3000), movement(.refund, "2019-03-01", 3000),
    ])
    #expect(
      changes(books, ["2019-01": "1.20", "2019-02": "1.20", "2019-03": "1.30"]) == [
        "AccountsReceivable": ["2019-01": 3600, "2019-02": -3600], "Revenue": ["2019-01": 3600],
        "Refunds": ["2019-03": 3600], "Cash": ["2019-02": 3600, "2019-03": -3900],
        "FxLoss": ["2019-03": 300],
      ])
  }

  @Test func `yen are counted by their own unit`() {
    var books = Books()
    books.invoice(final: "2019-01-01", currency: "jpy", [.init(1000)])
    #expect(changes(books, ["2019-01": "0.0065"])["Revenue"] == ["2019-01": 650])
  }

  @Test func `payments in parts pay exactly what is due`() {
    let books = euros([
      movement(.payment, "2019-01-02", 1000), movement(.payment, "2019-01-03", 1001),
      movement(.payment, "2019-01-04", 999),
    ])
    let changes = changes(books, ["2019-01": "1.23457"])
    #expect(changes["AccountsReceivable"] == nil)
    #expect(changes["CustomerBalance"] == nil)
  }

  @Test func `without a rate an invoice is left out and named`() {
    let (book, exceptions) = euros([]).book.converted(to: "usd") { _, _ in nil }
    #expect(book.invoices.isEmpty)
    #expect(exceptions.map(\.kind) == [.missingRate])
  }
}
