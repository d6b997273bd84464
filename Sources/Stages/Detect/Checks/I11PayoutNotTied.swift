import Billing
import Bytes
import Reconciliation

extension Check {
  static let payoutNotTied = Check(
    "I11", "payout-not-tied",
    definition: "What came onto Stripe's balance, and is paid out, is not what the payments say.",
    origin: "Money that nobody recorded, or as another amount; fees; currencies; other products.",
    harm: .metrics, severity: .p3, disposition: .report,
    fix: "Follow what is not explained to its charge; what is explained needs nothing.",
    safeguard:
      "Each transaction is held against the rows of its own charge; none makes up for one.",
    personWhen: "Always: nothing is changed.",
    needs: [.payments], needsFields: [.amount, .createdAt], of: .payments,
    needsObjects: [.balanceTransaction],
    obstacle: { definition in
      let payments = definition.table(.payments)
      let isNamed = [RowField.charge, .paymentIntent].contains { payments?.place(of: $0) != nil }
      return isNamed ? nil : "no column of the payments holds a charge or a payment-intent"
    },
    findInTables: { check, file in
      guard let payments = file.money.payments else { return [] }
      return BalanceTie(file, payments).findings(check)
    })
}

/// Charges and refunds as the balance has them, each charge held against its own rows of payments.
private struct BalanceTie {
  /// Why a transaction, or a row, has no equal on the other side.
  private enum Gap: CaseIterable {
    case withoutRow, otherAmount, withoutTransaction, refundNotNoted, otherRefund
    /// Explained: the payer is nobody whom the database knows.
    case stranger
    /// Explained: the balance has it in another currency.
    case converted
    /// Explained: the row has it less Stripe's fees.
    case net

    /// The gap in words, after a number.
    var words: String {
      switch self {
      case .withoutRow: "without a row"
      case .otherAmount: "of another amount"
      case .withoutTransaction: "recorded without a transaction"
      case .refundNotNoted: "given back without a row"
      case .otherRefund: "given back as another amount than recorded"
      case .stranger: "of a customer that the database does not know"
      case .converted: "in another currency"
      case .net: "recorded net of fees"
      }
    }

    var isExplained: Bool { [.stranger, .converted, .net].contains(self) }
  }

  /// What there is to say of one currency.
  private struct Tally {
    var tied = 0
    var gaps: [Gap: Int] = [:]
    var origins: [RecordOrigin] = []

    mutating func add(_ gap: Gap, _ places: [RecordOrigin]) {
      gaps[gap, default: 0] += 1
      if !gap.isExplained, origins.count < RuleCase.evidenceLimit { origins += places }
    }
  }

  private let file: TableCase
  private let payments: DatabaseTable
  private let customers: Set<Symbol>

  init(_ file: TableCase, _ payments: DatabaseTable) {
    self.file = file
    self.payments = payments
    var customers: Set<Symbol> = []
    for table in file.evidence.tables where table.definition.place(of: .customer) != nil {
      for row in 0..<table.count { customers.insert(table.symbol(row, .customer)) }
    }
    self.customers = customers
  }

  func findings(_ check: Check) -> [Drift] {
    var tallies: [Symbol: Tally] = [:]
    var seen: Set<Symbol> = []
    var first: Timestamp?
    for entry in file.money.settled(.balanceTransaction) {
      guard let type = file.fact(.category, entry).symbol.map({ file.symbols.text($0) }),
        let source = file.fact(.source, entry).symbol
      else { continue }
      if ["refund", "payment_refund"].contains(type) {
        takeRefund(entry, source, into: &tallies)
      }
      guard ["charge", "payment"].contains(type) else { continue }
      seen.insert(source)
      if let made = file.fact(.created, entry).time { first = min(made, first ?? made) }
      guard let currency = file.fact(.currency, entry).symbol,
        let charge = file.money.object(.charge, source),
        file.money.isDue(entry, since: file.money.paymentsSince)
      else { continue }
      take(entry, of: charge, into: &tallies[currency, default: Tally()])
    }
    addRows(besides: seen, since: first, to: &tallies)
    return tallies.keys.sorted { file.symbols.precedes($0, $1) }.compactMap { currency in
      tallies[currency].flatMap { finding(check, currency, $0) }
    }
  }

