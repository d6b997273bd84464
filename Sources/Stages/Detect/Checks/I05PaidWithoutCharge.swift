import Billing
import Bytes
import Reconciliation

extension Check {
  static let paidWithoutCharge = Check(
    "I05", "paid-without-charge",
    definition: "An invoice was paid without a charge, and the database counts it as cash.",
    origin: "It was paid from the balance or outside of Stripe; the model knows charges only.",
    harm: .metrics, severity: .p2, disposition: .report,
    fix: "Tell cash from what was settled otherwise.",
    safeguard: "Stripe itself says that nothing was charged.",
    personWhen: "Only if the cash is counted for the books.",
    needs: [.payments], needsFields: [.invoice], of: .payments,
    findInTables: { check, file in
      guard let payments = file.money.payments else { return [] }
      return file.rows(of: payments).compactMap { row in
        guard let invoice = file.money.object(.invoice, payments.symbol(row, .invoice)),
          file.money.state(of: row, in: payments) == .paid,
          payments[row, .amount].integer ?? 0 > 0, file.state(of: invoice) == .paid
        else { return nil }
        let isOutside = file.fact(.isOutOfBand, invoice).flag == true
        guard isOutside || file.fact(.amountPaid, invoice).integer == 0 else { return nil }
        var drift = file.finding(
          check, row, of: payments, invoice,
          isOutside
            ? "the invoice was paid outside of Stripe and is counted as a charge"
            : "the invoice was settled from the balance and is counted as a charge")
        // It is the model that is wrong: no event was lost.
        drift.objects = []
        return drift
      }
    })
}
