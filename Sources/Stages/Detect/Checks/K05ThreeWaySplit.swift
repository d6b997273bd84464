import Billing
import Reconciliation

extension Check {
  static let threeWaySplit = Check(
    "K05", "three-way-split",
    definition: "Stripe, the row and the cache say three different things about the status.",
    origin: "Two handlers failed one after the other, each with a copy of its own.",
    harm: .denied, severity: .p0, disposition: .auto,
    fix: "Mend the row first, then delete the key.",
    safeguard: "The row's own finding is settled before the key is dropped.",
    personWhen: "The row waits for a person.",
    needsCaches: [.state]
  ) { check, file in
    for view in file.cacheViews where view.standing == .split {
      file.add(
        check.finding(
          about: view, in: file, fields: view.differences.filter { $0.field == .status },
          story: "Stripe, the row and the cache say three different things"))
    }
  }
}
