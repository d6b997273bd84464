import Billing
import Bytes
import Reconciliation

extension Check {
  static let wrongInvoice = Check(
    "E05", "granted-on-wrong-invoice",
    definition: "Credits were given for an invoice that begins no period.",
    origin: "The handler gives credits for every paid invoice, whatever the reason of billing.",
    harm: .leak, severity: .p2, disposition: .review,
    fix: "Take the credits back by an entry of their own, and look at `billing_reason` first.",
    safeguard: "The invoice is of a change in the middle of a period, or nothing was paid for it.",
    personWhen: "Always: the credits may have been used.",
    needs: [.credits], needsFields: [.invoice], of: .credits,
    findInTables: { check, file in
      guard let credits = file.money.credits else { return [] }
      return file.rows(of: credits).compactMap { row in
        guard credits.gives(row),
          let invoice = file.money.object(.invoice, credits.symbol(row, .invoice)),
          let story = file.faultOfGrant(for: invoice)
        else { return nil }
        return file.finding(check, row, of: credits, invoice, story)
      }
    })
}

extension TableCase {
  /// What is wrong with credits for an invoice; `nil` where they may be right.
  ///
  /// Source of the words: Stripe API reference, `billing_reason`. A change of the interval is
  /// billed as an update too, and begins a period: then the invoice is as old as the period.
  fileprivate func faultOfGrant(for invoice: StripeObject) -> String? {
    guard let reason = fact(.billingReason, invoice).symbol.map({ symbols.text($0) }),
      ["subscription_update", "subscription_threshold"].contains(reason)
    else { return nil }
    if let total = fact(.total, invoice).integer, total <= 0 {
      return "the credits are for a change for which nothing was paid"
    }
    guard let created = fact(.created, invoice).time, let period = period(of: invoice),
      created > period.lowerBound.adding(seconds: 3600), created < period.upperBound
    else { return nil }
    return "the credits are for a change in the middle of a period"
  }

  /// The present period of an invoice's subscription.
  private func period(of invoice: StripeObject) -> Range<Timestamp>? {
    guard let id = fact(.subscription, invoice).symbol,
      let place = board.subscriptionPlaces[id].map({ Int($0) })
    else { return nil }
    let object = evidence.subscriptions[place]
    guard let start = fact(.periodStart, object).time, let end = fact(.periodEnd, object).time,
      start < end
    else { return nil }
    return start..<end
  }
}

extension DatabaseTable {
  /// How many credits a row gives, or takes back where it is negative; `nil` when nobody says.
  func credits(_ row: Int) -> Int64? {
    [RowField.amount, .quantity].lazy.compactMap { self[row, $0].integer }.first
  }

  /// Whether a row gives credits.
  fileprivate func gives(_ row: Int) -> Bool { credits(row).map { $0 > 0 } ?? true }
}
