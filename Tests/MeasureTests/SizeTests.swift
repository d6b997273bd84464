import Billing
import Bytes
import Measure
import Reconciliation
import Revenue
import Testing

@Suite struct `amounts beyond all measure` {
  private func kinds(_ price: String, quantity: Int? = 1) -> [MeasureException.Kind] {
    let items = [item("si_1", price, quantity: quantity)]
    let ledger = Histories([event("evt_1", "created", at: "2025-01-01", basic(items: items))])
      .ledger()
    #expect(ledger.changes.allSatisfy { $0.grossAfter == 0 && $0.netAfter == 0 })
    #expect(ledger.exceptions.allSatisfy { $0.sight?.origin.recordNumber == 1 })
    return ledger.exceptions.map(\.kind)
  }

  @Test func `of an item are an exception with its place, not a figure`() {
    #expect(kinds(price("p_1", "100000000000001")) == [.tooLarge])
    #expect(kinds(price("p_1", "9223372036854775807")) == [.tooLarge])
    #expect(kinds(price("p_1", String(repeating: "9", count: 60))) == [.missingPrice])
    #expect(kinds(price("p_1", "4611686018427387904"), quantity: 1 << 40) == [.tooLarge])
  }

  @Test func `below zero are one as well`() {
    #expect(kinds(price("p_1", "-500")) == [.negativeAmount])
    #expect(kinds(price("p_1", "500"), quantity: -3) == [.unknownQuantity])
  }

