public import Billing
import Bytes

extension BillingBook {
  /// The same book kept in one currency.
  ///
  /// What is billed, earned and taken back counts at the rate of the invoice's day; money counts at
  /// the rate of its own, and the difference is a loss or a gain of exchange.
  ///
  /// Source: Stripe documentation, “Revenue Recognition: Multi-currency”.
  ///
  /// - Parameters:
  ///   - currency: the currency to keep the book in, lower case.
  ///   - table: how currencies are written.
  ///   - rate: what one unit of a currency is worth at an instant, in units of the other; `nil`
  ///     where that is not known.
  /// - Returns: the book, and exceptions: `missing_rate` for each invoice that it leaves out and
  ///   for each whose money had to be counted at the invoice's rate, `too_large` for those left
  ///   out because an amount does not fit.
  public func converted(
    to currency: String, _ table: CurrencyTable = .standard,
    rate: @escaping (_ from: String, _ time: Timestamp) -> Fraction?
  ) -> (book: BillingBook, exceptions: [BillingException]) {
    var book = BillingBook(symbols: symbols)
    let target = book.symbols.intern(currency)
    var exceptions: [BillingException] = []
    for invoice in invoices {
      let exchange = Exchange(
        from: symbols.text(invoice.currency), to: currency, table, at: invoice.finalizedAt, rate)
      let missing = BillingException(.missingRate, invoice.id, customer: invoice.customer)
      guard var exchange else {
        exceptions.append(missing)
        continue
      }
      let before = book.invoices.count
      book.add(invoice, of: self, in: target, &exchange)
      if exchange.hasOverflowed {
        // Nothing refers to what was added with it.
        book.invoices.removeLast(book.invoices.count - before)
        exceptions.append(
          BillingException(.tooLarge, invoice.id, customer: invoice.customer))
      } else if exchange.lacksRate {
        exceptions.append(missing)
      }
    }
    return (book, exceptions)
  }

  private mutating func add(
    _ invoice: BilledInvoice, of other: BillingBook, in currency: Symbol,
    _ exchange: inout Exchange
  ) {
    var billed = invoice
    billed.currency = currency
    let sources = other.lines[invoice.lines]
    let total = sources.reduce(0) { $0 + $1.amount + $1.tax }
    let parts = exchange.parts(of: total, sources.flatMap { [$0.amount, $0.tax] })
    billed.lines = lines.count..<lines.count + sources.count
    for (place, source) in sources.enumerated() {
      var line = source
      (line.amount, line.tax) = (parts[place * 2], parts[place * 2 + 1])
      line.usage = usage.count..<usage.count + source.usage.count
      usage += other.usage[source.usage].map {
        UsageStep(time: $0.time, amount: exchange.amount($0.amount))
      }
      lines.append(line)
    }
    billed.balanceApplied = exchange.settle(invoice.balanceApplied)
    billed.movements = movements.count..<movements.count + invoice.movements.count
    for place in invoice.movements {
      var movement = other.movements[place]
      let named = movement.targets
      movement.targets = targets.count..<targets.count + named.count
      targets += other.targets[named]
      movements.append(exchange.converted(movement))
    }
    invoices.append(billed)
  }
}

/// What one invoice is worth in another currency.
private struct Exchange {
  private let from: String
  private let scale: Fraction
  private let ofInvoice: Fraction
  private let rate: (String, Timestamp) -> Fraction?
  /// What was settled of the invoice so far, in its own currency.
  private var settled: Int64 = 0
  /// What was taken back so far, by kind.
  private var reversed: [InvoiceMovement.Kind: Int64] = [:]
  /// Whether money was counted at the rate of the invoice, for want of its own.
  private(set) var lacksRate = false
  /// Whether an amount does not fit the books.
  private(set) var hasOverflowed = false

  init?(
    from: String, to: String, _ table: CurrencyTable, at time: Timestamp,
    _ rate: @escaping (String, Timestamp) -> Fraction?
  ) {
    guard let major = from == to ? .one : rate(from, time) else { return nil }
    self.from = from
    self.rate = from == to ? { _, _ in .one } : rate
    // A rate is of whole units; yen have no smaller ones, dollars have a hundred.
    scale = Self.power(table.digits(of: to)) / Self.power(table.digits(of: from))
    ofInvoice = major * scale
  }

  private static func power(_ digits: Int) -> Fraction {
    (0..<digits).reduce(.one) { power, _ in power * Fraction(10) }
  }

  /// An amount at the invoice's rate.
  mutating func amount(_ amount: Int64) -> Int64 { self.amount(amount, at: ofInvoice) }

  private mutating func amount(_ amount: Int64, at rate: Fraction) -> Int64 {
    let result = (Fraction(amount) * rate).rounded()
    if let result, !result.isBeyondAmounts { return result }
    hasOverflowed = true
    return 0
  }

  /// The parts of a total, which add up to it again.
  mutating func parts(of total: Int64, _ parts: [Int64]) -> [Int64] {
    total == 0
      ? parts.map { amount($0) } : Allocation.byLargestRemainder(amount(total), parts)
  }

  /// What pays for the invoice, one after the other: all of it together pays exactly all of it.
  mutating func settle(_ paid: Int64) -> Int64 {
    let before = amount(settled)
    settled += paid
    return amount(settled) - before
  }

  mutating func converted(_ movement: InvoiceMovement) -> InvoiceMovement {
    var result = movement
    switch movement.kind {
    case .payment, .paidOutOfBand: result.amount = settle(movement.amount)
    case .creditNote: convertNote(&result)
    default:
      let before = reversed[movement.kind] ?? 0
      reversed[movement.kind] = before + movement.amount
      result.amount = amount(before + movement.amount) - amount(before)
    }
    let ofDay = rate(from, movement.time).map { $0 * scale }
    if ofDay == nil, movement.amount != 0 { lacksRate = true }
    let value = ofDay ?? ofInvoice
    result.settled = amount(movement.settled, at: value)
    result.fee = amount(movement.fee, at: value)
    return result
  }

  private mutating func convertNote(_ note: inout InvoiceMovement) {
    let elsewhere = [note.refunded, note.toBalance, note.outOfBand]
    let open = note.amount - elsewhere.reduce(0, +)
    let whole = elsewhere.reduce(0) { $0 + amount($1) }
    (note.refunded, note.toBalance, note.outOfBand) =
      (amount(note.refunded), amount(note.toBalance), amount(note.outOfBand))
    note.amount = whole + settle(open)
  }
}
