import Billing
import Bytes
import Revenue

/// Reads the packed bodies of invoices and of money back into facts: of each object the last state,
/// and when it was first seen to have failed, or to be won.
struct BillingUnpacker {
  /// What was read so far.
  private(set) var facts = BillingFacts()
  /// When a state of the object at hand was first seen that its last state does not date.
  private var turnedAt: Timestamp?
  private let statuses = StatusWords()
  private var pending = PendingTexts()

  /// Begins an object, whose states follow.
  mutating func begin() { turnedAt = nil }

  /// Looks at a state that others follow.
  mutating func pass(_ body: ByteView, at time: Timestamp) {
    var reader = PackedReader(body)
    note(RevenueKind(rawValue: reader.takeByte()), &reader, at: time)
  }

  /// Takes the last state of an object.
  ///
  /// - Parameters:
  ///   - body: what was packed of it.
  ///   - id: the object's id.
  ///   - event: the id of the event.
  ///   - sight: where it was seen; its event is replaced by a symbol of the facts.
  mutating func take(_ body: ByteView, id: ByteView, event: ByteView, _ sight: Sight) {
    var reader = PackedReader(body)
    let kind = RevenueKind(rawValue: reader.takeByte())
    var head = reader
    note(kind, &head, at: sight.time)
    pending.begin()
    let (pendingID, pendingEvent) = (pending.add(id), pending.add(event))
    // Of all objects invoices are the most, and name the most others.
    let invoice = kind == .invoice ? takeInvoice(&reader, pendingID, seen: sight.time) : nil
    pending.settle(in: &facts.symbols)
    let id = pending[pendingID]
    var sight = sight
    sight.event = pending[pendingEvent]
    facts.sights.append(ObjectSight(object: id, sight: sight))
    switch kind {
    case .invoice: if let invoice { add(invoice) }
    case .charge: takeCharge(&reader, id)
    case .refund: takeRefund(&reader, id)
    case .dispute: takeDispute(&reader, id)
    case .creditNote: takeCreditNote(&reader, id)
    case .balanceTransaction: takeBalanceEntry(&reader, id, of: nil)
    case .payout: takePayout(&reader, id)
    case .invoicePayment: takeInvoicePayment(&reader, id)
    case .subscription, nil: break
    }
  }

  /// Notes that a subscription was in a trial until a time.
  mutating func note(trialUntil end: Timestamp, of subscription: ByteView) {
    let trial = TrialEnd(subscription: facts.symbols.intern(subscription), time: end)
    facts.trialEnds.append(trial)
  }

  private mutating func note(
    _ kind: RevenueKind?, _ reader: inout PackedReader, at time: Timestamp
  ) {
    guard turnedAt == nil else { return }
    let status = reader.takeText()
    switch kind {
    case .invoice:
      // Paid at the first attempt, it is never seen open after one.
      if reader.takeByte() != 0, status.equals("open") { turnedAt = time }
    case .refund: if status.equals("failed") { turnedAt = time }
    case .dispute: if status.equals("won") { turnedAt = time }
    default: break
    }
  }

  private mutating func symbol(_ reader: inout PackedReader) -> Symbol {
    facts.symbols.intern(reader.takeText())
  }

  // MARK: Invoices

  /// An invoice and its lines, whose texts are pending.
  private struct PendingInvoice {
    var invoice: InvoiceFact
    var lines: [InvoiceLineFact]
    /// What stands of its payments.
    var payments: PackedReader
  }

  private mutating func takeInvoice(
    _ reader: inout PackedReader, _ id: Symbol, seen: Timestamp
  ) -> PendingInvoice {
    var invoice = InvoiceFact(id: id, seen: seen)
    invoice.status = statuses.invoice(reader.takeText())
    _ = reader.takeByte()
    invoice.failedAt = turnedAt
    invoice.customer = pending.add(reader.takeText())
    invoice.subscription = pending.add(reader.takeText())
    invoice.currency = pending.add(reader.takeText())
    invoice.reason = statuses.reason(reader.takeText())
    takeTimesAndAmounts(of: &invoice, &reader)
    invoice.charge = pending.add(reader.takeText())
    invoice.paymentIntent = pending.add(reader.takeText())
    let payments = reader
    passPayments(&reader)
    invoice.hasAllLines = reader.takeByte() != 0
    return PendingInvoice(invoice: invoice, lines: takeLines(&reader), payments: payments)
  }

