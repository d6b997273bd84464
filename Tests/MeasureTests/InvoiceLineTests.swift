import Measure
import Revenue
import Testing

@Suite struct `an item whose price is its invoice line` {
  /// An invoice of one line, for a service of one month.
  private func invoice(_ id: String, _ amount: Int64, _ start: String, _ end: String) -> String {
    let line =
      #"{"id":"il_\#(id)","object":"line_item","amount":\#(amount),"subscription_item":"si_1","#
      + #""proration":false,"period":{\#(at("start", start)),\#(at("end", end))},"#
      + #""price":\#(metered)}"#
    return object(
      "invoice", id,
      #""status":"paid","currency":"usd","total":\#(amount),\#(at("created", end)),"#
        + #""subscription":"sub_1","lines":{"has_more":false,"data":[\#(line)]}"#)
  }

  private let metered = price("p_1", "0.5", usage: "metered")

  @Test func `changes when the service of the next line begins, whatever is seen of it`() {
    let usage = basic(items: [item("si_1", metered, quantity: nil)])
    let records = [
      event("evt_1", "created", at: "2025-01-01", usage),
      invoice("in_1", 4_321, "2025-01-01", "2025-02-01"),
      invoice("in_2", 1_000, "2025-02-01", "2025-03-01"),
      invoice("in_3", 2_500, "2025-03-01", "2025-04-01"),
    ]
    #expect(
      movements(records, profile { $0.metered = .trailingInvoice }, asOf: "2025-03-15") == [
        "2025-01-01 new 0→4321 start", "2025-02-01 contraction 4321→1000 price_change",
        "2025-03-01 expansion 1000→2500 price_change",
      ])
    #expect(movements(records).isEmpty)
  }
}
