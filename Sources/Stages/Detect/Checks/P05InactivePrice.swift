import Billing
import Bytes
import Reconciliation

extension Check {
  static let inactivePrice = Check(
    "P05", "inactive-price-sold",
    definition: "A plan on sale has a price that is archived in Stripe.",
    origin: "The price was archived and the catalogue was not told.",
    harm: .denied, severity: .p0, disposition: .review,
    fix: "Give the plan the active price of the same product and interval.",
    safeguard: "Stripe itself says that the price is archived; subscribers keep it.",
    personWhen: "Always.",
    needs: [.plans], needsFields: [.price], of: .plans,
    findInTables: { check, file in
      guard let plans = file.plans else { return [] }
      return file.rows(of: plans).compactMap { row in
        guard plans[row, .active].flag != false, let symbol = plans[row, .price].symbol,
          let price = file.prices[symbol], price.active.flag == false
        else { return nil }
        return check.finding(
          aboutRow: row, of: plans, story: "the plan is sold at a price that is archived",
          evidence: [price.origin].compactMap { $0 })
      }
    })
}