  private func takeTimesAndAmounts(of invoice: inout InvoiceFact, _ reader: inout PackedReader) {
    invoice.created = reader.takeTime()
    invoice.finalizedAt = reader.takeTime()
    invoice.paidAt = reader.takeTime()
    invoice.voidedAt = reader.takeTime()
    invoice.uncollectibleAt = reader.takeTime()
    invoice.total = reader.takeOptional()
    invoice.tax = reader.takeOptional()
    invoice.discount = reader.takeOptional()
    invoice.amountDue = reader.takeOptional()
    invoice.amountPaid = reader.takeOptional()
    invoice.amountRemaining = reader.takeOptional()
    invoice.startingBalance = reader.takeOptional()
    invoice.endingBalance = reader.takeOptional()
    invoice.isPaidOutOfBand = reader.takeByte() != 0
  }

  /// Adds an invoice, whose texts are settled.
  private mutating func add(_ settled: consuming PendingInvoice) {
    settled.invoice.settle(by: pending)
    for place in settled.lines.indices { settled.lines[place].settle(by: pending) }
    takePayments(&settled.payments, of: settled.invoice.id)
    facts.invoices.append(settled.invoice, lines: settled.lines)
  }

  private mutating func takePayments(_ reader: inout PackedReader, of invoice: Symbol) {
    for _ in 0..<reader.takeNumber() {
      var payment = InvoicePaymentFact(id: symbol(&reader))
      payment.invoice = invoice
      payment.charge = symbol(&reader)
      payment.paymentIntent = symbol(&reader)
      facts.payments.append(payment)
    }
  }

  private func passPayments(_ reader: inout PackedReader) {
    for _ in 0..<reader.takeNumber() * 3 { _ = reader.takeText() }
  }

  private mutating func takeLines(_ reader: inout PackedReader) -> [InvoiceLineFact] {
    (0..<reader.takeNumber()).map { _ in
      var line = InvoiceLineFact()
      line.id = pending.add(reader.takeText())
      line.subscription = pending.add(reader.takeText())
      line.price = pending.add(reader.takeText())
      line.amount = reader.takeOptional() ?? 0
      line.discount = reader.takeOptional()
      line.exclusiveTax = reader.takeOptional()
      line.inclusiveTax = reader.takeOptional() ?? 0
      // The books say of an impossible service that it is one.
      line.start = reader.takeAnyTime()
      line.end = reader.takeAnyTime()
      return line
    }
  }

  private mutating func takeInvoicePayment(_ reader: inout PackedReader, _ id: Symbol) {
    var payment = InvoicePaymentFact(id: id)
    payment.invoice = symbol(&reader)
    payment.charge = symbol(&reader)
    payment.paymentIntent = symbol(&reader)
    facts.payments.append(payment)
  }

  private mutating func takeCreditNote(_ reader: inout PackedReader, _ id: Symbol) {
    var note = CreditNoteFact(id: id)
    note.invoice = symbol(&reader)
    note.amount = reader.takeOptional() ?? 0
    note.outOfBand = reader.takeOptional() ?? 0
    note.prePayment = reader.takeOptional()
    let type = reader.takeText()
    if note.prePayment == nil {
      // A note that does not say how much went off the open amount says whether all of it did.
      note.prePayment = type.equals("pre_payment") ? note.amount : type.count > 0 ? 0 : nil
    }
    note.created = reader.takeTime()
    note.voidedAt = reader.takeTime()
    let first = facts.creditParts.count
    for _ in 0..<reader.takeNumber() {
      let refund = symbol(&reader)
      facts.creditParts.append(CreditPart(refund: refund, amount: reader.takeOptional() ?? 0))
    }
    for _ in 0..<reader.takeNumber() {
      let line = symbol(&reader)
      let amounts = (reader.takeOptional(), reader.takeOptional(), reader.takeOptional())
      guard let amount = amounts.0, line != .empty else { continue }
      let whole = amount &- (amounts.1 ?? 0) &+ (amounts.2 ?? 0)
      facts.creditParts.append(CreditPart(line: line, amount: whole))
    }
    note.parts = Stretch(
      start: UInt32(first), count: UInt32(facts.creditParts.count - first))
    facts.creditNotes.append(note)
  }

  // MARK: Money

  private mutating func takeCharge(_ reader: inout PackedReader, _ id: Symbol) {
    var charge = ChargeFact(id: id)
    charge.status = statuses.charge(reader.takeText())
    charge.customer = symbol(&reader)
    charge.invoice = symbol(&reader)
    charge.paymentIntent = symbol(&reader)
    charge.currency = symbol(&reader)
    charge.balanceEntry = symbol(&reader)
    charge.isCaptured = reader.takeByte() != 0
    charge.amount = reader.takeOptional() ?? 0
    charge.created = reader.takeTime()
    facts.charges.append(charge)
  }

