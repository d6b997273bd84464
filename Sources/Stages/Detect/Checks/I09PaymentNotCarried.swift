import Billing
import Bytes
import Reconciliation

extension Check {
  static let paymentNotCarried = Check(
    "I09", "payment-not-carried-over",
    definition: "The payment's row is paid; the row of the invoice it pays is not.",
    origin: "A repair stopped at one table.",
    harm: .metrics, severity: .p1, disposition: .auto,
    fix: "Set the invoice's status in the same transaction as the payment's.",
    safeguard: "Stripe has the invoice as paid, and the sums match.",
    personWhen: "The sums differ.",
    needs: [.payments, .invoices], needsFields: [.invoice, .status], of: .invoices,
    findInTables: { check, file in
      file.invoicesToJudge().compactMap { row, invoice, invoices in
        guard file.isPaymentNotCarried(row, invoice, invoices),
          let status = file.difference(.status, file.fact(.status, invoice), in: row, of: invoices)
        else { return nil }
        return file.finding(
          check, row, of: invoices, invoice, fields: [status],
          "the payment's row is paid and the invoice's is not")
      }
    })
}

extension TableCase {
  /// Whether only the payment's row was told that an invoice was paid.
  func isPaymentNotCarried(
    _ row: Int, _ invoice: StripeObject, _ invoices: DatabaseTable
  ) -> Bool {
    guard let payments = money.payments, state(of: invoice) == .paid,
      [.draft, .open, .failed, .uncollectible].contains(money.state(of: row, in: invoices))
    else { return false }
    return money.paymentRows(
      intent: fact(.paymentIntent, invoice), charge: fact(.charge, invoice),
      invoice: .symbol(invoice.id)
    ).contains { payment in
      money.isIncome(payment, in: payments) && money.state(of: payment, in: payments) == .paid
    }
  }
}
