import Billing
import Bytes
import Reconciliation

extension Check {
  static let moneyAmount = Check(
    "I04", "amount-differs",
    definition: "A row of an invoice or a payment has another amount or currency than Stripe.",
    origin: "It was stored when the invoice was made; credits and parts came later.",
    harm: .metrics, severity: .p1, disposition: .auto,
    fix: "Set the amount to what Stripe says in the end.",
    safeguard: "The invoice or payment is final in Stripe.",
    personWhen: "The invoice is still a draft or open, or the currency differs.",
    needs: [], needsOneOf: [.invoices, .payments],
    findInTables: { check, file in
      let invoices = file.invoicesToJudge().compactMap { row, invoice, table in
        file.amountFinding(check, row, invoice, table, [.total, .amountDue, .amountPaid])
      }
      return invoices
        + file.paymentsToJudge().compactMap { row, intent, table in
          file.amountFinding(check, row, intent, table, [.amount, .amountPaid])
        }
    })
}

extension TableCase {
  /// The rows of payments that take money in, each with its payment intent.
  func paymentsToJudge() -> [(row: Int, intent: StripeObject, table: DatabaseTable)] {
    guard let payments = money.payments else { return [] }
    return rows(of: payments).compactMap { row in
      guard money.isIncome(row, in: payments) else { return nil }
      return money.object(.paymentIntent, payments.symbol(row, .paymentIntent)).map {
        (row, $0, payments)
      }
    }
  }

  /// What is wrong with a row's money; `nil` where it equals one of the amounts Stripe names.
  fileprivate func amountFinding(
    _ check: Check, _ row: Int, _ object: StripeObject, _ table: DatabaseTable,
    _ meanings: [StripeField]
  ) -> Drift? {
    var fields: [FieldDifference?] = []
    // Which of them a column means is its own matter: with credits they differ from each other.
    let amounts = meanings.compactMap { fact($0, object).integer }
    if let stated = table[row, .amount].integer, let first = amounts.first,
      !amounts.contains(stated)
    {
      fields.append(difference(.amount, .integer(first), in: row, of: table))
    }
    let currency = fact(.currency, object)
    let isOther = isOther(currency, table[row, .currency])
    if isOther { fields.append(difference(.currency, currency, in: row, of: table)) }
    let found = fields.compactMap { $0 }
    guard !found.isEmpty else { return nil }
    let what = object.kind == .invoice ? "invoice" : "payment"
    let state = state(of: object) ?? .open
    return finding(
      check, row, of: table, object, fields: found,
      "the row's \(isOther ? "currency" : "amount") is not that of the \(what)",
      sets: found.map(\.newCell),
      unless: isOther
        ? "the two sides name different currencies"
        : [.draft, .open].contains(state)
          ? "the amount is not final in Stripe"
          : onlyAmount(of: object) == nil ? Self.severalAmounts : nil)
  }

  private func isOther(_ stripe: Cell, _ database: Cell) -> Bool {
    guard let billed = stripe.symbol, let stated = database.symbol else { return false }
    return symbols.text(billed) != symbols.text(stated).lowercased()
  }
}
