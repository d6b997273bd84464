import Billing
import Bytes
import Reconciliation

extension Check {
  static let paymentTwice = Check(
    "I06", "payment-recorded-twice",
    definition: "Several rows take in the money of one payment.",
    origin: "Two handlers record it: one for the payment, one for the invoice.",
    harm: .metrics, severity: .p0, disposition: .review,
    fix: "Keep one of the rows.",
    safeguard: "Rows are counted one by one; refunds, failures and deleted rows do not count.",
    personWhen: "Always: these are rows of money.",
    needs: [.payments], needsFields: [.paymentIntent], of: .payments,
    findInTables: { check, file in
      guard let payments = file.money.payments else { return [] }
      return file.doubledPayments(payments).map { rows in
        var drift = check.finding(
          aboutRow: rows[1], of: payments, story: "\(rows.count) rows take in one payment")
        drift.objects = [ObjectName(.paymentIntent, file.payment(of: rows[1], payments))]
        drift.evidence = rows.map { payments.origins[$0] }
        return drift
      }
    })
}

extension TableCase {
  /// Groups of rows that take in the same payment, each oldest first, then by their keys.
  fileprivate func doubledPayments(_ payments: DatabaseTable) -> [[Int]] {
    var groups: [Symbol: [Int]] = [:]
    for row in rows(of: payments)
    where money.isIncome(row, in: payments) && money.state(of: row, in: payments) == .paid {
      let payment = payment(of: row, payments)
      if payment != .empty { groups[payment, default: []].append(row) }
    }
    return groups.keys.sorted { symbols.precedes($0, $1) }.compactMap { payment in
      let rows = groups[payment] ?? []
      guard rows.count > 1 else { return nil }
      return rows.sorted { one, other in
        let (time, later) = (payments[one, .createdAt].time, payments[other, .createdAt].time)
        if let time, let later, time != later { return time < later }
        return symbols.precedes(payments.symbol(one, .key), payments.symbol(other, .key))
      }
    }
  }

  /// The one name of the payment that a row is about: its intent, if that can be found.
  fileprivate func payment(of row: Int, _ payments: DatabaseTable) -> Symbol {
    if let intent = payments[row, .paymentIntent].symbol, intent != .empty { return intent }
    if let charge = payments[row, .charge].symbol, charge != .empty {
      let object = money.object(.charge, charge)
      return object.flatMap { fact(.paymentIntent, $0).symbol } ?? charge
    }
    guard let invoice = money.object(.invoice, payments.symbol(row, .invoice)) else {
      return .empty
    }
    return fact(.paymentIntent, invoice).symbol ?? .empty
  }
}
