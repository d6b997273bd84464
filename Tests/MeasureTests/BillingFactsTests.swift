import Billing
import Bytes
import Measure
import Reconciliation
import Revenue
import Testing

/// A paid invoice of 90.00 for three months with a discount and tax on top.
private let invoice: InvoiceRecord = {
  var invoice = InvoiceRecord()
  invoice.paidAt = "2025-01-02"
  (invoice.total, invoice.tax, invoice.discount) = (9900, 900, 1000)
  invoice.paid = 9900
  invoice.lines = [
    .init(amount: 10_000, start: "2025-01-01", end: "2025-04-01", discount: 1000, tax: 900)
  ]
  return invoice
}()

private let charge = object(
  "charge", "ch_1",
  #""amount":9900,"currency":"usd","customer":"cus_1","invoice":"in_1","status":"succeeded","#
    + #""captured":true,"balance_transaction":"txn_1",\#(at("created", "2025-01-02"))"#)

private func balance(
  _ id: String, _ category: String, _ amount: Int64, fee: Int64, source: String, at time: String
) -> String {
  object(
    "balance_transaction", id,
    #""amount":\#(amount),"fee":\#(fee),"net":\#(amount - fee),"currency":"usd","#
      + #""reporting_category":"\#(category)","source":"\#(source)",\#(at("created", time))"#)
}

@Suite struct `invoices and money from records` {
  @Test(arguments: [invoice.old, invoice.new])
  func `an invoice is booked alike in the shapes of all versions`(_ record: String) {
    let run = BillingRun([
      record, charge, balance("txn_1", "charge", 9900, fee: 300, source: "ch_1", at: "2025-01-02"),
    ])
    #expect(run.assembly.exceptions.isEmpty)
    // Every figure leads to records.
    let seen = run.facts.sights.map { run.facts.symbols.text($0.object) }
    #expect(Set(seen) == ["in_1", "ch_1", "txn_1"])
    #expect(run.facts.sights.allSatisfy { $0.sight.origin.recordNumber > 0 })
    #expect(
      run.changes() == [
        "Revenue": ["2025-01": 3100, "2025-02": 2800, "2025-03": 3100],
        "DeferredRevenue": ["2025-01": 5900, "2025-02": -2800, "2025-03": -3100],
        "TaxLiability": ["2025-01": 900], "Cash": ["2025-01": 9600], "Fees": ["2025-01": 300],
      ])
  }

  @Test func `a field that is null does not hide the one that says it`() {
    let line =
      #"{"id":"il_1","object":"line_item","amount":500,"discount_amounts":[],"taxes":null,"#
      + #""tax_amounts":[{"amount":95,"inclusive":false}],"#
      + #""pricing":{"price_details":{"price":null}},"price":{"id":"price_1"},"#
      + #""parent":{"subscription_item_details":null,"#
      + #""invoice_item_details":{"subscription":"sub_9"}}}"#
    let facts = BillingRun([
      object(
        "invoice", "in_1",
        #""status":"open","currency":"usd","lines":{"data":[\#(line)],"has_more":false}"#)
    ]).facts
    #expect(facts.invoices.lines.map { facts.symbols.text($0.subscription) } == ["sub_9"])
    #expect(facts.invoices.lines.map { facts.symbols.text($0.price) } == ["price_1"])
    #expect(facts.invoices.lines.map(\.exclusiveTax) == [95])
  }

  @Test func `since 2025 payments of the invoice name the charge by its intent`() {
    var record = invoice
    record.more =
      #","payments":{"data":[{"id":"inpay_1","payment":{"type":"payment_intent","#
      + #""payment_intent":"pi_1"}}]}"#
    let charge = object(
      "charge", "ch_1",
      #""amount":9900,"currency":"usd","payment_intent":"pi_1","status":"succeeded","#
        + at("created", "2025-01-03"))
    let run = BillingRun([record.new, charge])
    let movements = run.assembly.billing.movements
    #expect(movements.map(\.time) == [instant("2025-01-03")])
    #expect(movements.map(\.amount) == [9900])
  }

  @Test func `what no charge shows was paid when the invoice says`() {
    let run = BillingRun([invoice.old])
    #expect(run.changes()["Cash"] == ["2025-01": 9900])
    var outside = invoice
    (outside.outOfBand, outside.paid) = (true, 0)
    #expect(BillingRun([outside.old]).changes()["ExternalAsset"] == ["2025-01": 9900])
  }

  @Test func `discounts and taxes that lines leave out are spread over them`() {
    var record = invoice
    record.lines = [
      .init(id: "il_1", amount: 7500, start: "2025-01-01", end: "2025-02-01"),
      .init(id: "il_2", amount: 2500, start: "2025-01-01", end: "2025-02-01"),
    ]
    let old = record.old.replacing(#""discount_amounts":[{"amount":0}],"#, with: "")
      .replacing(#","tax_amounts":[{"amount":0,"inclusive":false}]"#, with: "")
    let run = BillingRun([old])
    #expect(run.assembly.exceptions.isEmpty)
    #expect(run.assembly.billing.lines.map(\.amount) == [6750, 2250])
    #expect(run.assembly.billing.lines.map(\.tax) == [675, 225])
  }

  @Test func `lines that were cut off are booked as one, over the time of the others`() {
    var record = invoice
    record.hasMore = true
    record.lines[0].amount = 5500
    let run = BillingRun([record.old])
    #expect(run.assembly.exceptions.map(\.kind) == [.linesMissing])
    #expect(run.changes()["DeferredRevenue"]?["2025-03"] == -3100)
    #expect(run.assembly.billing.lines.reduce(0) { $0 + $1.amount + $1.tax } == 9900)
  }

  @Test func `a refund, a dispute and its fee take back in proportion`() {
    let refund = object(
      "refund", "re_1",
      #""amount":990,"charge":"ch_1","currency":"usd","status":"succeeded","#
        + at("created", "2025-02-01"))
    let taken = balance("txn_2", "dispute", -8910, fee: 1500, source: "dp_1", at: "2025-03-01")
    let dispute = object(
      "dispute", "dp_1",
      #""amount":8910,"charge":"ch_1","currency":"usd","status":"lost","#
        + #"\#(at("created", "2025-03-01")),"balance_transactions":[\#(taken)]"#)
    let changes = BillingRun([invoice.old, charge, refund, dispute]).changes()
    #expect(changes["Refunds"] == ["2025-02": 310])
    #expect(changes["Disputes"] == ["2025-03": (3100 - 310) + 2520])
    #expect(changes["TaxLiability"] == ["2025-01": 900, "2025-02": -90, "2025-03": -810])
    #expect(changes["Fees"] == ["2025-03": 1500])
    #expect(changes["Cash"] == ["2025-01": 9900, "2025-02": -990, "2025-03": -10_410])
    #expect(changes["DeferredRevenue"]?.values.reduce(0, +) == 0)
  }

  @Test func `a refund that a credit note names counts once`() {
    let note = object(
      "credit_note", "cn_1",
      #""invoice":"in_1","amount":990,"type":"post_payment","refunds":[{"refund":"re_1","#
        + #""amount_refunded":990}],\#(at("created", "2025-02-01"))"#)
    let refund = object(
      "refund", "re_1",
      #""amount":990,"charge":"ch_1","currency":"usd","status":"succeeded","#
        + at("created", "2025-02-01"))
    let changes = BillingRun([invoice.old, charge, refund, note]).changes()
    #expect(changes["Refunds"] == ["2025-02": 310])
    #expect(changes["CreditNotes"] == nil)
    #expect(changes["Cash"] == ["2025-01": 9900, "2025-02": -990])
  }

  @Test func `an invoice without a total is an exception, not a silent nothing`() {
    let record = invoice.old.replacing(#""total":9900,"#, with: "")
    let run = BillingRun([record])
    #expect(run.assembly.exceptions.map(\.kind) == [.invoiceIncomplete])
    #expect(run.assembly.billing.invoices.isEmpty)
  }

  @Test func `of several sights the last counts, and a first failure is remembered`() {
    var open = invoice
    (open.status, open.paid, open.remaining, open.paidAt) = ("open", 0, 9900, nil)
    let failed = event("evt_1", "x", at: "2025-01-01", open.old)
    let paid = event("evt_2", "x", at: "2025-01-05", invoice.old)
    for records in [[failed, paid], [paid, failed], [paid, failed, paid, failed]] {
      let run = BillingRun(records)
      #expect(run.facts.invoices.count == 1)
      let attempts = run.assembly.collections.first?.attempts
      #expect(attempts?.map(\.succeeded) == [false, true])
      #expect(attempts?.first?.time == instant("2025-01-01"))
    }
  }

  @Test func `the first invoice after a trial is out of the scope of dunning`() {
    let trial = subscription(
      "sub_1", "active", customer: "cus_1", items: [item("si_1", price("p", "1000"))],
      start: "2024-12-01", more: at("trial_end", "2025-01-01"))
    #expect(BillingRun([trial, invoice.old]).assembly.collections[0].followsTrial)
    #expect(!BillingRun([invoice.old]).assembly.collections[0].followsTrial)
  }
}

@Suite struct `tie-outs of invoices and money` {
  private let records = [
    invoice.old, charge,
    balance("txn_1", "charge", 9900, fee: 300, source: "ch_1", at: "2025-01-02"),
    balance("txn_3", "payout", -9600, fee: 0, source: "po_1", at: "2025-01-09"),
    object(
      "payout", "po_1",
      #""amount":9600,"currency":"usd","status":"paid","balance_transaction":"txn_3""#),
  ]

  @Test func `all that can be checked holds, and the rest says what it needs`() {
    let checks = BillingRun(records).figures().tieOuts
    #expect(checks.filter { $0.result == .failed }.isEmpty)
    #expect(Set(checks.map(\.check)) == Set(TieOutRule.all.map(\.name)))
    let missing = checks.filter { $0.result.word == "not_evaluated" }.map(\.check)
    #expect(missing == ["general-ledger"])
    let none = BillingRun([]).figures().tieOuts
    #expect(none.allSatisfy { $0.result.word == "not_evaluated" })
    #expect(none.count == TieOutRule.all.count)
  }

  @Test(arguments: [
    ("paid-invoices-charges", #""amount":9900,"currency""#, #""amount":9800,"currency""#),
    ("balance-transactions", #""net":9600"#, #""net":9500"#),
    ("payouts", #""amount":9600,"#, #""amount":9500,"#),
    ("invoices-total", #""amount_paid":9900"#, #""amount_paid":9000"#),
  ])
  func `a figure that is changed on one side breaks its check`(
    _ name: String, _ before: String, _ after: String
  ) {
    let changed = records.map { $0.replacing(before, with: after) }
    #expect(changed != records)
    let failed = BillingRun(changed).figures().tieOuts
      .filter { $0.result == .failed }
    #expect(failed.contains { $0.check == name }, "\(failed)")
  }

  @Test func `a payout at once costs a fee, and everything ties out`() {
    let instantly = [
      balance("txn_3", "payout", -9500, fee: 100, source: "po_1", at: "2025-01-09"),
      object(
        "payout", "po_1",
        #""amount":9500,"currency":"usd","status":"paid","balance_transaction":"txn_3""#),
    ]
    let figures = BillingRun(records.dropLast(2) + instantly).figures()
    #expect(figures.tieOuts.allSatisfy { $0.result != .failed })
    #expect(figures.cash.map(\.fees) == [-400])
    #expect(figures.balance.map(\.closing) == [0])
  }

  @Test func `a general ledger is compared account by account`() throws {
    let text =
      "period,account,currency,debit,credit\n2025-01,Revenue,usd,,31.00\n"
      + "2025-01,Fees,usd,2.99,\n"
    let ledger = try TrialBalance(Array(text.utf8), name: "ledger.csv")
    let checks = BillingRun(records).figures(ledger: ledger).tieOuts
      .filter { $0.check == "general-ledger" }
    #expect(checks.map(\.result) == [.passed, .failed])
    #expect(checks.map(\.difference) == [0, 1])
  }
}
