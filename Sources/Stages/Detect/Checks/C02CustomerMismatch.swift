import Billing
import Reconciliation

extension Check {
  static let customerMismatch = Check(
    "C02", "customer-subscription-mismatch",
    definition: "The row names another customer than the subscription it names.",
    origin: "Customers were merged or linked anew; the subscription is older than that.",
    harm: .leak, severity: .p0, disposition: .review,
    fix: "Show both chains and decide which link is right.",
    safeguard: "Links are never changed by themselves.",
    personWhen: "Always.",
    needsFields: [.customer],
    signs: .differs
  ) { check, file in
    for pair in file.suspects(of: check) where pair.pair.link == .subscription {
      guard let customer = file.difference(.customer, of: pair),
        customer.sides.stripe.hasValue, customer.sides.database.hasValue
      else { continue }
      file.add(
        check.finding(
          about: pair, in: file, fields: [customer],
          story: "the row's customer is not the one Stripe bills", sets: [customer.newCell]),
        about: pair)
    }
  }
}
