import Billing
public import Bytes

/// The invoices of an account with their lines, packed: each is made anew when it is asked for.
///
/// Of an account's objects they are the most by far. An invoice and a line have 230 bytes, of which
/// most say nothing or nearly the same as the one before; packed they have about 85.
public struct PackedInvoices: RandomAccessCollection, Sendable {
  private var rows = PackedRows()
  /// How many lines all of them have.
  public private(set) var lineCount = 0

  init() {}

  /// The place of the first.
  public var startIndex: Int { 0 }
  /// The place behind the last.
  public var endIndex: Int { rows.count }

  /// An invoice.
  public subscript(place: Int) -> InvoiceFact { rows.read(place) { $0.takeInvoice() } }

  /// The id of the invoice at a place.
  public func id(_ place: Int) -> Symbol { rows.read(place) { $0.takeSymbol() } }

  /// Every line, invoice by invoice.
  public var lines: some Sequence<InvoiceLineFact> {
    indices.lazy.flatMap { withLines(of: $0).lines }
  }

  /// The invoice at a place, with its lines.
  public func withLines(of place: Int) -> (invoice: InvoiceFact, lines: [InvoiceLineFact]) {
    rows.read(place) { reader in
      let invoice = reader.takeInvoice()
      let lines = (0..<reader.take()).map { _ in reader.takeLine(of: invoice) }
      return (invoice, lines)
    }
  }

  /// Adds an invoice with its lines.
  public mutating func append(_ invoice: InvoiceFact, lines: [InvoiceLineFact]) {
    rows.append(
      numberCount: RowWriter.invoiceCount + lines.count * RowWriter.lineCount
    ) { writer in
      writer.put(invoice)
      writer.put(UInt64(lines.count))
      for line in lines { writer.put(line, of: invoice) }
    }
    lineCount += lines.count
  }

  /// Makes room, so that nothing is moved while invoices like those of others are added.
  mutating func reserve(_ times: Int, like other: PackedInvoices) {
    rows.reserve(times, like: other.rows)
  }
}

extension RowWriter {
  /// How many numbers an invoice is at most, its number of lines included.
  fileprivate static let invoiceCount = 31
  /// How many numbers a line is at most.
  fileprivate static let lineCount = 11

  fileprivate mutating func put(_ invoice: InvoiceFact) {
    put(invoice.id)
    put(invoice.customer)
    put(invoice.subscription)
    put(invoice.currency)
    put(invoice.charge)
    put(invoice.paymentIntent)
    put(invoice.words)
    put(invoice.created, after: 0)
    let base = invoice.created.base
    put(invoice.seen, after: base)
    put(invoice.finalizedAt, after: base)
    put(invoice.paidAt, after: base)
    put(invoice.voidedAt, after: base)
    put(invoice.uncollectibleAt, after: base)
    put(invoice.failedAt, after: base)
    put(optional: invoice.total)
    put(optional: invoice.tax)
    put(optional: invoice.discount)
    put(optional: invoice.amountDue)
    put(optional: invoice.amountPaid)
    put(optional: invoice.amountRemaining)
    put(optional: invoice.startingBalance)
    put(optional: invoice.endingBalance)
  }

  fileprivate mutating func put(_ line: InvoiceLineFact, of invoice: InvoiceFact) {
    put(line.id)
    put(line.subscription)
    put(line.price)
    put(signed: line.amount)
    put(optional: line.discount)
    put(optional: line.exclusiveTax)
    put(signed: line.inclusiveTax)
    put(line.start, after: invoice.created.base)
    put(line.end, after: line.start.base)
  }
}

extension RowReader {
  fileprivate mutating func takeInvoice() -> InvoiceFact {
    var invoice = InvoiceFact(id: takeSymbol(), seen: Timestamp(microseconds: 0))
    invoice.customer = takeSymbol()
    invoice.subscription = takeSymbol()
    invoice.currency = takeSymbol()
    invoice.charge = takeSymbol()
    invoice.paymentIntent = takeSymbol()
    invoice.words = take()
    invoice.created = takeTime(after: 0)
    let base = invoice.created.base
    if let seen = takeTime(after: base) { invoice.seen = seen }
    invoice.finalizedAt = takeTime(after: base)
    invoice.paidAt = takeTime(after: base)
    invoice.voidedAt = takeTime(after: base)
    invoice.uncollectibleAt = takeTime(after: base)
    invoice.failedAt = takeTime(after: base)
    invoice.total = takeOptional()
    invoice.tax = takeOptional()
    invoice.discount = takeOptional()
    invoice.amountDue = takeOptional()
    invoice.amountPaid = takeOptional()
    invoice.amountRemaining = takeOptional()
    invoice.startingBalance = takeOptional()
    invoice.endingBalance = takeOptional()
    return invoice
  }

  fileprivate mutating func takeLine(of invoice: InvoiceFact) -> InvoiceLineFact {
    var line = InvoiceLineFact()
    line.id = takeSymbol()
    line.subscription = takeSymbol()
    line.price = takeSymbol()
    line.amount = takeSigned()
    line.discount = takeOptional()
    line.exclusiveTax = takeOptional()
    line.inclusiveTax = takeSigned()
    line.start = takeTime(after: invoice.created.base)
    line.end = takeTime(after: line.start.base)
    return line
  }
}

extension InvoiceFact {
  private static let statuses = InvoiceStatus.allCases
  private static let reasons = BillingReason.allCases

  /// Its status, its reason and its two flags as one number.
  fileprivate var words: UInt64 {
    get {
      let status = status.flatMap { Self.statuses.firstIndex(of: $0) }.map { $0 + 1 } ?? 0
      let reason = Self.reasons.firstIndex(of: reason) ?? Self.reasons.count
      let word = (reason * (Self.statuses.count + 1) + status) * 4
      return UInt64(word + (isPaidOutOfBand ? 2 : 0) + (hasAllLines ? 1 : 0))
    }
    set {
      let (reason, status) = (newValue / 4).quotientAndRemainder(
        dividingBy: UInt64(Self.statuses.count + 1))
      self.status = status == 0 ? nil : Self.statuses[Int(status) - 1]
      self.reason = Self.reasons[Int(reason)]
      isPaidOutOfBand = newValue & 2 != 0
      hasAllLines = newValue & 1 != 0
    }
  }
}