  /// Holds one transaction against the rows of its charge.
  private func take(_ entry: StripeObject, of charge: StripeObject, into tally: inout Tally) {
    let rows = file.money.paymentRows(of: charge).filter { file.money.isIncome($0, in: payments) }
    guard !rows.isEmpty else {
      let customer = file.fact(.customer, charge).symbol ?? .empty
      let isStranger = !customers.isEmpty && !customers.contains(customer)
      return tally.add(isStranger ? .stranger : .withoutRow, [entry.origin])
    }
    let amounts = rows.compactMap { payments[$0, .amount].integer }
    guard let recorded = amounts.sum, amounts.count == rows.count else { return }
    if file.fact(.currency, entry) != file.fact(.currency, charge) {
      tally.add(.converted, [])
    } else if file.fact(.amount, entry).integer == recorded {
      tally.tied += 1
    } else if file.fact(.net, entry).integer == recorded {
      tally.add(.net, [])
    } else {
      tally.add(.otherAmount, [entry.origin, payments.origins[rows[0]]])
    }
  }

  /// Holds the transaction of a refund against what the rows of its charge give back.
  ///
  /// Rows say the sum of a charge's refunds or each of them; either will do.
  private func takeRefund(
    _ entry: StripeObject, _ source: Symbol, into tallies: inout [Symbol: Tally]
  ) {
    guard let currency = file.fact(.currency, entry).symbol,
      let refund = file.money.object(.refund, source),
      let charge = file.fact(.charge, refund).symbol.flatMap({ file.money.object(.charge, $0) }),
      file.money.isDue(entry, since: file.money.paymentsSince),
      let income = file.incomeRow(of: charge, payments),
      let noted = file.noted(charge, income, payments),
      let given = file.fact(.amount, entry).integer.map({ Int64(clamping: $0.magnitude) }),
      let sum = file.refunded(charge)?.sum
    else { return }
    let places = [entry.origin, payments.origins[income]]
    if currency != file.fact(.currency, charge).symbol {
      tallies[currency, default: Tally()].add(.converted, places)
    } else if noted.sum == sum || noted.contains(given) {
      tallies[currency, default: Tally()].tied += 1
    } else {
      let gap: Gap = noted.isEmpty ? .refundNotNoted : .otherRefund
      tallies[currency, default: Tally()].add(gap, places)
    }
  }

  /// Adds the rows of charges of which the balance knows nothing.
  private func addRows(
    besides seen: Set<Symbol>, since first: Timestamp?, to tallies: inout [Symbol: Tally]
  ) {
    guard let first else { return }
    for charge in file.money.settled(.charge)
    where file.state(of: charge) == .paid && !seen.contains(charge.id) {
      guard file.money.isDue(charge, since: first), file.fact(.amount, charge).integer ?? 0 > 0,
        let currency = file.fact(.currency, charge).symbol,
        let row = file.money.paymentRows(of: charge).first(where: {
          file.money.isIncome($0, in: payments)
        })
      else { continue }
      tallies[currency, default: Tally()].add(
        .withoutTransaction, [charge.origin, payments.origins[row]])
    }
  }

  private func finding(_ check: Check, _ currency: Symbol, _ tally: Tally) -> Drift? {
    func told(_ isExplained: Bool) -> String {
      Gap.allCases.filter { $0.isExplained == isExplained }
        .compactMap { gap in tally.gaps[gap].map { "\($0) \(gap.words)" } }
        .joined(separator: ", ")
    }
    let (open, explained) = (told(false), told(true))
    guard !open.isEmpty else { return nil }
    var drift = check.finding(
      in: payments.definition.name,
      story:
        "\(file.symbols.text(currency)): \(tally.tied) transactions tie; not explained: \(open)"
        + (explained.isEmpty ? "" : "; explained: \(explained)"))
    drift.subject = currency
    drift.cause.refutedIf = "a later list of balance transactions would show it wrong"
    drift.evidence = tally.origins
    return drift
  }
}
