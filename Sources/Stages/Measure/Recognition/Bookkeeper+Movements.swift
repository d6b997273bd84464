import Billing
import Bytes
import Revenue

extension Bookkeeper {
  /// Books one thing that became of the invoice; the lines are earned up to its time.
  mutating func post(
    _ movement: InvoiceMovement, of invoice: BilledInvoice, in book: BillingBook
  ) {
    switch movement.kind {
    case .payment: takePayment(movement, as: .payment, into: .cash)
    case .paidOutOfBand: takePayment(movement, as: .paidOutOfBand, into: .externalAsset)
    case .refund: giveBack(movement, as: .refund, to: .refunds)
    case .dispute: giveBack(movement, as: .dispute, to: .disputes)
    case .refundFailed: recover(movement, as: .refundFailed, from: .refunds)
    case .disputeWon: recover(movement, as: .disputeWon, from: .disputes)
    case .creditNote: credit(movement, of: invoice, in: book)
    case .creditNoteVoided: undoCredit(movement, of: invoice, in: book)
    case .void: void(movement)
    case .uncollectible: writeOff(movement)
    }
    add(.fees, movement.fee)
    add(.cash, -movement.fee)
    post(.fee, at: movement.time, source: movement.source)
  }

  // MARK: Money in

  /// Money pays what is open, then what was given up, and is in the customer's favour after that.
  private mutating func takePayment(
    _ movement: InvoiceMovement, as event: JournalEvent, into assets: Account
  ) {
    add(assets, movement.settled)
    add(.fxLoss, movement.amount - movement.settled)
    let due = min(movement.amount, account.receivable)
    account.receivable -= due
    add(.accountsReceivable, -due)
    var left = movement.amount - due
    for index in account.reversals.indices where account.reversals[index].account == .badDebt {
      left -= restore(min(left, account.reversals[index].amount), of: index)
    }
    account.overpaid += left
    add(.customerBalance, -left)
    post(event, at: movement.time, source: movement.source)
  }

  /// Takes back a part of what was given up: the earned part is earned again, the rest recovered.
  private mutating func restore(_ amount: Int64, of index: Int) -> Int64 {
    guard amount > 0 else { return 0 }
    let reversal = account.reversals[index]
    let shares = Allocation.byLargestRemainder(
      amount, reversal.parts.flatMap { [$0.recognized, $0.deferred, $0.tax] })
    for (place, part) in reversal.parts.enumerated() {
      let (earned, deferred, tax) = (
        shares[place * 3], shares[place * 3 + 1], shares[place * 3 + 2]
      )
      let line = account.lines[part.line].id
      account.lines[part.line].recognized += earned
      account.lines[part.line].tax += tax
      account.recovered += deferred
      add(reversal.account, -earned, of: line)
      add(.recoverables, -deferred, of: line)
      add(.taxLiability, -tax, of: line)
      account.reversals[index].parts[place].recognized -= earned
      account.reversals[index].parts[place].deferred -= deferred
      account.reversals[index].parts[place].tax -= tax
    }
    return amount
  }

  /// Money that comes back: its tax is owed again, the rest is recovered.
  private mutating func recover(
    _ movement: InvoiceMovement, as event: JournalEvent, from reversed: Account
  ) {
    add(.cash, movement.settled)
    add(.fxLoss, movement.amount - movement.settled)
    var tax: Int64 = 0
    if let index = account.reversals.lastIndex(where: {
      $0.account == reversed && $0.source == movement.source
    }) {
      tax = restoreTax(movement.amount, of: index)
    }
    account.recovered += movement.amount - tax
    add(.recoverables, tax - movement.amount)
    post(event, at: movement.time, source: movement.source)
  }

  private mutating func restoreTax(_ amount: Int64, of index: Int) -> Int64 {
    let reversal = account.reversals[index]
    let others = reversal.amount + reversal.recovered + reversal.excess - reversal.tax
    guard reversal.tax > 0, amount <= others + reversal.tax else { return 0 }
    let tax = Allocation.byLargestRemainder(amount, [others, reversal.tax])[1]
    let shares = Allocation.byLargestRemainder(tax, reversal.parts.map(\.tax))
    for (place, part) in reversal.parts.enumerated() {
      account.lines[part.line].tax += shares[place]
      account.reversals[index].parts[place].tax -= shares[place]
      add(.taxLiability, -shares[place], of: account.lines[part.line].id)
    }
    return tax
  }

  // MARK: Money out, and claims given up

  private mutating func giveBack(
    _ movement: InvoiceMovement, as event: JournalEvent, to contra: Account
  ) {
    let reversal = account.reverse(movement.amount, to: contra, source: movement.source)
    add(reversal, overpaid: true)
    add(.cash, -movement.settled)
    add(.fxLoss, movement.settled - movement.amount)
    post(event, at: movement.time, source: movement.source)
  }

  private mutating func writeOff(_ movement: InvoiceMovement) {
    let open = account.receivable
    guard open > 0 else { return }
    add(account.reverse(open, to: .badDebt, source: movement.source))
    account.receivable = 0
    add(.accountsReceivable, -open)
    post(.invoiceUncollectible, at: movement.time)
  }

