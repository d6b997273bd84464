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
          let outcome = file.outcome(of: charge, disputes)
        else { return nil }
        let sum = rows.reduce(0 as Int64) {
          $0.addingReportingOverflow(credits.credits($1) ?? 0).partialValue
        }
        let story: String
        switch outcome {
        case .givenBack where sum > 0: story = "the money was given back, \(sum) credits were not"
        case .upheld where sum <= 0: story = "the dispute was won, and the credits are still gone"
        default: return nil
        }
        var drift = file.finding(check, rows[0], of: credits, object, story)
        drift.evidence = [object.origin] + rows.map { credits.origins[$0] }
        return drift
      }
    })
}

/// What became of the money of an invoice.
private enum Outcome {
  /// All of it is the payer's again.
  case givenBack
  /// A dispute was won, and nothing was refunded.
  case upheld
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

  /// The status words of the disputes of each charge.
  fileprivate var disputesOfCharges: [Symbol: [String]] {
    var words: [Symbol: [String]] = [:]
    for dispute in money.settled(.dispute) {
      guard let charge = fact(.charge, dispute).symbol, let word = fact(.status, dispute).symbol
      else { continue }
      words[charge, default: []].append(symbols.text(word))
    }
    return words
  }

  /// What became of a charge; `nil` where it was paid and stays so, or nobody knows.
  fileprivate func outcome(of charge: StripeObject, _ disputes: [Symbol: [String]]) -> Outcome? {
    guard let amount = fact(.amount, charge).integer, amount > 0 else { return nil }
    let refunded = fact(.amountRefunded, charge).integer ?? 0
    let words = disputes[charge.id] ?? []
    if refunded >= amount || words.contains("lost") { return .givenBack }
    return refunded == 0 && !words.isEmpty && words.allSatisfy { $0 == "won" } ? .upheld : nil
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
