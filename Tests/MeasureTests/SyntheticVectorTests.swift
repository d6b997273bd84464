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
    let rows = ledger.changesInTime
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

  /// The same facts as tables: of each subscription, item, price and coupon its present state.
  @Test func `tables give the same as events, but for what they do not remember`() throws {
    let tables = Histories(
      try Tables(vectors).subscriptions, takenAt: "2025-07-01T00:00:00Z",
      asOf: "2025-07-01T00:00:00Z")
    let found = tables.figures().monthEndRows.filter { !$0.hasPrefix("2025-07") }
    let expected = try vectors.rows("expected/month_end_mrr_by_item__default.csv")
    #expect(found.filter { $0.hasPrefix("2025-06") } == expected.filter { $0.hasPrefix("2025-06") })
    // Seats and a price that changed, and when Stripe gave up: tables have the last state alone.
    func isRemembered(_ row: String) -> Bool {
      !["si_08,", "si_09,", "si_16,"].contains { row.contains($0) }
    }
    #expect(found.filter(isRemembered) == expected.filter(isRemembered))
  }
}

/// The tables of the thirty subscriptions, as the objects that they were made from.
private struct Tables {
  let subscriptions: [String]

  init(_ vectors: Vectors) throws {
    let prices = Dictionary(
      uniqueKeysWithValues: try vectors.records("input/price_data.csv").map { row in
        (
          row["id"] ?? "",
          price(
            row["id"] ?? "", row["unit_amount_decimal"] ?? "",
            per: row["recurring_interval"] ?? "",
            count: Int(row["recurring_interval_count"] ?? "") ?? 1,
            currency: row["currency"] ?? "", usage: row["recurring_usage_type"] ?? "")
        )
      })
    let items = try vectors.records("input/subscription_item_data.csv")
    let coupons = try vectors.records("input/coupon_data.csv")
    let discounts = try vectors.records("input/subscription_discount_data.csv")
    subscriptions = try vectors.records("input/subscription_data.csv").map { row in
      let own = items.filter { $0["subscription_id"] == row["id"] }
      let discount = discounts.first { $0["subscription_id"] == row["id"] }
      let currency =
        own.first?["plan_id"] == "p_eur18"
        ? "eur" : own.first?["plan_id"] == "p_jpy" ? "jpy" : "usd"
      return subscription(
        row["id"] ?? "", row["status"] ?? "", customer: row["customer_id"] ?? "",
        items: own.map { one in
          item(
            one["id"] ?? "", prices[one["plan_id"] ?? ""] ?? "",
            quantity: Int(one["quantity"] ?? ""), created: Self.time(one["created"]))
        },
        start: Self.time(row["start_date"]) ?? "", currency: currency,
        more: Self.members(of: row) + (discount.map { Self.text($0, coupons) } ?? ""))
    }
  }

  private static func members(of row: [String: String]) -> String {
    let times = [
      "cancel_at", "canceled_at", "ended_at", "trial_start", "trial_end", "current_period_end",
    ].map { at($0, time(row[$0])) }
    return #""cancel_at_period_end":\#(row["cancel_at_period_end"]?.lowercased() ?? "false"),"#
      + times.joined(separator: ",")
  }

  private static func text(_ discount: [String: String], _ coupons: [[String: String]]) -> String {
    let coupon = coupons.first { $0["id"] == discount["coupon_id"] } ?? [:]
    func number(_ name: String) -> String {
      coupon[name].flatMap { $0.isEmpty ? nil : $0 } ?? "null"
    }
    let terms =
      #"{"id":"\#(coupon["id"] ?? "")","object":"coupon","#
      + #""duration":"\#(coupon["duration"] ?? "")","#
      + #""percent_off":\#(number("percent_off")),"amount_off":\#(number("amount_off")),"#
      + #""currency":"\#(coupon["currency"] ?? "")","valid":true}"#
    return #","discount":{"id":"\#(discount["id"] ?? "")","object":"discount","coupon":\#(terms),"#
      + at("start", time(discount["start"])) + "," + at("end", time(discount["end"])) + "}"
  }

  /// An instant as the tables write it; nothing for an empty cell.
  private static func time(_ text: String?) -> String? {
    guard let text, !text.isEmpty else { return nil }
    return text.replacing(" ", with: "T") + "Z"
  }
}

extension RecurringLedger {
  /// The changes in the order of time, as the item ledger is read.
  fileprivate var changesInTime: [ItemChange] {
    func ids(_ change: ItemChange) -> [String] {
      [change.customer, change.subscription, change.item, change.currency].map(symbols.text)
    }
    return changes.sorted { one, other in
      one.time != other.time
        ? one.time < other.time : ids(one).lexicographicallyPrecedes(ids(other))
    }
  }
}
