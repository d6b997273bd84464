import Billing
import Reconciliation

extension Check {
  static let cachedWrongSubscription = Check(
    "K04", "cached-wrong-subscription",
    definition: "The cache names a subscription that is not the one that runs.",
    origin: "Whoever filled it took the first of the customer's subscriptions, not the live one.",
    harm: .denied, severity: .p1, disposition: .auto,
    fix: "Delete the key, and look at the rule by which the application picks a subscription.",
    safeguard: "Exactly one subscription of the customer runs.",
    personWhen: "Several subscriptions of the customer run.",
    needsCaches: [.state]
  ) { check, file in
    for view in file.cacheViews where view.standing == .wrongSubscription {
      var drift = check.finding(
        about: view, in: file, fields: [],
        story: "the cache follows a subscription that is not the live one")
      let live = view.pairs.filter(\.isStripeLive)
      drift.subscription = live.first?.subscription
      drift.parent = file.rowFinding(about: live.first)
      if live.count > 1, drift.disposition == .auto {
        drift.disposition = .review
        drift.heldBack = "several subscriptions of the customer run"
      }
      file.add(drift)
    }
  }
}