  @Test(arguments: ["1180591620717411303424", "1.5", #""many""#])
  func `a quantity that is none is not taken for one`(_ quantity: String) {
    let odd = item("si_1", price("p_1", "500"), quantity: nil, more: #","quantity":\#(quantity)"#)
    let ledger = Histories([event("evt_1", "created", at: "2025-01-01", basic(items: [odd]))])
      .ledger()
    #expect(ledger.changes.allSatisfy { $0.netAfter == 0 && $0.quantityAfter == 0 })
    #expect(ledger.exceptions.map(\.kind) == [.unknownQuantity])
  }

  @Test func `the largest that counts can be won and lost`() {
    let most = basic(items: [item("si_1", price("p_1", "100000000000000"))])
    #expect(
      movements([event("evt_1", "created", at: "2025-01-01", most), ended("2025-02-01")]) == [
        "2025-01-01 new 0→100000000000000 start", "2025-02-01 churn 100000000000000→0 end",
      ])
  }

  @Test func `sums that do not fit are no figures to believe`() {
    var symbols = Symbols()
    let usd = symbols.intern("usd")
    let customers = (0..<5).map { symbols.intern("cus_\($0)") }
    var ledger = RecurringLedger(symbols: symbols)
    let third = Int64.max / 3
    let times: [(Timestamp, Int64)] = [(instant("2025-01-01"), 1), (instant("2025-02-01"), -1)]
    for customer in customers {
      for (time, sign) in times {
        var change = ItemChange(
          time: time, sight: .none(at: time), customer: customer,
          subscription: customer, item: customer, currency: usd,
          price: PriceLabel(price: .empty, product: .empty, period: nil),
          reason: sign > 0 ? .start : .end)
        change.netAfter = max(sign, 0) * third
        (change.grossAfter, change.netChange) = (change.netAfter, sign * third)
        change.grossChange = change.netChange
        ledger.add(change)
      }
    }
    let rules = MeasureRules()
    let measure = RecurringMeasure(rules: rules, zone: .utc, asOf: instant("2025-02-28"))
    let figures = measure.figures(ledger)
    #expect(figures.currencies[0].months[0].closing == .max)
    #expect(figures.currencies[0].months[1].lostRevenue == .max)
    let close = measure.close(
      of: figures, CalendarMonth(instant("2025-02-28")), asOf: instant("2025-02-28"))
    #expect(close.tieOuts.filter { $0.result == .failed }.map(\.check) == ["sums-fit"])
  }

  @Test func `of money are left out and named`() {
    let large = "9223372036854775807"
    let records = [
      object(
        "charge", "ch_1",
        #""status":"succeeded","currency":"usd","amount":\#(large),"created":1735689600"#),
      object(
        "balance_transaction", "txn_1",
        #""reporting_category":"charge","currency":"usd","created":1735689600,"amount":\#(large),"#
          + #""fee":0,"net":\#(large)"#),
      object(
        "balance_transaction", "txn_2",
        #""reporting_category":"charge","currency":"usd","created":1735689600,"#
          + #""amount":1e40,"fee":0,"net":5"#),
      object(
        "balance_transaction", "txn_3",
        #""reporting_category":"charge","currency":"usd","created":1735689600,"amount":500,"#
          + #""fee":0,"net":500"#),
      object(
        "payout", "po_1",
        #""status":"paid","currency":"usd","amount":-\#(large),"arrival_date":1735689600"#),
    ]
    let figures = BillingRun(records).figures()
    #expect(
      figures.exceptions.map { "\($0.kind.rawValue) \(figures.facts.symbols.text($0.subject))" }
        == ["too_large ch_1", "too_large po_1", "too_large txn_1", "too_large txn_2"])
    #expect(figures.cash.map(\.charges) == [500])
  }

  @Test func `of an invoice are in no figure`() {
    var invoice = InvoiceRecord()
    invoice.status = "open"
    invoice.total = 1_000
    invoice.remaining = .max
    invoice.lines = [.init(amount: 1_000, start: "2025-01-01", end: "2025-02-01")]
    let figures = BillingRun([invoice.new]).figures()
    #expect(figures.exceptions.map(\.kind) == [.tooLarge])
    #expect(figures.tieOuts.allSatisfy { $0.result != .failed })
    #expect(figures.totals.lineCount == 0)
  }

  @Test(arguments: ["9223372036854775807", "-100000000000", "7258118400"])
  func `a time that cannot be opens no thousand months`(_ time: String) {
    let odd = basic().replacing(
      #""start_date":\#(instant("2025-01-01").seconds)"#, with: #""start_date":\#(time)"#)
    #expect(odd != basic())
    let figures = Histories([event("evt_1", "created", at: "2025-01-03", odd)], asOf: "2025-02-20")
      .figures()
    #expect(figures.months.map(\.text) == ["2025-01", "2025-02"])
    #expect(figures.closing("usd", "2025-02") == 1_000)
    var invoice = InvoiceRecord()
    (invoice.total, invoice.paid, invoice.paidAt) = (1_000, 1_000, "2025-01-05")
    invoice.lines = [.init(amount: 1_000, start: "2025-01-01", end: "2025-02-01")]
    let paid = #""paid_at":\#(instant("2025-01-05").seconds)"#
    let records = [invoice.new.replacing(paid, with: #""paid_at":\#(time)"#)]
    #expect(records != [invoice.new])
    #expect(BillingRun(records).figures().deferred.count < 100)
    let start = #""period":{\#(at("start", "2025-01-01"))"#
    let line = invoice.new.replacing(start, with: #""period":{"start":\#(time)"#)
    #expect(line != invoice.new)
    #expect(BillingRun([line]).figures().exceptions.map(\.kind) == [.impossibleService])
  }

  @Test func `a journal whose sums do not fit says so`() {
    var totals = BookTotals()
    var symbols = Symbols()
    let month = CalendarMonth(instant("2025-01-01"))
    let entry = JournalEntry(
      .invoiceFinalized, time: instant("2025-01-01"), period: month, bookedPeriod: month,
      currency: symbols.intern("usd"), customer: .empty, invoice: .empty)
    let half = Int64.max / 4
    let lines = [
      JournalLine(.accountsReceivable, half), JournalLine(.revenue, -half),
    ]
    totals.post(entry, lines)
    #expect(TieOut.sums(fit: totals.volume).isEmpty)
    var twice = totals
    twice.add(totals)
    twice.post(entry, lines)
    #expect(TieOut.sums(fit: twice.volume).map(\.result) == [.failed])
  }
}
