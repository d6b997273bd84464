import Billing
import Bytes
import Foundation
import Measure
import Revenue

/// What a story comes to: each movement as `day kind before→after reason`.
func movements(
  _ events: [String], _ rules: MeasureRules = MeasureRules(), asOf: String = "2025-12-31T23:59:59Z"
) -> [String] {
  let figures = Histories(events, asOf: asOf).figures(rules)
  return figures.movements.map { movement in
    "\(figures.zone.day(of: movement.time).text) \(movement.kind.rawValue) "
      + "\(movement.before)→\(movement.after) \(movement.reason.rawValue)"
  }
}

/// A subscription of one item at 10.00 a month that begins on 1 January.
func basic(
  _ status: String = "active", items: [String]? = nil, more: String = "", currency: String = "usd"
) -> String {
  subscription(
    "sub_1", status, customer: "cus_1", items: items ?? [item("si_1", price("p_1", "1000"))],
    start: "2025-01-01", currency: currency, more: more)
}

let began = event("evt_1", "created", at: "2025-01-01", basic())

/// An event after the beginning.
func then(_ time: String, _ object: String, _ verb: String = "updated") -> String {
  event("evt_" + time, verb, at: time, object)
}

func ended(_ time: String, more: String = "") -> String {
  then(
    time, basic("canceled", more: at("ended_at", time) + (more.isEmpty ? "" : "," + more)),
    "deleted")
}

func profile(_ change: (inout MeasureRules) -> Void) -> MeasureRules {
  var rules = MeasureRules()
  change(&rules)
  return rules
}
