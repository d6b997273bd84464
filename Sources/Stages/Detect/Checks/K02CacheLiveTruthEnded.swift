import Billing
import Reconciliation

extension Check {
  static let cacheLiveTruthEnded = Check(
    "K02", "cache-live-truth-ended",
    definition: "The cache says that a subscription runs; the customer has none that does.",
    origin: "The event of the end did not drop the entry, or the page of success wrote it late.",
    harm: .leak, severity: .p1, disposition: .auto,
    fix: "Delete the key; the application looks the truth up again.",
    safeguard: "A record of Stripe's shows the end, and nothing of the customer's is in flight.",
    personWhen: "The row is wrong as well and waits for a person.",
    needsCaches: [.state]
  ) { check, file in
    for view in file.cacheViews where view.standing == .outlived {
      let age = view.isOlderThanTruth ? ", and the entry is older than the end" : ""
      file.add(
        check.finding(
          about: view, in: file, fields: view.differences,
          story: "the cache gives access to a subscription that is over" + age))
    }
  }
}
