import Billing
import Bytes
import Revenue

/// One invoice on its way into the books.
struct InvoiceDraft {
  /// How far from the invoice service may be and still be spread over its time, in seconds: fifty
  /// years.
  static let longestService: Int64 = 50 * 366 * 86_400

  let invoice: InvoiceFact
  private let sources: [InvoiceLineFact]
  /// The attempts to collect it, in the order of time.
  let charges: [ChargeFact]
  private let source: BillingAssembler
  private(set) var exceptions: [BillingException] = []
  /// Whether it is left out for an amount that no figure takes in; known once it was added.
  private(set) var isTooLarge = false
  private var lines: [BilledLine] = []

  init(
    _ invoice: InvoiceFact, _ lines: [InvoiceLineFact], _ charges: [ChargeFact],
    _ source: BillingAssembler
  ) {
    self.invoice = invoice
    sources = lines
    self.charges = charges
    self.source = source
  }

  var facts: BillingFacts { source.facts }
  var links: BillingLinks { source.links }

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
    isTooLarge = isTooLarge(total)
    if isTooLarge {
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
      assembly.sums.noteBooked(invoice.currency)
    }
    assembly.exceptions += exceptions
  }

  mutating func note(_ kind: BillingException.Kind) {
    let exception = BillingException(kind, invoice.id, customer: invoice.customer)
    if exceptions.last != exception { exceptions.append(exception) }
  }

  private func isTooLarge(_ total: Int64) -> Bool {
    let hasLargeLine = sources.contains { line in
      Self.isLarge(line.amount) || Self.isLarge(line.discount) || Self.isLarge(line.exclusiveTax)
        || Self.isLarge(line.inclusiveTax)
    }
    return hasLargeLine || Self.isLarge(total) || Self.isLarge(invoice.tax)
      || Self.isLarge(invoice.discount)
      || Self.isLarge(invoice.amountPaid) || Self.isLarge(invoice.amountDue)
      || Self.isLarge(invoice.amountRemaining)
      || Self.isLarge(invoice.startingBalance) || Self.isLarge(invoice.endingBalance)
  }

  /// Whether the books do not take an amount.
  static func isLarge(_ amount: Int64?) -> Bool {
    amount?.isBeyondAmounts ?? false
  }

  // MARK: Lines

  /// Makes the lines; they always add up to the total.
  private mutating func bill(_ total: Int64, _ finalizedAt: Timestamp) {
    let tax = invoice.tax.map { $0 - sources.reduce(0) { $0 + $1.inclusiveTax } }
    let discounts = Silence(in: sources, of: invoice.discount, \.discount)
    let taxes = Silence(in: sources, of: tax, \.exclusiveTax)
    var rest = total
    for (place, source) in sources.enumerated() {
      let discount = source.discount ?? discounts?[place] ?? 0
      var line = BilledLine(
        id: source.id, amount: source.amount - discount - source.inclusiveTax,
        service: service(of: source, finalizedAt))
      line.subscription = source.subscription == .empty ? invoice.subscription : source.subscription
      line.price = source.price
      line.tax = (source.exclusiveTax ?? taxes?[place] ?? 0) + source.inclusiveTax
      rest -= line.amount + line.tax
      lines.append(line)
    }
    if rest != 0 { addRest(rest) }
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

/// What an invoice says of all lines together and some of them do not say of themselves: it is
/// spread over those that are silent, by their amounts.
private struct Silence {
  private var shares: [Int64]

  /// Nothing where nothing is left to spread.
  init?(
    in lines: [InvoiceLineFact], of whole: Int64?,
    _ part: (InvoiceLineFact) -> Int64?
  ) {
    let known = lines.reduce(0) { $0 + (part($1) ?? 0) }
    guard let whole, whole != known else { return nil }
    let silent = lines.indices.filter { part(lines[$0]) == nil }
    guard !silent.isEmpty else { return nil }
    let spread = Allocation.byLargestRemainder(whole - known, silent.map { lines[$0].amount })
    shares = Array(repeating: 0, count: lines.count)
    for (place, line) in silent.enumerated() { shares[line] = spread[place] }
  }

  /// The share of a line, by its place.
  subscript(place: Int) -> Int64 { shares[place] }
}
