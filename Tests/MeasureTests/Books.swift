import Billing
import Bytes
import Foundation
import Measure
import Revenue
import Testing

/// Invoices in a few words, and what the books say about them.
struct Books {
  var book = BillingBook()
  var rules = RecognitionRules()

  /// Adds an invoice; days are written as `2019-01-15` or with a time.
  mutating func invoice(
    _ id: String = "in_1", final: String, currency: String = "usd", balance: Int64 = 0,
    _ lines: [Line], _ movements: [InvoiceMovement] = []
  ) {
    var invoice = BilledInvoice(
      id: book.symbols.intern(id), customer: book.symbols.intern("cus_1"),
      currency: book.symbols.intern(currency), finalizedAt: instant(final))
    invoice.balanceApplied = balance
    let (firstLine, firstMovement) = (book.lines.count, book.movements.count)
    for (index, line) in lines.enumerated() {
      var billed = BilledLine(
        id: book.symbols.intern("\(id)_\(index)"), amount: line.amount,
        service: line.start.map { instant($0)..<instant(line.end) })
      billed.tax = line.tax
      let firstStep = book.usage.count
      book.usage += line.usage
      billed.usage = firstStep..<book.usage.count
      book.lines.append(billed)
    }
    book.movements += movements.sorted { $0.time < $1.time }
    invoice.lines = firstLine..<book.lines.count
    invoice.movements = firstMovement..<book.movements.count
    book.invoices.append(invoice)
  }

  struct Line {
    var amount: Int64
    var start: String?
    var end = ""
    var tax: Int64 = 0
    var usage: [UsageStep] = []

    init(_ amount: Int64, _ start: String? = nil, _ end: String = "", tax: Int64 = 0) {
      (self.amount, self.start, self.end, self.tax) = (amount, start, end, tax)
    }
  }

  /// What the accounts moved by: `Revenue` → `2019-01` → minor units, as Stripe prints them.
  func changes() -> [String: [String: Int64]] {
    var changes: [String: [String: Int64]] = [:]
    for row in totals().rows(in: book.symbols) {
      changes[row.account.name, default: [:]][row.period.text, default: 0] += row.netChange
    }
    return changes
  }

  func totals() -> AccountTotals {
    var keeper = Bookkeeper(rules, into: AccountTotals())
    keeper.keep(book)
    return keeper.sink
  }

  func journal() -> Journal {
    var keeper = Bookkeeper(rules, into: Journal())
    keeper.keep(book)
    return keeper.sink
  }
}

/// A movement with its day.
func movement(
  _ kind: InvoiceMovement.Kind, _ day: String, _ amount: Int64 = 0
) -> InvoiceMovement {
  InvoiceMovement(kind, time: instant(day), amount: amount)
}
