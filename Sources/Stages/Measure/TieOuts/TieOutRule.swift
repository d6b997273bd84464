import Billing
import Bytes
public import Revenue

/// One check of invoices and money.
public struct TieOutRule: Sendable {
  /// Its name in kebab-case.
  public let name: String
  /// The export without which it cannot be made.
  public let needs: String
  /// Makes it; nothing where the export is not there.
  let check: @Sendable (_ name: String, TieOutEvidence) -> [TieOut]?

  init(
    _ name: String, needs: String,
    _ check: @escaping @Sendable (_ name: String, TieOutEvidence) -> [TieOut]?
  ) {
    self.name = name
    self.needs = needs
    self.check = check
  }

  /// All checks, in the order in which they are reported.
  public static let all: [TieOutRule] =
    booksRules + invoiceRules + balanceRules + [failedPayments, trialBalance]

  /// Makes all checks; those that cannot be made say what export would allow them.
  public static func tieOuts(of evidence: TieOutEvidence) -> [TieOut] {
    all.flatMap { rule in
      rule.check(rule.name, evidence) ?? [TieOut(rule.name, needs: rule.needs)]
    } + TieOut.sums(fit: evidence.volume)
  }
}

// MARK: The books

extension TieOutRule {
  private static let booksRules = [
    TieOutRule("journal-balances", needs: "invoices") { name, evidence in
      guard evidence.invoices.contains(where: \.isBooked) else { return nil }
      let entries = TieOut(
        name, .init("entries that do not add up to zero", Int64(evidence.totals.unbalancedCount)),
        .init("none", 0))
      return [entries]
        + evidence.everyMonth { currency, period in
          let accounts = Account.allCases.map { evidence.totals.accounts[$0, currency, period] }
          return TieOut(
            name, currency: currency, period: period,
            .init("debits", accounts.reduce(0) { $0 &+ max($1, 0) }),
            .init("credits", accounts.reduce(0) { $0 &- min($1, 0) }))
        }
    },
    TieOutRule("deferred-roll-forward", needs: "invoices") { name, evidence in
      let months = evidence.totals.deferred(in: evidence.symbols)
      guard !months.isEmpty else { return nil }
      var balance: Int64 = 0
      return months.map { month in
        if month.period == evidence.firstPeriod(month.currency) { balance = 0 }
        balance &-= evidence.totals.accounts[.deferredRevenue, month.currency, month.period]
        return TieOut(
          name, currency: month.currency, period: month.period,
          .init("opening and billings less recognized and cleared", month.closing),
          .init("balance of the account", balance))
      }
    },
    TieOutRule("deferred-schedule", needs: "invoices") { name, evidence in
      let months = evidence.totals.deferred(in: evidence.symbols)
      guard !months.isEmpty else { return nil }
      return months.map { month in
        TieOut(
          name, currency: month.currency, period: month.period,
          .init("closing deferred revenue", month.closing),
          .init(
            "schedule of later months",
            evidence.totals.scheduled(after: month.period, month.currency))
        )
      }
    },
    TieOutRule("revenue-waterfall", needs: "invoices") { name, evidence in
      let cells = evidence.totals.waterfall(in: evidence.symbols)
      guard !cells.isEmpty else { return nil }
      return evidence.everyMonth { currency, period in
        TieOut(
          name, currency: currency, period: period,
          .init("revenue", 0 &- evidence.totals.accounts[.revenue, currency, period]),
          .init(
            "column of the waterfall",
            cells.reduce(0) { sum, cell in
              cell.currency == currency && cell.recognized == period ? sum &+ cell.amount : sum
            }))
      }
    },
  ]
}

// MARK: Payments that failed, and the general ledger

extension TieOutRule {
  private static let failedPayments = TieOutRule(
    "failed-payments", needs: "charges, or events of invoices"
  ) { name, evidence in
    guard !evidence.dunning.isEmpty else { return nil }
    return evidence.dunning.map { month in
      TieOut(
        name, currency: month.currency, period: month.period, .init("failed", month.failed),
        .init("recovered, lost and open", month.recovered &+ month.lost &+ month.open))
    }
  }

  private static let trialBalance = TieOutRule(
    "general-ledger", needs: "a trial balance of the general ledger"
  ) { name, evidence in
    guard let ledger = evidence.ledger else { return nil }
    return ledger.map { row in
      TieOut(
        name, currency: row.currency, period: row.period,
        .init(
          row.account.name, evidence.totals.accounts[row.account, row.currency, row.period]),
        .init("general ledger", row.netDebit))
    }
  }
}

extension TieOutEvidence {
  /// How much is added up in the books and the balance.
  fileprivate var volume: Volume {
    payments.balance.reduce(into: totals.volume) { volume, entry in
      volume.add(entry.amount)
      volume.add(entry.fee)
    }
  }

  /// Makes a check for every currency and month that anything was booked in.
  fileprivate func everyMonth(
    _ check: (Symbol, CalendarMonth) -> TieOut
  ) -> [TieOut] {
    totals.accounts.currencies(in: symbols).flatMap { currency in
      totals.accounts.periods(of: currency).map { check(currency, $0) }
    }
  }

  fileprivate func firstPeriod(_ currency: Symbol) -> CalendarMonth? {
    totals.accounts.periods(of: currency).first
  }
}
