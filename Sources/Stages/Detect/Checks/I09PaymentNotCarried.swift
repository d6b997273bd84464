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
          let status = file.status(.paid, of: invoice, in: row, of: invoices)
        else { return nil }
        return file.finding(
          check, row, of: invoices, invoice, fields: [status],
          "the payment's row is paid and the invoice's is not", becoming: .paid,
          unless: file.isSumPaid(row, invoice, invoices) ? nil : "the sums differ")
      }
    })
}

extension TableCase {
  /// Whether only the payment's row was told that an invoice was paid.
  func isPaymentNotCarried(
    _ row: Int, _ invoice: StripeObject, _ invoices: DatabaseTable
  ) -> Bool {
    guard state(of: invoice) == .paid,
      [.draft, .open, .failed, .uncollectible].contains(money.state(of: row, in: invoices))
    else { return false }
    return !paidRows(for: invoice).isEmpty
  }

  /// Whether the payments' rows take in what the invoice's row and the invoice ask for.
  fileprivate func isSumPaid(
    _ row: Int, _ invoice: StripeObject, _ invoices: DatabaseTable
  ) -> Bool {
    guard let payments = money.payments else { return false }
    let amounts = paidRows(for: invoice).map { payments[$0, .amount].integer }
    let stated = [invoices[row, .amount].integer, fact(.amountPaid, invoice).integer]
    // Without amounts in the rows there are no sums that could differ.
    guard !amounts.contains(nil) else { return Set(stated.compactMap(\.self)).count <= 1 }
    guard let paid = amounts.compactMap(\.self).sum else { return false }
    return stated.allSatisfy { $0 == nil || $0 == paid }
  }

  private func paidRows(for invoice: StripeObject) -> [Int] {
    guard let payments = money.payments else { return [] }
    return money.paymentRows(of: invoice).filter { payment in
      money.isIncome(payment, in: payments) && money.state(of: payment, in: payments) == .paid
    }
  }
}
