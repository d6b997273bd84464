import Billing
import Bytes
import Reconciliation

extension Check {
  static let invoiceStatus = Check(
    "I02", "invoice-status-differs",
    definition: "The invoice's row has another status than the invoice.",
    origin: "An event was missed, or nothing handles void and uncollectible.",
    harm: .leak, severity: .p1, disposition: .auto,
    fix: "Set the status, along a way that an invoice can go.",
    safeguard: "The way is legal: nothing that was paid becomes open again.",
    personWhen: "The row says paid and Stripe does not.",
    needs: [.invoices], needsFields: [.invoice, .status], of: .invoices,
    findInTables: { check, file in
      file.invoicesToJudge().compactMap { row, invoice, invoices in
        guard let stated = file.money.state(of: row, in: invoices),
          let state = file.state(of: invoice), stated.asInvoice != state,
          // A refund leaves the invoice paid; that the row says more is no contradiction.
          !([.refunded, .disputed].contains(stated) && state == .paid),
          !file.mayBeBehind(invoice, state, stated),
          !file.isPaymentNotCarried(row, invoice, invoices),
          !file.isCountedTwice(row, invoice, invoices),
          let status = file.status(state, of: invoice, in: row, of: invoices)
        else { return nil }
        return file.finding(
          check, row, of: invoices, invoice, fields: [status],
          "the row says \(stated.rawValue) and the invoice is \(state.rawValue)",
          becoming: state,
          unless: stated.asInvoice.mayBecome(state) ? nil : "an invoice cannot go that way")
      }
    })
}

extension MoneyState {
  /// Whether an invoice can go from this state to another.
  ///
  /// Source: Stripe documentation, “Invoice status transitions”.
  func mayBecome(_ other: MoneyState) -> Bool {
    switch self {
    case .draft: other == .open || MoneyState.open.mayBecome(other)
    case .open: [.paid, .void, .uncollectible].contains(other)
    case .uncollectible: [.paid, .void].contains(other)
    default: false
    }
  }
}

extension TableCase {
  /// Whether the export may merely lack the event that made an invoice what its row says.
  ///
  /// Exports of what the application handles often have no event of an end without money.
  fileprivate func mayBeBehind(
    _ invoice: StripeObject, _ state: MoneyState, _ stated: MoneyState
  ) -> Bool {
    invoice.event != .empty && [.void, .uncollectible].contains(stated)
      && state.mayBecome(stated)
  }

  /// The difference between what a row says of an invoice and what became of it.
  func status(
    _ state: MoneyState, of invoice: StripeObject, in row: Int, of table: DatabaseTable
  ) -> FieldDifference? {
    let word = word(of: state, in: table, about: invoice)
    return difference(
      .status, word.map { .symbol($0) } ?? fact(.status, invoice), in: row, of: table)
  }

  /// The rows of invoices that count, each with its invoice.
  func invoicesToJudge() -> [(row: Int, invoice: StripeObject, table: DatabaseTable)] {
    guard let invoices = money.invoices else { return [] }
    return rows(of: invoices).compactMap { row in
      money.object(.invoice, invoices.symbol(row, .invoice)).map { (row, $0, invoices) }
    }
  }
}
