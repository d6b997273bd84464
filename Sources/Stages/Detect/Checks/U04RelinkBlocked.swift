import Billing
import Bytes
import Reconciliation

extension Check {
  static let relinkBlocked = Check(
    "U04", "relink-blocked",
    definition: "The customer a row should name is held by another owner's row.",
    origin: "Two accounts were linked to one customer, or one was linked wrongly.",
    harm: .denied, severity: .p1, disposition: .review,
    fix: "Unlink the holder first, then link this row.",
    safeguard: "The holder has no live subscription.",
    personWhen: "Always.",
    needsFields: [.customer],
    signs: [.running, .differs]
  ) { check, file in
    for pair in file.suspects(of: check) {
      guard let customer = file.difference(.customer, of: pair),
        let wanted = customer.sides.stripe.symbol,
        file.board.holders.isClaimed(wanted, besidesBy: file.account.owner.rawValue)
      else { continue }
      file.add(
        check.finding(
          about: pair, in: file, fields: [customer],
          story: "another owner's row holds the customer that Stripe bills here"),
        about: pair)
    }
  }
}
