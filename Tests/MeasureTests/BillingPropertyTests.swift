import Billing
import Bytes
import Diagnostics
import JSON
import Measure
import Normalize
import Read
import Reconciliation
import Revenue
import TestSupport
import Testing

/// A year of one customer in events: invoices, charges, failures and what was taken back.
enum Year {
  static let events: [String] = {
    var events: [String] = []
    for month in 1...9 {
      let day = "2025-0\(month)-01"
      let end = "2025-0\(month == 9 ? 9 : month + 1)-\(month == 9 ? "30" : "01")"
      var invoice = InvoiceRecord()
      (invoice.id, invoice.created, invoice.finalized) = ("in_\(month)", day, day)
      (invoice.total, invoice.tax, invoice.due) = (1100, 100, 1100)
      invoice.lines = [
        .init(id: "il_\(month)", amount: 1000, start: day, end: end, tax: 100)
      ]
      (invoice.status, invoice.remaining) = ("open", 1100)
      let isOld = month < 5
      events.append(event("evt_a\(month)", "x", at: day, isOld ? invoice.old : invoice.new))
      if month == 4 {
        (invoice.status, invoice.voidedAt) = ("void", "2025-04-20")
      } else {
        (invoice.status, invoice.paid, invoice.remaining) = ("paid", 1100, 0)
        invoice.paidAt = "2025-0\(month)-03"
        events.append(charge(month, failed: false))
        if month % 2 == 0 { events.append(charge(month, failed: true)) }
      }
      events.append(
        event("evt_b\(month)", "x", at: "2025-0\(month)-21", isOld ? invoice.old : invoice.new))
    }
    return events + reversals
  }()

  private static func charge(_ month: Int, failed: Bool) -> String {
    let time = "2025-0\(month)-0\(failed ? 1 : 3)"
    let id = "\(failed ? "x" : "")\(month)"
    return event(
      "evt_c\(id)", "x", at: time,
      object(
        "charge", "ch_\(id)",
        #""amount":1100,"currency":"usd","invoice":"in_\#(month)","customer":"cus_1","#
          + #""status":"\#(failed ? "failed" : "succeeded")","balance_transaction":"txn_\#(id)","#
          + at("created", time)))
  }

  private static let reversals = [
    event(
      "evt_r1", "x", at: "2025-02-10",
      object(
        "refund", "re_1",
        #""amount":500,"charge":"ch_2","currency":"usd","status":"succeeded","#
          + at("created", "2025-02-10"))),
    event(
      "evt_r2", "x", at: "2025-02-12",
      object(
        "refund", "re_1",
        #""amount":500,"charge":"ch_2","currency":"usd","status":"failed","#
          + at("created", "2025-02-10"))),
    event(
      "evt_d1", "x", at: "2025-03-10",
      object(
        "dispute", "dp_1",
        #""amount":1100,"charge":"ch_3","currency":"usd","status":"needs_response","#
          + at("created", "2025-03-10"))),
    event(
      "evt_d2", "x", at: "2025-05-10",
      object(
        "dispute", "dp_1",
        #""amount":1100,"charge":"ch_3","currency":"usd","status":"won","#
          + at("created", "2025-03-10"))),
    event(
      "evt_n1", "x", at: "2025-06-10",
      object(
        "credit_note", "cn_1",
        #""amount":220,"invoice":"in_6","type":"post_payment","lines":{"data":[{"amount":200,"#
          + #""invoice_line_item":"il_6","tax_amounts":[{"amount":20,"inclusive":false}]}]},"#
          + at("created", "2025-06-10"))),
    event(
      "evt_t1", "x", at: "2025-01-03",
      object(
        "balance_transaction", "txn_1",
        #""amount":1100,"fee":62,"net":1038,"currency":"usd","type":"charge","source":"ch_1","#
          + at("created", "2025-01-03"))),
  ]
}

@Suite struct `figures of invoices and money` {
  /// All figures in words.
  private func figures(_ records: [String]) -> [String] {
    let run = BillingRun(records)
    let figures = run.figures()
    let changes = run.changes().map { account, months in
      "\(account) \(months.sorted { $0.key < $1.key })"
    }
    return changes.sorted() + figures.dunning.map { "\($0.failed) \($0.recovered) \($0.lost)" }
      + figures.balance.map { "\($0.opening) \($0.activity.net) \($0.closing)" }
      + figures.tieOuts.map { "\($0.check) \($0.stated) \($0.derived)" }
  }

  @Test func `tell all that happened`() {
    let changes = BillingRun(Year.events).changes()
    #expect(changes["Voids"] == ["2025-04": 633])
    #expect(changes["Recoverables"] == ["2025-02": 455, "2025-05": 1000])
    #expect(changes["Disputes"] == ["2025-03": 290])
    #expect(changes["CreditNotes"] == ["2025-06": 60])
    let failed = BillingRun(Year.events).figures().tieOuts
      .filter { $0.result == .failed }
    #expect(failed.isEmpty, "\(failed)")
  }

  @Test func `neither order nor copies of events change any`() {
    let expected = figures(Year.events)
    var random = SplitMix64(seed: 2025)
    for _ in 0..<12 {
      var records = Year.events
      for _ in 0..<8 { records.append(records[Int(random.next() % UInt64(records.count))]) }
      for place in records.indices.reversed() {
        records.swapAt(place, Int(random.next() % UInt64(place + 1)))
      }
      #expect(figures(records) == expected)
    }
  }

  @Test func `the outline leaves all that they need`() {
    var scope = StripeScope()
    scope.measuresRevenue = true
    // Records of one shape are met often, so that the reader knows it.
    let records = Year.events + Year.events + Year.events
    let whole = facts(records, StripeLineReader(), scope)
    let outlined = facts(
      records, StripeLineReader(outline: StripeNormalizer.outline(for: scope)), scope)
    #expect(whole == outlined)
    #expect(whole.contains { $0.contains("il_6") })
  }

  private func facts(
    _ records: [String], _ reader: consuming StripeLineReader, _ scope: StripeScope
  ) -> [String] {
    var reader = reader
    var normalizer = StripeNormalizer(scope: scope)
    normalizer.begin(piece: 0)
    var log = DiagnosticLog()
    let bytes =
      Array(records.joined(separator: "\n").utf8)
      + Array(repeating: 0x20, count: JSONShapeReader.margin + 1)
    unsafe bytes.withUnsafeBufferPointer { buffer in
      _ = StripeReader().read(
        unsafe ByteView(buffer), startByte: 0, file: FileID(rawValue: 0), layout: .lines,
        reader: &reader, log: &log
      ) { normalizer.take($0, takenAt: instant("2030-01-01")) }
    }
    #expect(log.rejectionCount == 0)
    let parts = normalizer.takeParts()
    var register = EventRegister()
    for part in parts { register.add(EventRegister(packed: part.entries.chunks)) }
    let fold = RevenueFold(
      clock: ClockRules(asOf: instant("2030-01-01")), terms: normalizer.terms, register: register)
    let words = Words([normalizer.book])
    var facts = BillingFacts()
    for part in parts {
      facts.add(
        fold.history(packed: part.sights.chunks, recordBases: [], words: words).billing)
    }
    let symbols = facts.symbols
    return facts.invoices.map { "\($0)" }
      + facts.invoices.lines.map { symbols.text($0.id) + " \($0)" }
      + facts.charges.map { "\($0)" } + facts.refunds.map { "\($0)" }
      + facts.disputes.map { "\($0)" } + facts.creditNotes.map { "\($0)" }
      + facts.creditParts.map { "\($0)" } + facts.balance.map { "\($0)" }
  }
}
