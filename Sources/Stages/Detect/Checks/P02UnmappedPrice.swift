import Billing
import Reconciliation

extension Check {
  static let unmappedPrice = Check(
    "P02", "unmapped-price",
    definition: "Stripe bills a price that the catalogue does not know.",
    origin: "The catalogue is behind, or a default branch swallowed it.",
    harm: .denied, severity: .p0, disposition: .review,
    fix: "Add the price to the catalogue, or an alias for it to the pipeline.",
    safeguard: "No plan is ever assumed.",
    personWhen: "Always.",
    needs: [.subscriptions, .plans]
  ) { check, file in
    for pair in file.pairs where pair.isStripeLive && pair.row != nil {
      guard pair.fact(.price).hasValue, !Check.isPlanKnown(pair, in: file),
        !file.drifts.contains(where: { $0.subscription == pair.subscription })
      else { continue }
      file.add(
        check.finding(
          about: pair, in: file, fields: [],
          story: "the catalogue does not know the price that Stripe bills"),
        about: pair)
    }
  }
}
