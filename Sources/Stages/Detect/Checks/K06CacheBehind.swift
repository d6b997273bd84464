import Billing
import Reconciliation

extension Check {
  static let cacheBehind = Check(
    "K06", "cache-behind",
    definition:
      "The cache knows the right subscription and whether it runs; other values are old.",
    origin: "The entry was written before the last change and nothing dropped it.",
    harm: .metrics, severity: .p2, disposition: .auto,
    fix: "Delete the key; the application looks the truth up again.",
    safeguard: "The values differ from Stripe's last record.",
    personWhen: "The row is wrong as well and waits for a person.",
    needsCaches: [.state]
  ) { check, file in
    for view in file.cacheViews where view.standing == .behind {
      let age = view.isOlderThanTruth ? "was written before the last change" : "is out of date"
      file.add(
        check.finding(
          about: view, in: file, fields: view.differences,
          story: "the entry is about the right subscription but " + age))
    }
  }
}
