import Billing
import Reconciliation

extension Check {
  static let seatsNotGranted = Check(
    "P10", "seats-not-granted",
    definition: "Stripe bills more seats than the row grants.",
    origin: "The path of the first purchase never writes the seats, or an update was missed.",
    harm: .denied, severity: .p0, disposition: .auto,
    fix: "Raise the seats to what is billed.",
    safeguard: "One item has the seats; the subscription is live; the number is known.",
    personWhen: "Never, unless something else about the row is in doubt.",
    needsFields: [.quantity],
    signs: [.running, .differs]
  ) { check, file in
    for pair in file.suspects(of: check) {
      guard let seats = file.difference(.quantity, of: pair),
        let billed = seats.sides.stripe.integer, billed > seats.sides.database.integer ?? 0
      else { continue }
      file.add(
        check.finding(
          about: pair, in: file, fields: [seats],
          story: "more seats are paid than the row grants", sets: [seats.newCell]),
        about: pair)
    }
  }
}
