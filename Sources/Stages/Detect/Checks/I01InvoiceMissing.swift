import Billing
import Bytes
import Reconciliation

extension Check {
  static let invoiceMissing = Check(
    "I01", "invoice-missing",
    definition: "Stripe has a paid invoice of a known subscription; the database has no row of it.",
    origin: "The event was acknowledged and not stored, or fell out of the window.",
    harm: .metrics, severity: .p1, disposition: .auto,
    fix: "Insert the invoice if it is still absent.",
    safeguard: "The owner and the currency are known; the table goes back that far.",
    personWhen: "The owner is not known.",
    needs: [.invoices], needsFields: [.invoice], of: .invoices,
    findInTables: { check, file in
      guard let invoices = file.money.invoices else { return [] }
      return file.money.settled(.invoice).compactMap { invoice in
        // Many applications keep an invoice from the moment it is paid, and not before.
        guard file.state(of: invoice) == .paid,
          file.fact(.total, invoice).integer ?? 0 != 0, let holder = file.holder(of: invoice),
          file.money.isDue(invoice, since: file.money.invoicesSince),
          file.money.invoiceRows(invoice.id).isEmpty
        else { return nil }
        return file.finding(
          check, without: invoices, invoice, "the database lacks an invoice that is paid",
          of: holder, .paid, amount: file.onlyAmount(of: invoice))
      }
    })
}
