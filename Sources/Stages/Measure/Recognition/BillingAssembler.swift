import Billing
import Bytes
public import Revenue

/// Puts invoices and the money that moved for them together: the books to be kept, and the money
/// to be summed.
///
/// It is made once and may be asked on several threads; the order of the facts does not matter.
public final class BillingAssembler: Sendable {
  /// What became of some invoices.
  public struct Assembly: Sendable {
    /// The invoices that became final, for ``Bookkeeper``.
    public var billing: BillingBook
    /// How they were collected, for ``DunningMeasure``; by the bytes of their ids.
    public var collections: [CollectionCase] = []
    /// What they say of themselves, currency by currency.
    var sums = InvoiceTally()
    /// What the books could not take as it is, in the order of the invoices.
    public var exceptions: [BillingException] = []
  }

  /// The last states of all objects.
  let facts: BillingFacts
  let links: BillingLinks
  private let trialEnds: Set<TrialEnd>
  /// The places of the invoices by the bytes of their ids.
  private let order: [UInt32]

  /// Joins what was read.
  ///
  /// - Parameter facts: the last states of all objects.
  /// - Complexity: O(n log n) for n objects.
  public init(_ facts: BillingFacts) {
    self.facts = facts
    links = BillingLinks(facts)
    trialEnds = Set(facts.trialEnds)
    var order = facts.invoices.indices.map { UInt32($0) }
    facts.symbols.sort(&order) { facts.invoices.id(Int($0)) }
    self.order = order
  }

  /// How many invoices there are, those among them that did not become final.
  public var invoiceCount: Int { order.count }

  /// The id of the invoice at a place in the order of the bytes of their ids.
  func id(_ place: Int) -> Symbol { facts.invoices.id(Int(order[place])) }

  /// The place of the first invoice whose id does not come before another.
  func place(of id: [UInt8]) -> Int {
    var places = order.indices
    while !places.isEmpty {
      let middle = places.lowerBound + places.count / 2
      let isBefore = facts.symbols.withView(of: self.id(middle)) { own in
        unsafe id.withUnsafeBufferPointer { unsafe own.precedes(ByteView($0)) }
      }
      places = isBefore ? middle + 1..<places.upperBound : places.lowerBound..<middle
    }
    return places.lowerBound
  }

  /// Puts together some of the invoices, by their places in the order of the bytes of their ids.
  ///
  /// - Returns: books whose symbols are those of the facts.
  public func assemble(_ places: Range<Int>) -> Assembly {
    var assembly = Assembly(billing: BillingBook(symbols: facts.symbols))
    for place in places {
      let (invoice, lines) = facts.invoices.withLines(of: Int(order[place]))
      let charges = charges(of: invoice)
      var draft = InvoiceDraft(invoice, lines, charges, self)
      draft.add(to: &assembly)
      if draft.isTooLarge { continue }
      assembly.sums.add(invoice, charges, notes: links.notesOfInvoice[invoice.id], facts)
      assembly.collections.append(
        CollectionCase(invoice, lines, charges, trialEnds: trialEnds))
    }
    return assembly
  }

  /// The charges that were attempts to collect an invoice, in the order of time.
  private func charges(of invoice: InvoiceFact) -> [ChargeFact] {
    let charges = links.chargesOfInvoice[invoice.id].map { facts.charges[$0] }
      .filter { !$0.amount.isBeyondAmounts }
    guard charges.count > 1 else { return charges }
    return charges.sorted { one, other in
      one.time != other.time ? one.time < other.time : facts.symbols.precedes(one.id, other.id)
    }
  }

  /// The money, for ``BalanceMeasure``.
  public var payments: PaymentBook {
    var book = PaymentBook(symbols: facts.symbols)
    // A dispute carries its transactions, which may have been exported by themselves, too.
    book.balance = facts.balance.enumerated()
      .filter { place, entry in links.balance[entry.id] == UInt32(place) && !entry.isTooLarge }
      .map(\.element)
      .sorted { one, other in
        one.created != other.created
          ? one.created < other.created : facts.symbols.precedes(one.id, other.id)
      }
    for charge in facts.charges {
      for place in links.refundsOfCharge[charge.id] {
        book.charges[facts.refunds[place].id] = charge.id
      }
      for place in links.disputesOfCharge[charge.id] {
        book.charges[facts.disputes[place].id] = charge.id
      }
    }
    let categories = BalanceCategories(facts.symbols)
    for entry in book.balance where categories[entry.category]?.takesBack == true {
      let charge = book.charges[entry.source] ?? entry.source
      guard let place = links.charges[charge], let created = facts.charges[Int(place)].created
      else { continue }
      book.chargeTimes[charge] = created
    }
    return book
  }

  /// What names something that was not exported, and money that is too much to be true; by the
  /// bytes of its id.
  public var strays: [BillingException] {
    let places = links.notesOfInvoice.isEmpty ? 0..<0 : facts.invoices.indices
    let invoices = Set(places.map { facts.invoices.id($0) })
    let notes = facts.creditNotes.filter { !invoices.contains($0.invoice) }
    let missing =
      links.orphans.map { BillingException(.chargeMissing, $0) } + tooLarge
      + notes.map { BillingException(.invoiceMissing, $0.id) }
    return missing.sorted { facts.symbols.precedes($0.subject, $1.subject) }
  }
}

extension BillingAssembler {
  /// Money that no figure takes in.
  private var tooLarge: [BillingException] {
    let charges = facts.charges.filter(\.amount.isBeyondAmounts)
      .map { BillingException(.tooLarge, $0.id, customer: $0.customer) }
    let payouts = facts.payouts.filter(\.amount.isBeyondAmounts).map(\.id)
    let entries = Set(facts.balance.filter(\.isTooLarge).map(\.id))
    return charges + (payouts + entries).map { BillingException(.tooLarge, $0) }
  }
}

extension CollectionCase {
  /// The collection of an invoice: its charges are the attempts, and where none were exported, what
  /// the invoice itself says.
  fileprivate init(
    _ invoice: InvoiceFact, _ lines: [InvoiceLineFact], _ charges: [ChargeFact],
    trialEnds: Set<TrialEnd>
  ) {
    self.init(
      invoice: invoice.id, customer: invoice.customer, currency: invoice.currency,
      amountDue: invoice.amountDue ?? 0, reason: invoice.reason)
    followsTrial =
      !trialEnds.isEmpty
      && lines.contains { line in
        line.start.map {
          trialEnds.contains(TrialEnd(subscription: invoice.subscription, time: $0))
        } ?? false
      }
    for charge in charges {
      guard let status = charge.status, status != .pending, let time = charge.created else {
        continue
      }
      attempts.append(Attempt(time: time, succeeded: status == .succeeded))
    }
    if invoice.status == .paid { paidAt = invoice.paidAt ?? attempts.last?.time }
    lostAt = [invoice.voidedAt, invoice.uncollectibleAt].compactMap(\.self).min()
    guard attempts.isEmpty else { return }
    if let failedAt = invoice.failedAt {
      attempts.append(Attempt(time: failedAt, succeeded: false))
    }
    if let paidAt, !invoice.isPaidOutOfBand {
      attempts.append(Attempt(time: paidAt, succeeded: true))
    }
  }
}
