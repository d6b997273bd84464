import Billing
import Bytes
import Reconciliation

extension Check {
  static let revenueMissing = Check(
    "I10", "revenue-missing",
    definition: "Stripe took in money for an invoice; no row of the payments says so.",
    origin: "A handler ran before its owner was known, or failed.",
    harm: .metrics, severity: .p1, disposition: .auto,
    fix: "Insert the payment, or set its status, by Stripe's id.",
    safeguard: "Stripe has a charge for it; the table goes back that far.",
    personWhen: "The owner is not known.",
    needs: [.payments], needsFields: [.paymentIntent], of: .payments,
    findInTables: { check, file in
      guard let payments = file.money.payments else { return [] }
      return file.receipts(payments).compactMap { receipt in
        let rows = file.money.paymentRows(of: receipt.object)
        let income = rows.filter { file.money.isIncome($0, in: payments) }
        guard let row = income.first else {
          // A row that was deleted is there; why it does not count is another question.
          guard rows.isEmpty else { return nil }
          var drift = file.finding(
            check, without: payments, receipt.object,
            "no row takes in the \(receipt.noun)'s money", of: receipt.holder, .paid,
            amount: receipt.amount)
          if receipt.object.kind == .paymentIntent {
            let hold = "the payment names no invoice, so a person says what it is for"
            check.mend(&drift, by: drift.remedy, unless: drift.heldBack ?? hold)
          }
          return file.toldByPayment(drift, of: receipt.object)
        }
        guard !income.contains(where: { file.counts($0, payments) }) else { return nil }
        let drift = file.finding(
          check, row, of: payments, receipt.object,
          "the \(receipt.noun) was paid and the payment's row says no", becoming: .paid,
          unless: payments[row, .amount].integer ?? receipt.amount == receipt.amount
            ? nil : "the row's amount is not the one that was paid")
        return file.toldByPayment(drift, of: receipt.object)
      }
    })
}

/// Money that Stripe took in, of somebody whom the database knows.
private struct Receipt {
  /// The invoice, or the payment of one that does not name it.
  var object: StripeObject
  var holder: TableCase.Holder
  var amount: Int64

  var noun: String { object.kind == .invoice ? "invoice" : "payment" }
}

extension TableCase {
  /// What Stripe took in since the table of payments began, in the order of the ids.
  ///
  /// Since the version of 2025-03-31 neither an invoice nor its payment names the other. Such a
  /// payment counts if the table has others like it: one that is about something else need not be
  /// in it.
  fileprivate func receipts(_ payments: DatabaseTable) -> [Receipt] {
    let invoices = money.settled(.invoice).compactMap { invoice -> Receipt? in
      guard isCash(invoice), let holder = holder(of: invoice),
        money.isDue(invoice, since: money.paymentsSince),
        let amount = fact(.amountPaid, invoice).integer
      else { return nil }
      return Receipt(object: invoice, holder: holder, amount: amount)
    }
    let named = Set(money.settled(.invoice).compactMap { fact(.paymentIntent, $0).symbol })
    let free = money.settled(.paymentIntent).filter { intent in
      !named.contains(intent.id) && !fact(.invoice, intent).hasValue
        && state(of: intent) == .paid && money.isDue(intent, since: money.paymentsSince)
    }
    guard free.contains(where: { !money.paymentRows(of: $0).isEmpty }) else { return invoices }
    let owners = ownersOfCustomers
    return invoices
      + free.compactMap { intent in
        let owner = fact(.customer, intent).symbol.flatMap { owners[$0] }
        guard let amount = fact(.amountPaid, intent).integer ?? fact(.amount, intent).integer,
          amount > 0, owner != nil || !money.paymentRows(of: intent).isEmpty
        else { return nil }
        return Receipt(object: intent, holder: Holder(owner: owner ?? .empty), amount: amount)
      }
  }

  /// Whose customer each is, where rows of one owner name all that the customer subscribed to.
  ///
  /// What is missing of others follows from the row that they lack.
  private var ownersOfCustomers: [Symbol: Symbol] {
    var owners: [Symbol: Symbol] = [:]
    for (place, subscription) in evidence.subscriptions.enumerated() {
      guard let customer = fact(.customer, subscription).symbol else { continue }
      let owner = holders[place]?.owner ?? .empty
      owners[customer] = owners[customer].map { $0 == owner ? owner : .empty } ?? owner
    }
    return owners.filter { $0.value != .empty }
  }

  /// Whether an invoice was paid by a charge that Stripe names.
  private func isCash(_ invoice: StripeObject) -> Bool {
    state(of: invoice) == .paid && fact(.amountPaid, invoice).integer ?? 0 > 0
      && fact(.isOutOfBand, invoice).flag != true
      && (fact(.paymentIntent, invoice).hasValue || fact(.charge, invoice).hasValue)
  }

  /// The events of the payment tell of the money before those of the invoice.
  fileprivate func toldByPayment(_ drift: Drift, of object: StripeObject) -> Drift {
    guard object.kind == .invoice else { return drift }
    var drift = drift
    let payment = fact(.paymentIntent, object).symbol.map { ObjectName(.paymentIntent, $0) }
    let charge = fact(.charge, object).symbol.map { ObjectName(.charge, $0) }
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
