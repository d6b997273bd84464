import Billing
import Bytes
public import Revenue

/// Keeps the books of invoices: what is owed, deferred, earned, paid and taken back.
///
/// Every line is an obligation of its own. It is deferred when its invoice becomes final, and
/// earned over its service by the rules. What takes revenue back takes it from the earned and the
/// deferred part alike, and what comes in later is booked as recovered: neither of the two is
/// restored. Months that are still to come are booked too, as far as service was billed ahead.
///
/// Amounts of the book are within ±10^14 minor units, so that sums of 90,000 lines fit 64 bits.
///
/// Source: Stripe documentation, “Revenue Recognition: Examples” and “How it works”.
public struct Bookkeeper<Sink: JournalSink> {
  /// Where the entries go.
  public internal(set) var sink: Sink
  let rules: RecognitionRules
  var account = InvoiceAccount()
  private var entry: [JournalLine] = []
  private var head = JournalEntry.none
  private var month = CalendarMonth(number: 0)
  /// The first second of the month after ``month``.
  private var monthEnd = Timestamp(microseconds: 0)

  /// Creates a bookkeeper with empty books.
  public init(_ rules: RecognitionRules, into sink: Sink) {
    self.rules = rules
    self.sink = sink
  }

  /// Books every invoice of a book, one after the other, each with all that became of it.
  public mutating func keep(_ book: BillingBook) {
    for invoice in book.invoices { keep(invoice, of: book) }
  }

  /// Books one invoice of a book.
  public mutating func keep(_ invoice: BilledInvoice, of book: BillingBook) {
    account.begin(invoice, book, rules)
    let booked = rules.zone.month(of: invoice.finalizedAt)
    head = JournalEntry(
      .invoiceFinalized, time: invoice.finalizedAt, period: booked, bookedPeriod: booked,
      currency: invoice.currency, customer: invoice.customer, invoice: invoice.id)
    earnUnbilled(invoice, book)
    turn(to: booked)
    bill(at: invoice.finalizedAt)
    for index in invoice.movements {
      let movement = book.movements[index]
      advance(to: movement.time)
      post(movement, of: invoice, in: book)
    }
    while !account.isEarned { endMonth() }
    postEarned(.revenueRecognized, against: .deferredRevenue)
  }

  // MARK: Time

  private mutating func turn(to month: CalendarMonth) {
    self.month = month
    monthEnd = rules.zone.start(of: month.next)
  }

  /// Earns what is due up to an instant, month by month.
  private mutating func advance(to time: Timestamp) {
    while time >= monthEnd {
      if account.isEarned {
        postEarned(.revenueRecognized, against: .deferredRevenue)
        turn(to: rules.zone.month(of: time))
      } else {
        endMonth()
      }
    }
    earn(by: time)
  }

  private mutating func endMonth() {
    earn(by: monthEnd)
    postEarned(.revenueRecognized, against: .deferredRevenue)
    turn(to: month.next)
  }

  private mutating func earn(by time: Timestamp) {
    for index in account.lines.indices { account.lines[index].earn(by: time) }
  }

  // MARK: Before the invoice and with it

  /// Books service that was given before it was billed: reported usage always, other service where
  /// it is not caught up with.
  private mutating func earnUnbilled(_ invoice: BilledInvoice, _ book: BillingBook) {
    let starts = account.lines.indices.compactMap { index in
      unbilledStart(of: book.lines[invoice.lines.lowerBound + index], in: book)
    }
    guard let start = starts.min(), start < invoice.finalizedAt else { return }
    turn(to: rules.zone.month(of: start))
    while true {
      let end = min(monthEnd, invoice.finalizedAt)
      for index in account.lines.indices {
        let line = book.lines[invoice.lines.lowerBound + index]
        guard let start = unbilledStart(of: line, in: book), start < end else { continue }
        earnUnbilled(&account.lines[index], line, by: end, in: book)
      }
      postEarned(.unbilledRevenue, against: .unbilledAccountsReceivable)
      if monthEnd >= invoice.finalizedAt { return }
      turn(to: month.next)
    }
  }

  /// When unbilled service begins; nothing for a line that is earned with its invoice.
  private func unbilledStart(of line: BilledLine, in book: BillingBook) -> Timestamp? {
    if let first = line.usage.first { return book.usage[first].time }
    return rules.catchesUp ? nil : line.service?.lowerBound
  }

  private func earnUnbilled(
    _ account: inout LineAccount, _ line: BilledLine, by time: Timestamp, in book: BillingBook
  ) {
    guard !line.usage.isEmpty else { return account.earn(by: time) }
    let worth = line.usage.last { book.usage[$0].time < time }.map { book.usage[$0].amount }
    account.take((worth ?? 0) - account.recognized)
  }

  /// Books the invoice itself.
  private mutating func bill(at time: Timestamp) {
    add(.accountsReceivable, account.receivable)
    add(.customerBalance, account.balanceApplied)
    for line in account.lines {
      add(.unbilledAccountsReceivable, -line.recognized, of: line.id)
      add(.deferredRevenue, -line.deferred, of: line.id)
      add(.taxLiability, -line.tax, of: line.id)
    }
    post(.invoiceFinalized, at: time)
  }

  // MARK: Entries

  /// Adds an amount to the entry at hand: a debit above zero, a credit below.
  mutating func add(_ account: Account, _ amount: Int64, of line: Symbol = .empty) {
    if amount != 0 { entry.append(JournalLine(account, amount, of: line)) }
  }

  /// Posts the entry at hand, if there is anything in it.
  mutating func post(_ event: JournalEvent, at time: Timestamp, source: Symbol = .empty) {
    guard !entry.isEmpty else { return }
    assert(entry.reduce(0) { $0 + $1.amount } == 0, "debits are credits")
    head.event = event
    head.time = time
    head.period = month
    head.source = source
    sink.post(head, entry)
    entry.removeAll(keepingCapacity: true)
  }

  /// Posts what every line earned in the month at hand.
  private mutating func postEarned(_ event: JournalEvent, against source: Account) {
    let lastSecond = monthEnd.adding(seconds: -1)
    for index in account.lines.indices where account.lines[index].unposted != 0 {
      let line = account.lines[index]
      account.lines[index].unposted = 0
      add(source, line.unposted, of: line.id)
      add(.revenue, -line.unposted, of: line.id)
      head.invoiceLine = line.id
      post(event, at: lastSecond)
    }
    head.invoiceLine = .empty
  }
}

extension JournalEntry {
  /// What stands where no invoice is at hand.
  fileprivate static let none = JournalEntry(
    .invoiceFinalized, time: Timestamp(microseconds: 0), period: CalendarMonth(number: 0),
    bookedPeriod: CalendarMonth(number: 0), currency: .empty, customer: .empty, invoice: .empty)
}
