import Billing
import Reconciliation

extension Check {
  static let pausedCollection = Check(
    "S16", "paused-collection-read-as-paying",
    definition: "Stripe collects nothing for now; the row shows plain good standing.",
    origin: "The pause leaves the status active and its flag is ignored.",
    harm: .metrics, severity: .p3, disposition: .auto,
    fix: "Mark the pause, where a column exists; state a rule for it in the pipeline.",
    safeguard: "Only the marker is set; access stays as it is.",
    personWhen: "No policy for paused collection is set.",
    signs: [.row, .collectionPaused]
  ) { check, file in
    let statesPolicy = file.evidence.definition.statusRule.cases.contains {
      $0.isCollectionPaused != nil
    }
    for pair in file.suspects(of: check) {
      let marker = file.difference(.pause, of: pair)
      guard pair.rowMeaning == .active, marker != nil || !statesPolicy else { continue }
      var drift = check.finding(
        about: pair, in: file, fields: [marker].compactMap { $0 },
        story: "collection is paused in Stripe but the row shows plain good standing",
        sets: [marker?.newCell].compactMap { $0 })
      if marker == nil { (drift.disposition, drift.heldBack) = (.report, nil) }
      file.add(drift, about: pair)
    }
  }
}
