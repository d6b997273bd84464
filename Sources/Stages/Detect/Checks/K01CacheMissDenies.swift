import Billing
import Reconciliation

extension Check {
  static let cacheMissDenies = Check(
    "K01", "cache-miss-denies",
    definition:
      "Row and subscription agree that it runs; the cache that the gate trusts has no entry.",
    origin: "The entry expired and nothing wrote it again.",
    harm: .denied, severity: .p0, disposition: .report,
    fix:
      "Have the application fill the entry from Stripe; a miss is never no subscription.",
    safeguard: "Row and Stripe agree first.",
    personWhen: "Always: an entry that is missing cannot be deleted.",
    needsCaches: [.state]
  ) { check, file in
    for view in file.cacheViews where view.standing == .missing {
      guard view.table.definition.onMiss == .deny, !view.table.isDamaged,
        let pair = view.pairs.first(where: { $0.isStripeLive && $0.isRowLive }),
        file.rowFinding(about: pair) == nil
      else { continue }
      var drift = check.finding(
        about: view.table, entry: nil, in: file, pair: pair,
        story: "the subscription runs, but its entry is not in the cache that the gate trusts")
      drift.customer = view.customer
      file.add(drift)
    }
  }
}
