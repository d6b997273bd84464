import Billing
import Reconciliation

extension Check {
  static let cacheOverstays = Check(
    "K07", "cache-overstays",
    definition:
      "The entry says what is true, but is older than an entry may become, or never expires.",
    origin:
      "It was written without an end of life, or its life was renewed unseen.",
    harm: .audit, severity: .p3, disposition: .auto,
    fix: "Delete the key; write it with an end of life.",
    safeguard: "The entry's age is known.",
    personWhen: "Never.",
    needsCaches: [.state]
  ) { check, file in
    for view in file.cacheViews where view.standing == .agrees {
      guard view.overstay(at: file.taken(view.table)) != nil || view.neverExpires else { continue }
      file.add(
        check.finding(
          about: view, in: file, fields: [],
          story: view.neverExpires
            ? "the entry has no end of life" : "the entry is given out past its life"))
    }
  }
}
