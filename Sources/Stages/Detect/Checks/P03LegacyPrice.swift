import Billing
import Reconciliation

extension Check {
  static let legacyPrice = Check(
    "P03", "legacy-price",
    definition: "Stripe bills an archived price of a product on sale; the catalogue lacks it.",
    origin: "Subscribers keep the price they bought at when the catalogue moves on.",
    harm: .denied, severity: .p1, disposition: .review,
    fix: "Add an alias from the old price to the plan of the same product and interval.",
    safeguard: "No plan is assumed: an alias is for a person to write.",
    personWhen: "Always.",
    needs: [.subscriptions, .plans],
    signs: [.row, .running, .unmappedPrice]
  ) { check, file in
    for pair in file.suspects(of: check)
    where !pair.isPlanKnown && file.board.shelf.isLegacy(pair) {
      file.addUnmapped(
        check, pair, story: "the price that Stripe bills is archived and no plan has it")
    }
  }
}

extension AccountCase {
  /// Adds that a price is mapped to no plan; a fix that waits for the catalogue becomes its child.
  mutating func addUnmapped(_ check: Check, _ pair: PairView, story: String) {
    let waiting = drifts.firstIndex {
      $0.subscription == pair.subscription && $0.heldBack == FixPolicy.unmappedPrice
    }
    var drift = check.finding(about: pair, in: self, fields: [], story: story)
    drift.parent = waiting
    add(drift, about: pair)
  }
}
