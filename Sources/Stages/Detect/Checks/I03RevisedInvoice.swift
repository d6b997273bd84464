import Billing
import Bytes
import Reconciliation

extension Check {
  static let revisedInvoice = Check(
    "I03", "revised-invoice-counted-twice",
    definition: "An invoice was revised, and the rows of both it and its revision count.",
    origin: "The link to the newest revision is ignored.",
    harm: .metrics, severity: .p1, disposition: .auto,
    fix: "Set the original's row to void.",
    safeguard: "Stripe names the revision; both rows are at hand.",
    personWhen: "Never, unless one of the two was paid.",
    needs: [.invoices], needsFields: [.invoice, .status], of: .invoices,
    findInTables: { check, file in
      file.invoicesToJudge().compactMap { row, invoice, invoices in
        guard file.isCountedTwice(row, invoice, invoices) else { return nil }
        let isPaid = file.money.state(of: row, in: invoices) == .paid
        let isVoid = file.state(of: invoice) == .void
        return file.finding(
          check, row, of: invoices, invoice, "the invoice and its revision are both counted",
          becoming: .void,
          unless: isPaid
            ? "the row of the original says paid"
            : isVoid ? nil : "the original is not void in Stripe")
      }
    })
}

extension TableCase {
  /// Whether a row's invoice was revised and the row of the revision counts as well.
  func isCountedTwice(_ row: Int, _ invoice: StripeObject, _ invoices: DatabaseTable) -> Bool {
    guard money.state(of: row, in: invoices) != .void,
      let revision = fact(.revision, invoice).symbol, revision != invoice.id
    else { return false }
    return money.invoiceRows(revision).contains { other in
      other != row && !invoices[other, .deletedAt].hasValue
        && money.state(of: other, in: invoices) != .void
    }
  }
}
