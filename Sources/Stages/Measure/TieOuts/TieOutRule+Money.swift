import Billing
import Bytes
import Revenue

// MARK: Invoices

extension TieOutRule {
  static let invoiceRules = [
    TieOutRule("invoices-total", needs: "invoices with amount_remaining") { name, evidence in
      let invoices = evidence.finalInvoices.filter { $0.amountRemaining != nil }
      guard !invoices.isEmpty else { return nil }
      let credits = evidence.creditsOffOpen
      return evidence.byCurrency(invoices.map(\.currency)) { currency in
        let own = invoices.filter { $0.currency == currency }
        return TieOut(
          name, currency: currency, .init("totals", own.reduce(0) { $0 &+ ($1.total ?? 0) }),
          .init(
            "paid, open, void, given up, from balances and credited",
            own.reduce(0) { $0 &+ $1.explained &+ (credits[$1.id] ?? 0) }))
      }
    },
    TieOutRule("receivables", needs: "invoices with amount_remaining") { name, evidence in
      let open = evidence.finalInvoices.filter { $0.status == .open }
      guard !evidence.billing.invoices.isEmpty, open.allSatisfy({ $0.amountRemaining != nil })
      else { return nil }
      return evidence.byCurrency(evidence.billing.invoices.map(\.currency)) { currency in
        TieOut(
          name, currency: currency,
          .init("accounts receivable", evidence.balance(of: .accountsReceivable, currency)),
          .init(
            "remaining on open invoices",
            open.reduce(0) { $1.currency == currency ? $0 &+ ($1.amountRemaining ?? 0) : $0 }))
      }
    },
    TieOutRule("paid-invoices-charges", needs: "charges") { name, evidence in
      guard !evidence.facts.charges.isEmpty else { return nil }
      let links = BillingLinks(evidence.facts)
      let paid = evidence.finalInvoices.filter {
        $0.status == .paid && !$0.isPaidOutOfBand && ($0.amountPaid ?? 0) > 0
      }
      return evidence.byCurrency(paid.map(\.currency)) { currency in
        let own = paid.filter { $0.currency == currency }
        let charged = own.flatMap { links.chargesOfInvoice[$0.id] ?? [] }
          .map { evidence.facts.charges[$0] }.filter { $0.status == .succeeded && $0.isCaptured }
        return TieOut(
          name, currency: currency,
          .init("paid on invoices", own.reduce(0) { $0 &+ ($1.amountPaid ?? 0) }),
          .init("their charges", charged.reduce(0) { $0 &+ $1.amount }))
      }
    },
  ]
}

// MARK: The balance

extension TieOutRule {
  static let balanceRules = [
    TieOutRule("balance-transactions", needs: "balance transactions") { name, evidence in
      guard !evidence.payments.balance.isEmpty else { return nil }
      let odd = evidence.payments.balance.filter { $0.net != $0.amount &- $0.fee }
      return [
        TieOut(
          name, .init("transactions whose net is not the amount less the fee", Int64(odd.count)),
          .init("none", 0))
      ]
    },
    TieOutRule("balance-roll-forward", needs: "balance transactions") { name, evidence in
      guard !evidence.balance.isEmpty else { return nil }
      let all = evidence.payments.balance.reduce(into: [:] as [Symbol: Int64]) { sums, entry in
        sums[entry.currency, default: 0] &+= entry.net
      }
      return evidence.balance.enumerated().map { place, month in
        let next = place + 1 < evidence.balance.count ? evidence.balance[place + 1] : nil
        let isLast = next?.currency != month.currency
        return TieOut(
          name, currency: month.currency, period: month.period,
          .init("opening, activity and payouts", month.closing),
          isLast
            ? .init("all transactions", all[month.currency] ?? 0)
            : .init("next opening", next?.opening ?? 0))
      }
    },
    TieOutRule("cash-collected", needs: "balance transactions") { name, evidence in
      guard !evidence.cash.isEmpty else { return nil }
      return zip(evidence.cash, evidence.balance).map { cash, balance in
        TieOut(
          name, currency: cash.currency, period: cash.period,
          .init(
            "charges less refunds, disputes and fees, and the rest", cash.collected &+ cash.other),
          .init("net activity of the balance", balance.activity.net))
      }
    },
    TieOutRule("payouts", needs: "payouts") { name, evidence in
      guard !evidence.facts.payouts.isEmpty, !evidence.payments.balance.isEmpty else { return nil }
      let sent = evidence.symbols.find(BalanceCategory.payout.rawValue)
      let entries = evidence.payments.balance.filter { $0.category == sent }
      let known = Set(entries.map(\.id))
      return evidence.byCurrency(evidence.facts.payouts.map(\.currency)) { currency in
        let own = evidence.facts.payouts.filter {
          $0.currency == currency && known.contains($0.balanceEntry)
        }
        return TieOut(
          name, currency: currency,
          .init("payouts", own.reduce(0) { $0 &+ $1.amount }),
          .init(
            "their transactions",
            entries.reduce(0) { $1.currency == currency ? $0 &- $1.amount : $0 }))
      }
    },
  ]
}

extension InvoiceFact {
  /// What explains the total: paid, still to be paid, or from the customer's balance.
  fileprivate var explained: Int64 {
    let paid = isPaidOutOfBand ? max(amountPaid ?? 0, amountDue ?? 0) : amountPaid ?? 0
    let fromBalance = startingBalance.flatMap { before in endingBalance.map { $0 &- before } } ?? 0
    return paid &+ (amountRemaining ?? 0) &+ fromBalance
  }
}

extension TieOutEvidence {
  /// The invoices that became final.
  fileprivate var finalInvoices: [InvoiceFact] {
    facts.invoices.filter { $0.status != nil && $0.status != .draft }
  }

  /// What credit notes that still hold took off the open amounts of invoices.
  fileprivate var creditsOffOpen: [Symbol: Int64] {
    facts.creditNotes.reduce(into: [:]) { credits, note in
      guard note.voidedAt == nil else { return }
      credits[note.invoice, default: 0] &+= note.prePayment ?? 0
    }
  }

  /// What stands on an account after everything that was booked, debits less credits.
  fileprivate func balance(of account: Account, _ currency: Symbol) -> Int64 {
    totals.accounts.periods(of: currency).reduce(0) {
      $0 &+ totals.accounts[account, currency, $1]
    }
  }

  /// Makes a check for each of some currencies, by their text.
  fileprivate func byCurrency(
    _ currencies: [Symbol], _ check: (Symbol) -> TieOut
  ) -> [TieOut] {
    Set(currencies).sorted { symbols.precedes($0, $1) }.map(check)
  }
}
