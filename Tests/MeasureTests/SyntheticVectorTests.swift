import Billing
import Bytes
import Revenue
import TestSupport
import Testing

/// Thirty made-up subscriptions whose figures were worked out by another program with exact
/// fractions.
@Suite("thirty subscriptions", .enabled(if: Vectors.areThere))
struct SyntheticVectorTests {
  private let vectors: Vectors
  private let histories: Histories

  init() throws {
    vectors = try Vectors("synthetic_v1")
    histories = Histories(try vectors.lines("input/events.ndjson"), asOf: "2025-06-30T23:59:59Z")
  }

  @Test func `the item ledger is the same, row by row`() throws {
    let ledger = histories.ledger()
    let rows = ledger.placesInTime.map { ledger.changes[$0] }
      .filter { $0.netChange != 0 || $0.grossChange != 0 }
      .map { change in
        let ids = [change.customer, change.subscription, change.item, change.currency]
          .map { ledger.symbols.text($0) }.joined(separator: ",")
        return "\(change.time.iso),\(ids),\(change.netChange),\(change.grossChange)"
      }
    #expect(try rows == vectors.rows("expected/mrr_item_changes__default.csv"))
    #expect(ledger.exceptions.isEmpty)
  }

  @Test(arguments: MovementGrain.allCases)
  func `movements and roll-forwards are the same at every grain`(_ grain: MovementGrain) throws {
    var rules = MeasureRules()
    rules.grain = grain
    let figures = histories.figures(rules)
    #expect(
      try figures.movementRows
        == vectors.rows("expected/movements__default__\(grain.rawValue).csv"))
    #expect(
      try figures.rollForwardRows
        == vectors.rows("expected/rollforward__default__\(grain.rawValue).csv"))
  }

  @Test func `what items bring at each month's end is the same`() throws {
    #expect(
      try histories.figures().monthEndRows
        == vectors.rows("expected/month_end_mrr_by_item__default.csv"))
  }

  @Test func `all currencies in one are the same`() throws {
    var rules = MeasureRules()
    rules.reportingCurrency = "usd"
    let bytes = Array(try vectors.lines("input/fx_rates.csv").joined(separator: "\n").utf8)
    let figures = histories.figures(rules, rates: try ExchangeRates(bytes, name: "fx_rates.csv"))
    #expect(
      try figures.consolidatedRows
        == vectors.rows("expected/rollforward_usd_consolidated__default__day.csv"))
  }

  @Test func `other rules give the figures that were told of them`() throws {
    var all = MeasureRules()
    all.discounts = .all
    var early = MeasureRules()
    early.churn = .cancelRequest
    #expect(histories.figures().closing("usd", "2025-06") == 86_376)
    #expect(histories.figures(early).closing("usd", "2025-06") == 84_376)
    #expect(histories.figures(all).closing("usd", "2025-06") == 86_376)
    #expect(histories.figures(all).closing("usd", "2025-04") == 76_333)
    #expect(histories.figures().closing("usd", "2025-04") == 79_833)
  }
}