  private mutating func takeRefund(_ reader: inout PackedReader, _ id: Symbol) {
    var refund = RefundFact(id: id)
    refund.status = statuses.refund(reader.takeText())
    refund.failedAt = turnedAt
    refund.charge = symbol(&reader)
    refund.paymentIntent = symbol(&reader)
    refund.currency = symbol(&reader)
    refund.balanceEntry = symbol(&reader)
    refund.failureEntry = symbol(&reader)
    refund.amount = reader.takeOptional() ?? 0
    refund.created = reader.takeTime()
    facts.refunds.append(refund)
  }

  private mutating func takeDispute(_ reader: inout PackedReader, _ id: Symbol) {
    var dispute = DisputeFact(id: id)
    dispute.status = symbol(&reader)
    dispute.wonAt = turnedAt
    dispute.charge = symbol(&reader)
    dispute.paymentIntent = symbol(&reader)
    dispute.currency = symbol(&reader)
    dispute.amount = reader.takeOptional() ?? 0
    dispute.created = reader.takeTime()
    facts.disputes.append(dispute)
    for _ in 0..<reader.takeNumber() {
      let entry = symbol(&reader)
      takeBalanceEntry(&reader, entry, of: id)
    }
  }

  private mutating func takeBalanceEntry(
    _ reader: inout PackedReader, _ id: Symbol, of source: Symbol?
  ) {
    let (category, type) = (reader.takeText(), reader.takeText())
    let named = symbol(&reader)
    let currency = symbol(&reader)
    let (created, availableOn) = (reader.takeTime(), reader.takeTime())
    let (amount, fee, net) = (
      reader.takeOptional(), reader.takeOptional(), reader.takeOptional()
    )
    guard let created, let amount, id != .empty else { return }
    let origin = source ?? named
    var entry = BalanceEntry(
      id: id, category: self.category(category, type, origin, amount), currency: currency,
      created: created, amount: amount, fee: fee ?? 0, net: net ?? (amount &- (fee ?? 0)))
    entry.source = origin
    entry.availableOn = availableOn
    facts.balance.append(entry)
  }

  /// The category that a transaction states, or else that its type stands for.
  private mutating func category(
    _ stated: ByteView, _ type: ByteView, _ source: Symbol, _ amount: Int64
  ) -> Symbol {
    if stated.count > 0 { return facts.symbols.intern(stated) }
    let name = BalanceCategory.name(
      ofType: type.text, source: facts.symbols.text(source), amount: amount)
    return facts.symbols.intern(name)
  }

  private mutating func takePayout(_ reader: inout PackedReader, _ id: Symbol) {
    var payout = PayoutFact(id: id)
    payout.status = symbol(&reader)
    payout.currency = symbol(&reader)
    payout.balanceEntry = symbol(&reader)
    payout.amount = reader.takeOptional() ?? 0
    payout.arrivalDate = reader.takeTime()
    facts.payouts.append(payout)
  }
}

extension InvoiceFact {
  /// Puts the symbols of settled texts in place of what stood for them.
  fileprivate mutating func settle(by texts: PendingTexts) {
    id = texts[id]
    customer = texts[customer]
    subscription = texts[subscription]
    currency = texts[currency]
    charge = texts[charge]
    paymentIntent = texts[paymentIntent]
  }
}

extension InvoiceLineFact {
  /// Puts the symbols of settled texts in place of what stood for them.
  fileprivate mutating func settle(by texts: PendingTexts) {
    id = texts[id]
    subscription = texts[subscription]
    price = texts[price]
  }
}

/// The words of statuses by their bytes.
private struct StatusWords {
  private var words = Symbols()
  private var invoices: [Symbol: InvoiceStatus] = [:]
  private var reasons: [Symbol: BillingReason] = [:]
  private var charges: [Symbol: ChargeFact.Status] = [:]
  private var refunds: [Symbol: RefundFact.Status] = [:]

  init() {
    for status in InvoiceStatus.allCases { invoices[words.intern(status.rawValue)] = status }
    for reason in BillingReason.allCases { reasons[words.intern(reason.rawValue)] = reason }
    for status in ChargeFact.Status.allCases { charges[words.intern(status.rawValue)] = status }
    for status in RefundFact.Status.allCases { refunds[words.intern(status.rawValue)] = status }
  }

  func invoice(_ text: ByteView) -> InvoiceStatus? { words.find(text).flatMap { invoices[$0] } }
  func reason(_ text: ByteView) -> BillingReason {
    words.find(text).flatMap { reasons[$0] } ?? .other
  }
  func charge(_ text: ByteView) -> ChargeFact.Status? { words.find(text).flatMap { charges[$0] } }
  func refund(_ text: ByteView) -> RefundFact.Status? { words.find(text).flatMap { refunds[$0] } }
}
