import Billing
import Bytes
import Measure
import Revenue

/// An invoice as Stripe writes it, in the shape before or since 2025-03-31.
struct InvoiceRecord {
  var id = "in_1"
  var status = "paid"
  var customer = "cus_1"
  var subscription = "sub_1"
  var currency = "usd"
  var reason = "subscription_cycle"
  var created = "2025-01-01"
  var finalized: String? = "2025-01-01"
  var paidAt: String?
  var voidedAt: String?
  var uncollectibleAt: String?
  var total: Int64 = 0
  var tax: Int64 = 0
  var discount: Int64 = 0
  var due: Int64?
  var paid: Int64 = 0
  var remaining: Int64 = 0
  var balance: (before: Int64, after: Int64) = (0, 0)
  var attempted = true
  var outOfBand = false
  var hasMore = false
  var lines: [Line] = []
  var more = ""

  struct Line {
    var id = "il_1"
    var amount: Int64
    var start: String
    var end: String
    var discount: Int64 = 0
    var tax: Int64 = 0
    var isIncluded = false
  }

  /// The record in the shape before 2025-03-31.
  var old: String {
    record(
      #""subscription":"\#(subscription)","tax":\#(tax),"paid_out_of_band":\#(outOfBand)"#,
      lines.map { line in
        let tax = #""tax_amounts":[{"amount":\#(line.tax),"inclusive":\#(line.isIncluded)}]"#
        return written(line, #""subscription":"\#(subscription)","type":"subscription",\#(tax)"#)
      })
  }

  /// The record in the shape since 2025-03-31.
  var new: String {
    record(
      #""parent":{"type":"subscription_details","subscription_details":"#
        + #"{"subscription":"\#(subscription)"}},"total_taxes":[{"amount":\#(tax)}]"#,
      lines.map { line in
        let word = line.isIncluded ? "inclusive" : "exclusive"
        return written(
          line,
          #""subscription":null,"parent":{"subscription_item_details":"#
            + #"{"subscription":"\#(subscription)"}},"#
            + #""taxes":[{"amount":\#(line.tax),"tax_behavior":"\#(word)"}]"#)
      })
  }

  private func record(_ shape: String, _ lines: [String]) -> String {
    let times = [
      at("finalized_at", finalized), at("paid_at", paidAt), at("voided_at", voidedAt),
      at("marked_uncollectible_at", uncollectibleAt),
    ].joined(separator: ",")
    return #"{"id":"\#(id)","object":"invoice","status":"\#(status)","customer":"\#(customer)","#
      + #""currency":"\#(currency)","billing_reason":"\#(reason)",\#(at("created", created)),"#
      + #""status_transitions":{\#(times)},"total":\#(total),"attempted":\#(attempted),"#
      + #""total_discount_amounts":[{"amount":\#(discount)}],"amount_due":\#(due ?? total),"#
      + #""amount_paid":\#(paid),"amount_remaining":\#(remaining),"#
      + #""starting_balance":\#(balance.before),"ending_balance":\#(balance.after),"#
      + #""lines":{"object":"list","has_more":\#(hasMore),"#
      + #""data":[\#(lines.joined(separator: ","))]},\#(shape)\#(more)}"#
  }

  private func written(_ line: Line, _ shape: String) -> String {
    #"{"id":"\#(line.id)","object":"line_item","amount":\#(line.amount),"#
      + #""period":{\#(at("start", line.start)),\#(at("end", line.end))},"#
      + #""discount_amounts":[{"amount":\#(line.discount)}],\#(shape)}"#
  }
}

/// What a run makes of records about invoices and money.
struct BillingRun {
  var facts: BillingFacts
  var assembly: BillingAssembler.Assembly

  init(_ records: [String], asOf: String? = nil) {
    facts = BillingFacts()
    for part in Histories(records, asOf: asOf).parts { facts.add(part.billing) }
    let assembler = BillingAssembler(facts)
    assembly = assembler.assemble(0..<assembler.invoiceCount)
  }

  /// What the accounts moved by: `Revenue` → `2019-01` → minor units, as Stripe prints them.
  func changes(_ rules: RecognitionRules = RecognitionRules()) -> [String: [String: Int64]] {
    var books = Books()
    books.book = assembly.billing
    books.rules = rules
    return books.changes()
  }

  /// All figures.
  func figures(asOf: String = "2030-01-01", ledger: TrialBalance? = nil) -> BillingFigures {
    var measure = BillingMeasure(asOf: instant(asOf))
    measure.ledger = ledger
    return measure.figures(of: facts).figures
  }

  /// The close of a month, with the journal, beside months that are closed or without any.
  func close(_ month: CalendarMonth, beside closed: ClosedMonths? = nil) -> CloseFigures {
    var measure = BillingMeasure(asOf: instant("2030-01-01"))
    measure.closed = closed
    var facts = facts
    _ = closed?.addTexts(to: &facts.symbols)
    let billing = measure.figures(of: facts)
    var close = CloseFigures(month, asOf: measure.asOf, Histories([]).figures())
    (close.billing, close.journal) = (billing.figures, billing.journal)
    return close
  }
}

/// An object with its id and further members.
func object(_ kind: String, _ id: String, _ members: String) -> String {
  #"{"id":"\#(id)","object":"\#(kind)",\#(members)}"#
}
