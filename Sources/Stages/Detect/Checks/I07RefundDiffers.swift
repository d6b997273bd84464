import Billing
import Bytes
import Reconciliation

extension Check {
  static let refundDiffers = Check(
    "I07", "refund-differs",
    definition: "The rows of a payment give back another sum than Stripe did.",
    origin: "A refund of a part, or of several payments at once, was missed or put down whole.",
    harm: .metrics, severity: .p1, disposition: .auto,
    fix: "Insert the refund that is missing, by its own id.",
    safeguard: "The refund succeeded; the sum of all stays within the charge.",
    personWhen: "The rows give back more than Stripe did.",
    needs: [.payments], needsFields: [.amount, .status, .paymentIntent], of: .payments,
    needsObjects: [.charge],
    findInTables: { check, file in
      guard let payments = file.money.payments else { return [] }
      return file.money.settled(.charge).compactMap { charge in
        guard let refunds = file.refunded(charge),
          let row = file.incomeRow(of: charge, payments),
          let rows = file.noted(charge, row, payments)
        else { return nil }
        guard let given = refunds.sum, let noted = rows.sum else {
          return file.finding(
            check, row, of: payments, charge, TableCase.tooLarge, unless: TableCase.tooLarge)
        }
        guard given != noted else { return nil }
        var drift = file.finding(
          check, row, of: payments, charge,
          "Stripe gave back \(given) and the rows \(noted), in the smallest unit")
        drift.objects += file.money.refunds(of: charge.id).map { ObjectName(.refund, $0.id) }
        if noted > given {
          check.mend(&drift, by: .none, unless: "the rows give back more than Stripe did")
        } else {
          file.insertRefund(of: given - noted, charge, like: row, payments, check, &drift)
        }
        return drift
      }
    })
}

extension TableCase {
  /// Proposes the row of the one refund that is missing.
  fileprivate func insertRefund(
    of sum: Int64, _ charge: StripeObject, like row: Int, _ payments: DatabaseTable,
    _ check: Check, _ drift: inout Drift
  ) {
    guard payments.definition.place(of: .refund) != nil else {
      return check.mend(&drift, by: .none, unless: "no column holds the id of a refund")
    }
    let missing = money.refunds(of: charge.id).filter {
      isSucceeded($0) && money.paymentRows(.refund, $0.id).isEmpty
    }
    guard missing.count == 1, fact(.amount, missing[0]).integer == sum else {
      return check.mend(&drift, by: .none, unless: "it is not one refund alone that is missing")
    }
    let holder = Holder(owner: payments.symbol(row, .owner), row: nil)
    let values = newRow(about: missing[0], in: payments, of: holder, .refunded, amount: -sum)
    let remedy = Remedy.insert(into: payments.definition.name, values: values, guards: [])
    let reason = policy.reasonToHold(remedy, in: payments.definition.name, about: missing[0])
    check.mend(&drift, by: remedy, unless: reason)
  }

  private func isSucceeded(_ refund: StripeObject) -> Bool {
    symbols.text(fact(.status, refund).symbol ?? .empty) == "succeeded"
  }

  /// What Stripe gave back of a charge, in minor units: the refunds that succeeded; `nil` when
  /// that is not known.
  func refunded(_ charge: StripeObject) -> [Int64]? {
    let refunds = money.refunds(of: charge.id)
    guard !refunds.contains(where: { !$0.notes.isDisjoint(with: [.inFlight, .tainted]) }) else {
      return nil
    }
    // Without the refunds themselves the charge says how much it was.
    if refunds.isEmpty { return fact(.amountRefunded, charge).integer.map { [$0] } }
    return refunds.filter(isSucceeded).compactMap { fact(.amount, $0).integer }
  }

  /// The row that took in the money of a charge.
  func incomeRow(of charge: StripeObject, _ payments: DatabaseTable) -> Int? {
    money.paymentRows(of: charge).first { row in
      money.isIncome(row, in: payments) && payments[row, .amount].hasValue
    }
  }

  /// What the rows of a charge give back, in minor units: rows with a negative amount, else the
  /// whole of a payment whose row says that it was refunded; `nil` when that is not known.
  func noted(
    _ charge: StripeObject, _ income: Int, _ payments: DatabaseTable
  ) -> [Int64]? {
    let rows = money.paymentRows(of: charge)
    let horizon = evidence.definition.clock.horizon
    let counted = rows.filter { !payments[$0, .deletedAt].hasValue }
    guard !counted.contains(where: { payments[$0, .updatedAt].time ?? horizon > horizon }) else {
      return nil
    }
    let given = counted.compactMap { payments[$0, .amount].integer }.filter { $0 < 0 }
    if !given.isEmpty { return given.map { Int64(clamping: $0.magnitude) } }
    guard let state = money.state(of: income, in: payments) else { return nil }
    return state == .refunded ? payments[income, .amount].integer.map { [$0] } : []
  }
}
