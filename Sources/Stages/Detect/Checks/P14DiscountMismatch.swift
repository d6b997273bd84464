import Billing
import Bytes
import Reconciliation

extension Check {
  static let discountMismatch = Check(
    "P14", "discount-mismatch",
    definition: "The row's discount is not the one that Stripe applies.",
    origin: "A coupon was applied in the dashboard, or an expired one still counts.",
    harm: .metrics, severity: .p2, disposition: .auto,
    fix: "Set the discount's column.",
    safeguard: "Stripe shows the discount of the run's clock; its coupon is known.",
    personWhen: "The row names a coupon and Stripe a discount, or the reverse.",
    needsFields: [.discount],
    signs: [.running, .differs]
  ) { check, file in
    for pair in file.suspects(of: check) {
      guard let discount = file.difference(.discount, of: pair) else { continue }
      let name = discount.sides.stripe.symbol.map { file.evidence.symbols.text($0) } ?? ""
      file.add(
        check.finding(
          about: pair, in: file, fields: [discount],
          story: "the row's discount is not the one that Stripe applies",
          sets: [discount.newCell],
          hold: name.hasPrefix("di_") ? "the export does not say the discount's coupon" : nil),
        about: pair)
    }
  }
}
