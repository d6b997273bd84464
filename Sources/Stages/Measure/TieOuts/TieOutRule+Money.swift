import Billing
import Bytes
import Revenue

// MARK: Invoices

extension TieOutRule {
  static let invoiceRules = [
    TieOutRule("invoices-total", needs: "invoices with amount_remaining") { name, evidence in
      let known = evidence.invoices.filter { $0.knownCount > 0 }
      guard !known.isEmpty else { return nil }
      return known.map { sums in
        TieOut(
          name, currency: sums.currency, .init("totals", sums.total),
          .init("paid, open, void, given up, from balances and credited", sums.explained))
      }
    },
    TieOutRule("receivables", needs: "invoices with amount_remaining") { name, evidence in
      let booked = evidence.invoices.filter(\.isBooked)
      guard !booked.isEmpty, evidence.invoices.allSatisfy({ $0.unknownOpenCount == 0 }) else {
        return nil
      }
      return booked.map { sums in
        TieOut(
          name, currency: sums.currency,
          .init("accounts receivable", evidence.balance(of: .accountsReceivable, sums.currency)),
          .init("remaining on open invoices", sums.remaining))
      }
    },
    TieOutRule("paid-invoices-charges", needs: "charges") { name, evidence in
      guard !evidence.facts.charges.isEmpty else { return nil }
      return evidence.invoices.filter { $0.paidCount > 0 }.map { sums in
        TieOut(
          name, currency: sums.currency, .init("paid on invoices", sums.paid),
          .init("their charges", sums.charged))
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
          // With payouts, because sending money to the bank at once costs a fee as well.
          .init(
            "charges less refunds, disputes and fees, the rest, and payouts",
            cash.collected &+ cash.other &+ cash.payouts),
          .init("what the balance moved by", balance.activity.net &+ balance.payouts.net))
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
            && !$0.amount.isBeyondAmounts
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

extension TieOutEvidence {
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
