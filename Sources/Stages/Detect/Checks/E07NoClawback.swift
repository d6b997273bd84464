import Billing
import Bytes
import Reconciliation

extension Check {
  static let noClawback = Check(
    "E07", "no-clawback",
    definition:
      "Credits stand although their invoice was given back, or are gone though it stands.",
    origin: "Refunds and disputes, or the end of a dispute, are not handled where credits are.",
    harm: .leak, severity: .p2, disposition: .review,
    fix: "Take back, or give again, what is left, by an entry of its own.",
    safeguard: "All entries for the invoice are added up, those that take back included.",
    personWhen: "Always: the credits may have been used, or left out of goodwill.",
    needs: [.credits], needsFields: [.invoice, .amount], of: .credits,
    findInTables: { check, file in
      guard let credits = file.money.credits else { return [] }
      let (charges, disputes) = (file.chargesByName, file.disputesOfCharges)
      return file.grantsOfInvoices(credits).compactMap { invoice, rows in
        guard let object = file.money.object(.invoice, invoice),
          let charge = file.charge(of: object, charges),
          let outcome = file.outcome(of: charge, disputes[charge.id] ?? []),
          let story = outcome.story(rows.compactMap { credits.credits($0) })
        else { return nil }
        var drift = file.finding(check, rows[0], of: credits, object, story)
        drift.objects = [ObjectName(.charge, charge.id)]
        drift.evidence = [object.origin] + rows.map { credits.origins[$0] }
        return drift
      }
    })
}

/// What became of the money of an invoice.
private enum Outcome {
  /// So much of it, in minor units, is the payer's again.
  case givenBack(Int64, of: Int64)
  /// A dispute was won, and nothing was refunded.
  case upheld

  /// What is wrong with the credits that were given for the money, those that were taken back
  /// again among them; `nil` when nothing is.
  func story(_ entries: [Int64]) -> String? {
    guard let granted = entries.filter({ $0 > 0 }).sum, let left = entries.sum else {
      return TableCase.tooLarge
    }
    switch self {
    case .givenBack(let returned, let amount):
      // As large a share of the credits as of the money; a fraction of a credit stays.
      let share = granted.multipliedFullWidth(by: returned)
      let due = amount == returned ? granted : amount.dividingFullWidth(share).quotient
      guard left > granted - due else { return nil }
      let part = amount == returned ? "the money" : "a part of the money"
      return "\(part) was given back, \(left - (granted - due)) credits were not"
    case .upheld:
      return left <= 0 ? "the dispute was won, and the credits are still gone" : nil
    }
  }
}

extension TableCase {
  /// The rows of credits for each invoice, in the order of the invoices' ids.
  fileprivate func grantsOfInvoices(_ credits: DatabaseTable) -> [(invoice: Symbol, rows: [Int])] {
    var rows: [Symbol: [Int]] = [:]
    for row in self.rows(of: credits) {
      let invoice = credits.symbol(row, .invoice)
      if invoice != .empty { rows[invoice, default: []].append(row) }
    }
    return rows.keys.sorted { symbols.precedes($0, $1) }.map { ($0, rows[$0] ?? []) }
  }

  /// The disputes of each charge.
  fileprivate var disputesOfCharges: [Symbol: [StripeObject]] {
    var disputes: [Symbol: [StripeObject]] = [:]
    for dispute in money.settled(.dispute) {
      guard let charge = fact(.charge, dispute).symbol else { continue }
      disputes[charge, default: []].append(dispute)
    }
    return disputes
  }

  /// What became of a charge; `nil` where it was paid and stays so, or nobody knows.
  fileprivate func outcome(of charge: StripeObject, _ disputes: [StripeObject]) -> Outcome? {
    guard let amount = fact(.amount, charge).integer, amount > 0 else { return nil }
    let lost = disputes.filter { hasStatus($0, "lost") }.map {
      fact(.amount, $0).integer ?? amount
    }
    let returned = ([fact(.amountRefunded, charge).integer ?? 0] + lost).sum ?? amount
    if returned > 0 { return .givenBack(min(returned, amount), of: amount) }
    return !disputes.isEmpty && disputes.allSatisfy { hasStatus($0, "won") } ? .upheld : nil
  }

  private func hasStatus(_ dispute: StripeObject, _ word: String) -> Bool {
    fact(.status, dispute).symbol.map { symbols.text($0) } == word
  }

  /// The charges that succeeded, by their own id, that of their payment and that of their invoice.
  fileprivate var chargesByName: [Symbol: StripeObject] {
    var charges: [Symbol: StripeObject] = [:]
    for charge in money.settled(.charge) where state(of: charge) == .paid {
      charges[charge.id] = charge
      for field in [StripeField.paymentIntent, .invoice] {
        if let name = fact(field, charge).symbol { charges[name] = charge }
      }
    }
    return charges
  }

  /// The charge that paid an invoice; which of the two names the other changed with the versions.
  fileprivate func charge(
    of invoice: StripeObject, _ charges: [Symbol: StripeObject]
  ) -> StripeObject? {
    let names = [fact(.charge, invoice).symbol, fact(.paymentIntent, invoice).symbol, invoice.id]
    return names.lazy.compactMap { $0.flatMap { charges[$0] } }.first
  }
}
