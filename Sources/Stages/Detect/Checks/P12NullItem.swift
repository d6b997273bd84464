import Billing
import Reconciliation

extension Check {
  static let nullItem = Check(
    "P12", "null-item-pointer",
    definition: "The row does not name the item that bears the plan, so later syncs do nothing.",
    origin: "The item was not written when the subscription was made.",
    harm: .leak, severity: .p1, disposition: .auto,
    fix: "Fill in the item's id.",
    safeguard: "Exactly one item bears the plan; the column is still null.",
    personWhen: "Never, unless something else about the row is in doubt.",
    needsFields: [.item],
    signs: [.running, .differs]
  ) { check, file in
    for pair in file.suspects(of: check) {
      guard let item = file.difference(.item, of: pair), item.sides.database.isNull,
        item.sides.stripe.hasValue
      else { continue }
      file.add(
        check.finding(
          about: pair, in: file, fields: [item], story: "the row does not name its item",
          sets: [item.newCell]),
        about: pair)
    }
  }
}
