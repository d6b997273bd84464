import Billing
import Reconciliation

extension Check {
  static let seatsNotBilled = Check(
    "P11", "seats-not-billed",
    definition: "The row counts more seats than Stripe bills.",
    origin: "Nothing updates the quantity in Stripe after the checkout.",
    harm: .leak, severity: .p0, disposition: .stripe,
    fix: "Decide who counts as billable, then raise the quantity in Stripe, without proration.",
    safeguard: "No seat is taken away, and nothing is charged, by itself.",
    personWhen: "Always: a charge goes up.",
    needsFields: [.quantity],
    signs: [.running, .differs]
  ) { check, file in
    for pair in file.suspects(of: check) {
      guard let seats = file.difference(.quantity, of: pair),
        let billed = seats.sides.stripe.integer, let used = seats.sides.database.integer,
        used > billed
      else { continue }
      var drift = check.finding(
        about: pair, in: file, fields: [seats],
        story: "the row counts \(used - billed) more seats than Stripe bills")
      drift.remedy = .inStripe("raise the quantity of the item, or take the seats back")
      file.add(drift, about: pair)
    }
  }
}
