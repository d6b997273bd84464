import Billing
import Bytes
import Diagnostics
import Reconciliation
import Revenue
import TestSupport
import Testing

@Suite struct `packed facts` {
  @Test func `invoices and lines come back as they were`() {
    var random = Values(seed: 7)
    var facts = BillingFacts()
    var expected: [(invoice: InvoiceFact, lines: [InvoiceLineFact])] = []
    for _ in 0..<500 {
      let invoice = random.invoice()
      let lines = (0..<[0, 1, 1, 3, 40][random.below(5)]).map { _ in random.line() }
      facts.invoices.append(invoice, lines: lines)
      expected.append((invoice, lines))
    }
    #expect(facts.invoices.count == expected.count)
    #expect(Array(facts.invoices) == expected.map(\.invoice))
    #expect(Array(facts.invoices.lines) == expected.flatMap(\.lines))
    for (place, row) in expected.enumerated() {
      #expect(facts.invoices.id(place) == row.invoice.id)
      #expect(facts.invoices.withLines(of: place) == row)
    }
  }

  @Test func `sights come back as they were`() {
    var random = Values(seed: 8)
    var facts = BillingFacts()
    let expected = (0..<500).map { _ in random.sight() }
    for seen in expected { facts.sights.append(seen) }
    #expect(Array(facts.sights) == expected)
    #expect(facts.sights.indices.allSatisfy { facts.sights.object($0) == expected[$0].object })
  }

  @Test func `joined facts have the texts they had`() {
    var (whole, part) = (BillingFacts(), BillingFacts())
    _ = whole.symbols.intern("in_0")
    var invoice = InvoiceFact(id: part.symbols.intern("in_1"), seen: Timestamp(seconds: 5))
    invoice.customer = part.symbols.intern("cus_1")
    var line = InvoiceLineFact()
    line.id = part.symbols.intern("il_1")
    part.invoices.append(invoice, lines: [line, line])
    #expect(whole.hasRoom(for: part))
    whole.reserve(3, like: part)
    whole.add(part)
    let (joined, lines) = whole.invoices.withLines(of: 0)
    #expect(whole.symbols.text(joined.id) == "in_1")
    #expect(whole.symbols.text(joined.customer) == "cus_1")
    #expect(lines.map { whole.symbols.text($0.id) } == ["il_1", "il_1"])
  }
}

/// Values of facts, the greatest and the least among them.
private struct Values {
  private var random: SplitMix64

  init(seed: UInt64) { random = SplitMix64(seed: seed) }

  mutating func below(_ count: Int) -> Int { Int.random(in: 0..<count, using: &random) }

  mutating func symbol() -> Symbol {
    Symbol(rawValue: [0, 1, 127, 128, 70_000, .max][below(6)])
  }

  mutating func amount() -> Int64? {
    [nil, 0, 1, -1, 2_900, -64, 1 << 40, .max, .min + 1][below(9)]
  }

  mutating func time() -> Timestamp? {
    let second: Int64 = 1_700_000_000_000_000
    return [nil, 0, second, second + 1_000_000, second + 1, -1, 1 << 59, .max, .min + 1][below(9)]
      .map { Timestamp(microseconds: $0) }
  }

  mutating func invoice() -> InvoiceFact {
    var invoice = InvoiceFact(id: symbol(), seen: time() ?? Timestamp(microseconds: .min))
    (invoice.customer, invoice.subscription, invoice.currency) = (symbol(), symbol(), symbol())
    (invoice.charge, invoice.paymentIntent) = (symbol(), symbol())
    invoice.status = ([nil] + InvoiceStatus.allCases)[below(6)]
    invoice.reason = BillingReason.allCases[below(BillingReason.allCases.count)]
    (invoice.created, invoice.finalizedAt, invoice.paidAt) = (time(), time(), time())
    (invoice.voidedAt, invoice.uncollectibleAt, invoice.failedAt) = (time(), time(), time())
    (invoice.total, invoice.tax, invoice.discount) = (amount(), amount(), amount())
    (invoice.amountDue, invoice.amountPaid) = (amount(), amount())
    (invoice.amountRemaining, invoice.startingBalance) = (amount(), amount())
    invoice.endingBalance = amount()
    (invoice.isPaidOutOfBand, invoice.hasAllLines) = (below(2) == 0, below(2) == 0)
    return invoice
  }

  mutating func line() -> InvoiceLineFact {
    var line = InvoiceLineFact()
    (line.id, line.subscription, line.price) = (symbol(), symbol(), symbol())
    (line.amount, line.inclusiveTax) = (amount() ?? .min, amount() ?? .min)
    (line.discount, line.exclusiveTax) = (amount(), amount())
    (line.start, line.end) = (time(), time())
    return line
  }

  mutating func sight() -> ObjectSight {
    ObjectSight(
      object: symbol(),
      sight: Sight(
        time: time() ?? Timestamp(microseconds: .min), event: symbol(),
        origin: RecordOrigin(
          file: FileID(rawValue: symbol().rawValue), recordNumber: symbol().rawValue,
          startByte: [0, 1 << 20, 1 << 40, .max][below(4)], byteCount: symbol().rawValue)))
  }
}
