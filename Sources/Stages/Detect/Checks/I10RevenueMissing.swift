import Billing
import Bytes
import Reconciliation

extension Check {
  static let revenueMissing = Check(
    "I10", "revenue-missing",
    definition: "Stripe took in the money of an invoice; no row of the payments says so.",
    origin: "A handler ran before its owner was known, or failed.",
    harm: .metrics, severity: .p1, disposition: .auto,
    fix: "Insert the payment, or set its status, by Stripe's id.",
    safeguard: "Stripe has a charge for it; the table goes back that far.",
    personWhen: "The owner is not known.",
    needs: [.payments], needsFields: [.paymentIntent], of: .payments,
    findInTables: { check, file in
      guard let payments = file.money.payments else { return [] }
      return file.money.settled(.invoice).compactMap { invoice in
        guard file.isCash(invoice), let holder = file.holder(of: invoice),
          file.money.isDue(invoice, since: file.money.paymentsSince)
        else { return nil }
        let rows = file.money.paymentRows(of: invoice)
        let income = rows.filter { file.money.isIncome($0, in: payments) }
        guard let row = income.first else {
          // A row that was deleted is there; why it does not count is another question.
          guard rows.isEmpty else { return nil }
          let drift = file.finding(
            check, without: payments, invoice, "no row takes in the invoice's money",
            of: holder, .paid, amount: file.fact(.amountPaid, invoice).integer)
          return file.toldByPayment(drift, of: invoice)
        }
        guard !income.contains(where: { file.counts($0, payments) }) else { return nil }
        let isWhole = payments[row, .amount].integer.map { Cell.integer($0) }
        let drift = file.finding(
          check, row, of: payments, invoice, "the invoice was paid and the payment's row says no",
          becoming: .paid,
          unless: isWhole ?? .unknown == file.fact(.amountPaid, invoice)
            ? nil : "the row's amount is not the one that was paid")
        return file.toldByPayment(drift, of: invoice)
      }
    })
}

extension TableCase {
  /// Whether an invoice was paid by a charge that Stripe names.
  fileprivate func isCash(_ invoice: StripeObject) -> Bool {
    state(of: invoice) == .paid && fact(.amountPaid, invoice).integer ?? 0 > 0
      && fact(.isOutOfBand, invoice).flag != true
      && (fact(.paymentIntent, invoice).hasValue || fact(.charge, invoice).hasValue)
  }

  /// The events of the payment tell of the money before those of the invoice.
  fileprivate func toldByPayment(_ drift: Drift, of invoice: StripeObject) -> Drift {
    var drift = drift
    let payment = fact(.paymentIntent, invoice).symbol.map { ObjectName(.paymentIntent, $0) }
    let charge = fact(.charge, invoice).symbol.map { ObjectName(.charge, $0) }
    drift.objects.insert(contentsOf: [payment, charge].compactMap(\.self), at: 0)
    return drift
  }

  /// Whether a row says that the money came in, or says a word nobody knows.
  fileprivate func counts(_ row: Int, _ payments: DatabaseTable) -> Bool {
    let horizon = evidence.definition.clock.horizon
    if let changed = payments[row, .updatedAt].time, changed > horizon { return true }
    guard let state = money.state(of: row, in: payments) else { return true }
    return [.paid, .refunded, .disputed].contains(state)
  }
}
