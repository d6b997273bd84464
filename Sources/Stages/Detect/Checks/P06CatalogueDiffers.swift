import Billing
import Bytes
import Reconciliation

extension Check {
  static let catalogueDiffers = Check(
    "P06", "catalogue-differs",
    definition: "The catalogue says another amount, currency or interval than Stripe's price.",
    origin: "The table of prices is kept by hand.",
    harm: .leak, severity: .p0, disposition: .review,
    fix: "Decide which side is right; a price's amount never changes in Stripe.",
    safeguard: "The same price id on both sides; Stripe's price has one amount.",
    personWhen: "Always.",
    needs: [.plans], needsFields: [.price], of: .plans,
    findInTables: { check, file in
      guard let plans = file.plans else { return [] }
      return file.rows(of: plans).compactMap { row in
        guard let symbol = plans[row, .price].symbol, let price = file.prices[symbol] else {
          return nil
        }
        let fields = file.differences(of: price, row, plans)
        guard !fields.isEmpty else { return nil }
        return check.finding(
          aboutRow: row, of: plans, fields: fields,
          story: "the catalogue and Stripe say different things of one price",
          evidence: [price.origin].compactMap { $0 })
      }
    })
}

extension TableCase {
  /// The fields in which a plan's row and its price in Stripe disagree.
  fileprivate func differences(
    of price: StripePrice, _ row: Int, _ plans: DatabaseTable
  ) -> [FieldDifference] {
    var fields: [FieldDifference?] = []
    // A tiered price has no amount of its own.
    if let billed = price.unitAmount.integer, let stated = plans[row, .amount].integer,
      billed != stated
    {
      fields.append(difference(.amount, price.unitAmount, in: row, of: plans))
    }
    if let billed = price.currency.symbol, let stated = plans[row, .currency].symbol,
      symbols.text(billed) != symbols.text(stated).lowercased()
    {
      fields.append(difference(.currency, price.currency, in: row, of: plans))
    }
    if let billed = price.period(symbols), let stated = plans[row, .interval].symbol,
      let period = BillingPeriod(word: symbols.text(stated)), billed != period
    {
      fields.append(difference(.interval, price.interval, in: row, of: plans))
    }
    return fields.compactMap { $0 }
  }
}
