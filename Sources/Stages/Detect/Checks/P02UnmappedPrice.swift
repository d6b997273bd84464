import Billing
import Reconciliation

extension Check {
  static let unmappedPrice = Check(
    "P02", "unmapped-price",
    definition: "Stripe bills a price that the catalogue maps to no plan, or to several.",
    origin: "The catalogue is behind, or a default branch swallowed it.",
    harm: .denied, severity: .p0, disposition: .review,
    fix: "Add the price to the catalogue, or an alias for it to the pipeline.",
    safeguard: "No plan is ever assumed.",
    personWhen: "Always.",
    needs: [.subscriptions, .plans],
    signs: [.row, .running, .unmappedPrice]
  ) { check, file in
    for pair in file.suspects(of: check)
    where !pair.isPlanKnown && !file.board.shelf.isLegacy(pair) {
      file.addUnmapped(
        check, pair,
        story: "the catalogue does not map the price that Stripe bills to one plan")
    }
  }
}
