/// An account of the general ledger that revenue and its payment move through.
///
/// Source: Stripe documentation, “Revenue Recognition: Chart of accounts”.
@frozen public enum Account: UInt8, Hashable, Sendable, CaseIterable {
  /// Money received, net of fees.
  case cash
  /// Billed and not paid.
  case accountsReceivable
  /// Earned and not billed.
  case unbilledAccountsReceivable
  /// Billed and not earned.
  case deferredRevenue
  /// Earned and billed, before anything was taken back.
  case revenue
  /// Earned revenue that was refunded.
  case refunds
  /// Earned revenue that a payer's bank took back.
  case disputes
  /// Earned revenue that a credit note took back.
  case creditNotes
  /// Earned revenue of invoices that were voided.
  case voids
  /// Earned revenue of invoices that were given up.
  case badDebt
  /// Money that came although its revenue was already taken back.
  case recoverables
  /// What customers have in credit.
  case customerBalance
  /// What customers were promised outside Stripe.
  case externalCustomerBalance
  /// What was paid outside Stripe.
  case externalAsset
  /// Tax that was billed and is owed.
  case taxLiability
  /// What a change of exchange rates between billing and payment cost.
  case fxLoss
  /// What Stripe and banks charge.
  case fees
  /// Revenue that a rule keeps out of the books.
  case exclusion
  /// Earned and unbilled revenue of invoices that were voided.
  case unbilledVoids

  /// The name that Stripe prints.
  public var name: String {
    switch self {
    case .cash: "Cash"
    case .accountsReceivable: "AccountsReceivable"
    case .unbilledAccountsReceivable: "UnbilledAccountsReceivable"
    case .deferredRevenue: "DeferredRevenue"
    case .revenue: "Revenue"
    case .refunds: "Refunds"
    case .disputes: "Disputes"
    case .creditNotes: "CreditNotes"
    case .voids: "Voids"
    case .badDebt: "BadDebt"
    case .recoverables: "Recoverables"
    case .customerBalance: "CustomerBalance"
    case .externalCustomerBalance: "ExternalCustomerBalance"
    case .externalAsset: "ExternalAsset"
    case .taxLiability: "TaxLiability"
    case .fxLoss: "FxLoss"
    case .fees: "Fees"
    case .exclusion: "Exclusion"
    case .unbilledVoids: "UnbilledVoids"
    }
  }

  /// Whether debits increase the account: what is owned, spent, or takes revenue back.
  public var increasesByDebit: Bool {
    switch self {
    case .deferredRevenue, .revenue, .recoverables, .customerBalance, .externalCustomerBalance,
      .taxLiability:
      false
    default: true
    }
  }
}
