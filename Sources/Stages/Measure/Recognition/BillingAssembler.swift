import Billing
import Bytes
public import Revenue

/// Puts invoices and the money that moved for them together: the books to be kept, and the money
/// to be summed.
public struct BillingAssembler: Sendable {
  /// What was put together.
  public struct Assembly: Sendable {
    /// The invoices that became final, for ``Bookkeeper``.
    public var billing: BillingBook
    /// The money, for ``BalanceMeasure`` and ``DunningMeasure``.
    public var payments: PaymentBook
    /// What the books could not take as it is, in the order of the invoices.
    public var exceptions: [BillingException] = []
  }

  /// Creates an assembler.
  public init() {}

  /// Puts together what was read; the order of the facts does not matter.
  ///
  /// - Parameter facts: the last states of all objects.
  /// - Returns: the books and the money; their symbols are those of the facts.
  /// - Complexity: O(n log n) for n objects.
  public func assemble(_ facts: BillingFacts) -> Assembly {
    let trialEnds = Set(facts.trialEnds)
    let links = BillingLinks(facts)
    var assembly = Assembly(
      billing: BillingBook(symbols: facts.symbols), payments: PaymentBook(symbols: facts.symbols))
    var order = Array(facts.invoices.indices)
    facts.symbols.sort(&order) { facts.invoices[$0].id }
    for place in order {
      let invoice = facts.invoices[place]
      var draft = InvoiceDraft(invoice, facts, links)
      draft.add(to: &assembly)
      assembly.payments.collections.append(
        CollectionCase(invoice, facts, links, trialEnds: trialEnds))
    }
    addMoney(facts, links, to: &assembly)
    return assembly
  }

  private func addMoney(
    _ facts: BillingFacts, _ links: BillingLinks, to assembly: inout Assembly
  ) {
    // A dispute carries its transactions, which may have been exported by themselves, too.
    assembly.payments.balance = links.balance.values.map { facts.balance[$0] }
      .sorted { one, other in
        if one.created != other.created { return one.created < other.created }
        return facts.symbols.precedes(one.id, other.id)
      }
    for charge in facts.charges {
      if let created = charge.created { assembly.payments.chargeTimes[charge.id] = created }
    }
    for (charge, places) in links.refundsOfCharge {
      for place in places { assembly.payments.charges[facts.refunds[place].id] = charge }
    }
    for (charge, places) in links.disputesOfCharge {
      for place in places { assembly.payments.charges[facts.disputes[place].id] = charge }
    }
    let invoices = Set(facts.invoices.map(\.id))
    let strays = facts.creditNotes.filter { !invoices.contains($0.invoice) }
    let missing =
      links.orphans.map { BillingException(.chargeMissing, $0) }
      + strays.map { BillingException(.invoiceMissing, $0.id) }
    assembly.exceptions += missing.sorted { facts.symbols.precedes($0.subject, $1.subject) }
  }
}

extension CollectionCase {
  /// The collection of an invoice: its charges are the attempts, and where none were exported, what
  /// the invoice itself says.
  fileprivate init(
    _ invoice: InvoiceFact, _ facts: BillingFacts, _ links: BillingLinks, trialEnds: Set<TrialEnd>
  ) {
    self.init(
      invoice: invoice.id, customer: invoice.customer, currency: invoice.currency,
      amountDue: invoice.amountDue ?? 0, reason: invoice.reason)
    let lines = facts.lines[invoice.lines.range]
    followsTrial = lines.contains { line in
      line.start.map {
        trialEnds.contains(TrialEnd(subscription: invoice.subscription, time: $0))
      } ?? false
    }
    attempts = (links.chargesOfInvoice[invoice.id] ?? []).compactMap { place in
      let charge = facts.charges[place]
      guard let status = charge.status, status != .pending, let time = charge.created else {
        return nil
      }
      return Attempt(time: time, succeeded: status == .succeeded)
    }
    if invoice.status == .paid { paidAt = invoice.paidAt ?? attempts.last?.time }
    lostAt = [invoice.voidedAt, invoice.uncollectibleAt].compactMap { $0 }.min()
    guard attempts.isEmpty else { return }
    if let failedAt = invoice.failedAt {
      attempts.append(Attempt(time: failedAt, succeeded: false))
    }
    if let paidAt, !invoice.isPaidOutOfBand {
      attempts.append(Attempt(time: paidAt, succeeded: true))
    }
  }
}
