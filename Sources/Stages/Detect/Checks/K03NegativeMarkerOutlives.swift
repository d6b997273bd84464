import Billing
import Reconciliation

extension Check {
  static let negativeMarkerOutlives = Check(
    "K03", "negative-marker-outlives",
    definition: "The cache says that there is no subscription, or that it lapsed; it runs.",
    origin: "The word for nothing was cached and outlived the purchase or the renewal.",
    harm: .denied, severity: .p1, disposition: .auto,
    fix: "Delete the key; the application looks the truth up again.",
    safeguard: "The subscription runs by Stripe's last record.",
    personWhen: "The row is wrong as well and waits for a person.",
    needsCaches: [.state]
  ) { check, file in
    for view in file.cacheViews where view.standing == .lapsed {
      file.add(
        check.finding(
          about: view, in: file, fields: view.differences,
          story: "the cache denies a subscription that runs"))
    }
  }
}