  /// What was open is not owed any more, what the customer's balance paid is returned to it, and
  /// what was given up is void instead.
  private mutating func void(_ movement: InvoiceMovement) {
    for index in account.reversals.indices where account.reversals[index].account == .badDebt {
      account.reversals[index].account = .voids
      for part in account.reversals[index].parts {
        add(.voids, part.recognized, of: account.lines[part.line].id)
        add(.badDebt, -part.recognized, of: account.lines[part.line].id)
      }
    }
    let returned = max(account.balanceApplied, 0)
    let open = account.receivable + returned
    if open > 0 {
      add(account.reverse(open, to: .voids, source: movement.source))
      add(.accountsReceivable, -account.receivable)
      add(.customerBalance, -returned)
      (account.receivable, account.balanceApplied) = (0, 0)
    }
    post(.invoiceVoided, at: movement.time)
  }

  // MARK: Credit notes

  private mutating func credit(
    _ movement: InvoiceMovement, of invoice: BilledInvoice, in book: BillingBook
  ) {
    let reversal = account.reverse(
      movement.amount, to: .creditNotes, source: movement.source,
      weights: weights(of: movement, invoice, in: book))
    // What it does not name went off the open amount, as far as anything was open.
    let offOpen = min(max(movement.amount - movement.credited, 0), account.receivable)
    account.reversals[account.reversals.count - 1].offOpen = offOpen
    addCredit(movement, reversal, offOpen: offOpen, sign: 1)
    post(.creditNote, at: movement.time, source: movement.source)
  }

  /// Undoes a credit note as if it had never been: what was deferred is so again.
  private mutating func undoCredit(
    _ movement: InvoiceMovement, of invoice: BilledInvoice, in book: BillingBook
  ) {
    let issued = invoice.movements.first {
      book.movements[$0].kind == .creditNote && book.movements[$0].source == movement.source
    }
    guard let issued,
      let index = account.reversals.firstIndex(where: {
        $0.account == .creditNotes && $0.source == movement.source
      })
    else { return }
    let reversal = account.reversals.remove(at: index)
    for part in reversal.parts {
      account.lines[part.line].recognized += part.recognized
      account.lines[part.line].deferred += part.deferred
      account.lines[part.line].tax += part.tax
    }
    account.recovered += reversal.recovered
    addCredit(book.movements[issued], reversal, offOpen: reversal.offOpen, sign: -1)
    post(.creditNoteVoided, at: movement.time, source: movement.source)
  }

  /// The lines that a credit note names, as weights; nothing where it names none.
  private func weights(
    of movement: InvoiceMovement, _ invoice: BilledInvoice, in book: BillingBook
  ) -> [Int64]? {
    guard !movement.targets.isEmpty else { return nil }
    let weights = account.lines.map { line in
      book.targets[movement.targets].reduce(0) { $1.line == line.id ? $0 + $1.amount : $0 }
    }
    return weights.contains { $0 != 0 } ? weights : nil
  }

  /// Adds a credit note: the part of it that is money is a refund, and earned revenue shares so.
  private mutating func addCredit(
    _ movement: InvoiceMovement, _ reversal: Reversal, offOpen: Int64, sign: Int64
  ) {
    let earned = reversal.recognized + reversal.excess
    let ofRefund = Allocation.byLargestRemainder(
      earned, [movement.refunded, movement.amount - movement.refunded])[0]
    add(.refunds, sign * ofRefund)
    add(.creditNotes, sign * (earned - ofRefund))
    for part in reversal.parts {
      let line = account.lines[part.line].id
      add(.deferredRevenue, sign * part.deferred, of: line)
      add(.taxLiability, sign * part.tax, of: line)
    }
    add(.recoverables, sign * reversal.recovered)
    account.receivable -= sign * offOpen
    add(.accountsReceivable, -sign * offOpen)
    add(.cash, -sign * movement.refunded)
    add(.externalCustomerBalance, -sign * movement.outOfBand)
    let toBalance = movement.amount - offOpen - movement.refunded - movement.outOfBand
    add(.customerBalance, -sign * toBalance)
  }

  /// Adds what a reversal took, from where it took it.
  private mutating func add(_ reversal: Reversal, overpaid mayBeOverpaid: Bool = false) {
    for part in reversal.parts {
      let line = account.lines[part.line].id
      add(reversal.account, part.recognized, of: line)
      add(.deferredRevenue, part.deferred, of: line)
      add(.taxLiability, part.tax, of: line)
    }
    add(.recoverables, reversal.recovered)
    let fromBalance = mayBeOverpaid ? min(reversal.excess, account.overpaid) : 0
    account.overpaid -= fromBalance
    add(.customerBalance, fromBalance)
    add(reversal.account, reversal.excess - fromBalance)
  }
}

extension InvoiceMovement {
  /// What a credit note says about where it went.
  fileprivate var credited: Int64 { refunded + toBalance + outOfBand }
}
