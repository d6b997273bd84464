import Billing
import Bytes
import Revenue

/// One invoice on its way into the books.
struct InvoiceDraft {
  /// The largest amount that the books take, in minor units.
  static let largestAmount: Int64 = 100_000_000_000_000
  /// How far from the invoice service may be and still be spread over its time, in seconds: fifty
  /// years.
  static let longestService: Int64 = 50 * 366 * 86_400

  let invoice: InvoiceFact
  let facts: BillingFacts
  let links: BillingLinks
  private(set) var exceptions: [BillingException] = []
  private var lines: [BilledLine] = []

  init(_ invoice: InvoiceFact, _ facts: BillingFacts, _ links: BillingLinks) {
    self.invoice = invoice
    self.facts = facts
    self.links = links
  }

  /// Adds the invoice to the books, if it became final.
  mutating func add(to assembly: inout BillingAssembler.Assembly) {
    guard invoice.status != .draft else { return }
    guard invoice.status != nil, let total = invoice.total, invoice.currency != .empty,
      let finalizedAt = invoice.finalizedAt ?? invoice.created
    else {
      note(.invoiceIncomplete)
      assembly.exceptions += exceptions
      return
    }
    if isTooLarge(total) {
      note(.tooLarge)
    } else {
      bill(total, finalizedAt)
      var billed = BilledInvoice(
        id: invoice.id, customer: invoice.customer, currency: invoice.currency,
        finalizedAt: finalizedAt)
      billed.balanceApplied = balanceApplied(total)
      let (firstLine, firstMovement) =
        (assembly.billing.lines.count, assembly.billing.movements.count)
      assembly.billing.lines += lines
      assembly.billing.movements += movements(into: &assembly.billing.targets)
      billed.lines = firstLine..<assembly.billing.lines.count
      billed.movements = firstMovement..<assembly.billing.movements.count
      assembly.billing.invoices.append(billed)
    }
    assembly.exceptions += exceptions
  }

  mutating func note(_ kind: BillingException.Kind) {
    let exception = BillingException(kind, invoice.id, customer: invoice.customer)
    if exceptions.last != exception { exceptions.append(exception) }
  }

  private func isTooLarge(_ total: Int64) -> Bool {
    let hasLargeLine = facts.lines[invoice.lines.range].contains { line in
      Self.isLarge(line.amount) || Self.isLarge(line.discount) || Self.isLarge(line.exclusiveTax)
        || Self.isLarge(line.inclusiveTax)
    }
    return hasLargeLine || Self.isLarge(total) || Self.isLarge(invoice.tax)
      || Self.isLarge(invoice.discount)
      || Self.isLarge(invoice.amountPaid) || Self.isLarge(invoice.amountDue)
      || Self.isLarge(invoice.startingBalance) || Self.isLarge(invoice.endingBalance)
  }

  /// Whether the books do not take an amount.
  static func isLarge(_ amount: Int64?) -> Bool {
    (amount ?? 0).magnitude > UInt64(largestAmount)
  }

  // MARK: Lines

  /// Makes the lines; they always add up to the total.
  private mutating func bill(_ total: Int64, _ finalizedAt: Timestamp) {
    let sources = Array(facts.lines[invoice.lines.range])
    let discounts = completed(
      sources.map(\.discount), to: invoice.discount, by: sources.map(\.amount))
    let tax = invoice.tax.map { $0 - sources.reduce(0) { $0 + $1.inclusiveTax } }
    let taxes = completed(sources.map(\.exclusiveTax), to: tax, by: sources.map(\.amount))
    for (place, source) in sources.enumerated() {
      var line = BilledLine(
        id: source.id, amount: source.amount - discounts[place] - source.inclusiveTax,
        service: service(of: source, finalizedAt))
      line.subscription = source.subscription == .empty ? invoice.subscription : source.subscription
      line.price = source.price
      line.tax = taxes[place] + source.inclusiveTax
      lines.append(line)
    }
    let rest = total - lines.reduce(0) { $0 + $1.amount + $1.tax }
    if rest != 0 { addRest(rest) }
  }

  /// Completes what lines say of their discounts or taxes by what the invoice says of all: what is
  /// missing is spread over the lines that say nothing, by their amounts.
  private func completed(
    _ parts: [Int64?], to whole: Int64?, by weights: [Int64]
  ) -> [Int64] {
    let known = parts.reduce(0) { $0 + ($1 ?? 0) }
    guard let whole, whole != known, parts.contains(nil) else { return parts.map { $0 ?? 0 } }
    let silent = parts.indices.filter { parts[$0] == nil }
    let shares = Allocation.byLargestRemainder(whole - known, silent.map { weights[$0] })
    var result = parts.map { $0 ?? 0 }
    for (index, place) in silent.enumerated() { result[place] = shares[index] }
    return result
  }

  /// Adds what the lines do not explain; of lines that were left out, over the time of the others.
  private mutating func addRest(_ rest: Int64) {
    note(invoice.hasAllLines ? .linesDiffer : .linesMissing)
    let service = invoice.hasAllLines ? nil : lines.lazy.compactMap(\.service).first
    var line = BilledLine(id: invoice.id, amount: rest, service: service)
    line.subscription = invoice.subscription
    lines.append(line)
  }

  private mutating func service(
    of line: InvoiceLineFact, _ finalizedAt: Timestamp
  ) -> Range<Timestamp>? {
    guard let start = line.start, let end = line.end, start != end else { return nil }
    let reach =
      finalizedAt.adding(
        seconds: -Self.longestService)...finalizedAt.adding(
        seconds: Self.longestService)
    guard start < end, reach.contains(start), reach.contains(end) else {
      note(.impossibleService)
      return nil
    }
    return start..<end
  }

  /// What the customer's balance paid: as much as it moved towards zero or beyond.
  ///
  /// Source: Stripe documentation, “Customer credit balance”: below zero is in favour.
  private func balanceApplied(_ total: Int64) -> Int64 {
    if let before = invoice.startingBalance, let after = invoice.endingBalance {
      return after - before
    }
    return invoice.amountDue.map { total - $0 } ?? 0
  }
}
