import Billing
import Bytes
import Revenue

extension InvoiceDraft {
  /// What became of the invoice, in the order of time; at one instant, money before claims.
  mutating func movements(into targets: inout [CreditTarget]) -> [InvoiceMovement] {
    var movements: [InvoiceMovement] = []
    var charged: Int64 = 0
    for charge in charges {
      if charge.status == .succeeded, charge.isCaptured, takes(charge.amount) {
        charged += charge.amount
        movements.append(payment(charge))
      }
      movements += refunds(of: charge)
      movements += disputes(of: charge)
    }
    if let rest = otherPayment(beside: charged) { movements.append(rest) }
    for place in links.notesOfInvoice[invoice.id] {
      movements += creditNote(facts.creditNotes[place], &targets)
    }
    movements += ending()
    guard movements.count > 1 else { return movements }
    let symbols = facts.symbols
    return movements.sorted { one, other in
      if one.time != other.time { return one.time < other.time }
      if one.kind != other.kind { return one.kind.rawValue < other.kind.rawValue }
      return symbols.precedes(one.source, other.source)
    }
  }

  // MARK: Money

  private mutating func payment(_ charge: ChargeFact) -> InvoiceMovement {
    var movement = InvoiceMovement(
      .payment, time: charge.time, amount: charge.amount, source: charge.id)
    movement.fee = fee(of: charge.balanceEntry)
    return movement
  }

  /// What was paid and no charge shows: outside Stripe, or by charges that were not exported.
  private func otherPayment(beside charged: Int64) -> InvoiceMovement? {
    guard invoice.status == .paid || (invoice.amountPaid ?? 0) > 0 else { return nil }
    let due = invoice.amountDue ?? 0
    let paid = invoice.isPaidOutOfBand ? max(invoice.amountPaid ?? 0, due) : invoice.amountPaid
    let rest = (paid ?? due) - charged
    guard rest > 0 else { return nil }
    return InvoiceMovement(
      invoice.isPaidOutOfBand ? .paidOutOfBand : .payment,
      time: invoice.paidAt ?? invoice.seen, amount: rest, source: invoice.id)
  }

  /// The refunds of a charge but those that a credit note already counts.
  private mutating func refunds(of charge: ChargeFact) -> [InvoiceMovement] {
    var movements: [InvoiceMovement] = []
    for place in links.refundsOfCharge[charge.id] {
      let refund = facts.refunds[place]
      guard !links.refundsOfNotes.contains(refund.id), refund.status != .canceled,
        takes(refund.amount), let time = time(of: refund.balanceEntry) ?? refund.created
      else { continue }
      var movement = InvoiceMovement(
        .refund, time: time, amount: refund.amount, source: refund.id)
      movement.fee = fee(of: refund.balanceEntry)
      movements.append(movement)
      guard refund.status == .failed else { continue }
      let back = self.time(of: refund.failureEntry) ?? refund.failedAt ?? time
      movements.append(
        InvoiceMovement(.refundFailed, time: back, amount: refund.amount, source: refund.id))
    }
    return movements
  }

  /// The disputes of a charge.
  ///
  /// Money moves when the balance says so, and where it does not, when the dispute was made and
  /// won. An inquiry moves none.
  private mutating func disputes(of charge: ChargeFact) -> [InvoiceMovement] {
    var movements: [InvoiceMovement] = []
    for place in links.disputesOfCharge[charge.id] {
      let dispute = facts.disputes[place]
      let entries = links.balanceOfDispute[dispute.id].map { facts.balance[$0] }
      guard entries.isEmpty else {
        for entry in entries where entry.amount != 0 {
          if let movement = movement(of: entry, dispute) { movements.append(movement) }
        }
        continue
      }
      let status = facts.symbols.text(dispute.status)
      guard let created = dispute.created, takes(dispute.amount), status != "prevented",
        !status.utf8.starts(with: "warning".utf8)
      else { continue }
      movements.append(
        InvoiceMovement(.dispute, time: created, amount: dispute.amount, source: dispute.id))
      if let wonAt = dispute.wonAt {
        movements.append(
          InvoiceMovement(.disputeWon, time: wonAt, amount: dispute.amount, source: dispute.id))
      }
    }
    return movements
  }

  private mutating func movement(
    of entry: BalanceEntry, _ dispute: DisputeFact
  ) -> InvoiceMovement? {
    let isHere = entry.currency == invoice.currency
    let amount = isHere ? Int64(clamping: entry.amount.magnitude) : dispute.amount
    guard takes(amount) else { return nil }
    var movement = InvoiceMovement(
      entry.amount < 0 ? .dispute : .disputeWon, time: entry.created, amount: amount,
      source: dispute.id)
    movement.fee = fee(of: entry.id)
    return movement
  }

  /// Whether an amount is there and the books take it.
  private mutating func takes(_ amount: Int64) -> Bool {
    if Self.isLarge(amount) { note(.tooLarge) }
    return amount > 0 && !Self.isLarge(amount)
  }

  private func time(of entry: Symbol) -> Timestamp? {
    links.balance[entry].map { facts.balance[Int($0)].created }
  }

  private mutating func fee(of entry: Symbol) -> Int64 {
    guard let place = links.balance[entry] else { return 0 }
    let entry = facts.balance[Int(place)]
    guard entry.currency == invoice.currency else {
      note(.settledElsewhere)
      return 0
    }
    guard !Self.isLarge(entry.fee) else {
      note(.tooLarge)
      return 0
    }
    return entry.fee
  }

  // MARK: Claims

  private mutating func creditNote(
    _ note: CreditNoteFact, _ targets: inout [CreditTarget]
  ) -> [InvoiceMovement] {
    guard let created = note.created, takes(note.amount) else { return [] }
    let parts = facts.creditParts[note.parts.range].filter { !Self.isLarge($0.amount) }
    var movement = InvoiceMovement(
      .creditNote, time: created, amount: note.amount, source: note.id)
    let named = parts.reduce(0) { $0 + refunded(by: $1) }
    movement.outOfBand = min(max(note.outOfBand, 0), note.amount)
    movement.refunded = min(
      max(named, 0), note.amount - movement.outOfBand)
    let rest = note.amount - movement.refunded - movement.outOfBand
    if let prePayment = note.prePayment, !Self.isLarge(prePayment) {
      movement.toBalance = max(rest - prePayment, 0)
    }
    let first = targets.count
    for part in parts where part.line != .empty {
      targets.append(CreditTarget(line: part.line, amount: part.amount))
    }
    movement.targets = first..<targets.count
    guard let voidedAt = note.voidedAt else { return [movement] }
    return [movement, InvoiceMovement(.creditNoteVoided, time: voidedAt, source: note.id)]
  }

  /// What a refund that a note names gave back; the note may leave that to the refund.
  private func refunded(by part: CreditPart) -> Int64 {
    if part.refund == .empty || part.amount > 0 { return part.refund == .empty ? 0 : part.amount }
    let amount = links.refunds[part.refund].map { facts.refunds[Int($0)].amount } ?? 0
    return Self.isLarge(amount) ? 0 : amount
  }

  /// How the invoice ended, if it was not paid.
  private func ending() -> [InvoiceMovement] {
    var movements: [InvoiceMovement] = []
    if invoice.status == .uncollectible || invoice.uncollectibleAt != nil {
      movements.append(
        InvoiceMovement(.uncollectible, time: invoice.uncollectibleAt ?? invoice.seen))
    }
    if invoice.status == .void || invoice.voidedAt != nil {
      movements.append(InvoiceMovement(.void, time: invoice.voidedAt ?? invoice.seen))
    }
    return movements
  }
}
