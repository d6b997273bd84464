import Bytes

extension BillingFacts {
  /// Makes room, so that nothing is moved while facts like those of others are added.
  ///
  /// - Parameters:
  ///   - times: how many times; room that is not used costs no memory.
  ///   - other: such facts.
  public mutating func reserve(_ times: Int, like other: BillingFacts) {
    // Parts are not all of one size.
    func room(_ count: Int) -> Int { count * times * 5 / 4 }
    symbols.reserve(times, like: other.symbols)
    invoices.reserve(times, like: other.invoices)
    charges.reserveCapacity(room(other.charges.count))
    balance.reserveCapacity(room(other.balance.count))
    sights.reserve(times, like: other.sights)
  }

  /// Whether the facts of other objects still have numbers here; see `Symbols.hasRoom(for:)`.
  public func hasRoom(for other: BillingFacts) -> Bool {
    symbols.hasRoom(for: other.symbols)
      && creditParts.count + other.creditParts.count <= Int(UInt32.max)
  }

  /// Takes over the facts of other objects, for which there is room.
  public mutating func add(_ other: BillingFacts) {
    let map = symbols.absorb(other.symbols)
    func new(_ symbol: inout Symbol) { symbol = map[Int(symbol.rawValue)] }
    let firstPart = UInt32(creditParts.count)
    for place in other.invoices.indices {
      var (invoice, lines) = other.invoices.withLines(of: place)
      new(&invoice.id)
      new(&invoice.customer)
      new(&invoice.subscription)
      new(&invoice.currency)
      new(&invoice.charge)
      new(&invoice.paymentIntent)
      for line in lines.indices {
        new(&lines[line].id)
        new(&lines[line].subscription)
        new(&lines[line].price)
      }
      invoices.append(invoice, lines: lines)
    }
    for var note in other.creditNotes {
      new(&note.id)
      new(&note.invoice)
      note.parts.start += firstPart
      creditNotes.append(note)
    }
    for var part in other.creditParts {
      new(&part.line)
      new(&part.refund)
      creditParts.append(part)
    }
    addMoney(of: other, map)
  }

  private mutating func addMoney(of other: BillingFacts, _ map: [Symbol]) {
    func new(_ symbol: inout Symbol) { symbol = map[Int(symbol.rawValue)] }
    for var charge in other.charges {
      new(&charge.id)
      new(&charge.customer)
      new(&charge.invoice)
      new(&charge.paymentIntent)
      new(&charge.currency)
      new(&charge.balanceEntry)
      charges.append(charge)
    }
    for var refund in other.refunds {
      new(&refund.id)
      new(&refund.charge)
      new(&refund.paymentIntent)
      new(&refund.currency)
      new(&refund.balanceEntry)
      new(&refund.failureEntry)
      refunds.append(refund)
    }
    for var dispute in other.disputes {
      new(&dispute.id)
      new(&dispute.charge)
      new(&dispute.paymentIntent)
      new(&dispute.currency)
      new(&dispute.status)
      disputes.append(dispute)
    }
    for var payment in other.payments {
      new(&payment.id)
      new(&payment.invoice)
      new(&payment.charge)
      new(&payment.paymentIntent)
      payments.append(payment)
    }
    for var entry in other.balance {
      new(&entry.id)
      new(&entry.source)
      new(&entry.category)
      new(&entry.currency)
      balance.append(entry)
    }
    for var payout in other.payouts {
      new(&payout.id)
      new(&payout.currency)
      new(&payout.balanceEntry)
      new(&payout.status)
      payouts.append(payout)
    }
    for var seen in other.sights {
      new(&seen.object)
      new(&seen.sight.event)
      sights.append(seen)
    }
    for var end in other.trialEnds {
      new(&end.subscription)
      trialEnds.append(end)
    }
  }
}
