import Billing
import Diagnostics
import Emit
import Reconciliation

/// Shorthands for plans and their scripts.
enum Script {
  static let writer = ScriptWriter(.postgresql)
  static var setup: String { writer.setup }

  static func header(
    limits: ChangePlan.Limits = .init(), expires: Int64 = 4_102_444_800
  ) -> ChangePlan.Header {
    ChangePlan.Header(
      system: "sample", account: "acct_1", livemode: true,
      asOf: Timestamp(seconds: 1_767_323_045), expires: Timestamp(seconds: expires),
      inputs: [.init(name: "events.ndjson.gz", sha256: String(repeating: "9f", count: 32))],
      limits: limits, tool: "trueup 1.0")
  }

  static func reason(_ key: String) -> Change.Reason {
    Change.Reason(
      class: "status-stale", sentence: "An event was lost.", drifts: ["d-\(key)"],
      evidence: [ChangeEvidence(id: "evt_\(key)", file: "events.ndjson.gz", recordNumber: 17)],
      money: Money(minorUnits: 2999, currency: "usd"))
  }

  static func reconcile(_ outcome: ChangePlanner.Outcome) throws -> String {
    try writer.reconcile(outcome.plans[0])
  }

  static func rollback(_ outcome: ChangePlanner.Outcome) throws -> String {
    try writer.rollback(outcome.inverses[0])
  }
}
