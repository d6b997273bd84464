import Billing
import Bytes
import Reconciliation

extension Check {
  static let layerMissing = Check(
    "L02", "layer-missing",
    definition: "A subscription runs and has its row; no row of the second layer follows it.",
    origin:
      "The step that gives an organisation what was bought failed.",
    harm: .denied, severity: .p0, disposition: .review,
    fix: "Make the row of the second layer, with the organisation of the checkout.",
    safeguard: "The subscription runs, and its row is live.",
    personWhen: "Always: whose it is must be looked up.",
    needs: [.subscriptions, .platformSubscriptions]
  ) { check, file in
    for (pair, rows) in file.layered
    where rows.isEmpty && pair.isStripeLive && pair.isRowLive {
      file.add(
        check.finding(
          aboutLayer: nil, following: pair, in: file, fields: [],
          story: "what was bought was written, but nobody was given it"))
    }
  }
}
