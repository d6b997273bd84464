import Billing
import Bytes
public import Reconciliation

/// Matches rows with subscriptions and lists every field in which they differ.
///
/// Both directions are walked, over all statuses: rows without a subscription and subscriptions
/// without a row stay in the result. Identity comes before state: first it is settled who is who,
/// by the subscription's id, then by the customer's, then by our own ids in metadata; never by
/// e-mail or name, which payers choose themselves.
public struct AccountDiff: Sendable {
  /// The kinds of Stripe object that are compared or tell who is who.
  public static let kinds: Set<StripeKind> = [.subscription, .customer, .checkoutSession]

  private let definition: SystemDefinition

  /// Creates the stage for a system.
  public init(definition: SystemDefinition) { self.definition = definition }

  /// Compares the two sides.
  ///
  /// - Parameters:
  ///   - ledger: the Stripe side. Its table of symbols must hold every status word of the
  ///     definition and every text of the tables.
  ///   - tables: the dumped tables, in the order of the definition.
  /// - Returns: accounts in the order of their owners' ids, those without an owner last.
  /// - Complexity: O(n log n) for n rows and subscriptions.
  public func run(_ ledger: StripeLedger, _ tables: [DatabaseTable]) -> Comparison {
    var comparison = Comparison()
    let projection = StripeProjection(definition: definition, ledger: ledger, tables: tables)
    comparison.expected = ledger[.subscription].map { projection.expected(of: $0) }
    comparison.planOfPrice = projection.plans
    comparison.layerExpected = layerExpected(ledger, tables)
    comparison.words = projection.words
    let rows =
      tables.first { $0.definition.role == .subscriptions }
      ?? DatabaseTable(
        definition: TableDefinition(name: "", role: .subscriptions, columns: []), keeping: [])
    comparison.rowMeanings = rowMeanings(of: rows, symbols: ledger.symbols)
    var matching = IdentityMatching(
      ledger: ledger, tables: tables, rows: rows, expected: comparison.expected,
      rowMeanings: comparison.rowMeanings)
    matching.settle()
    (comparison.accounts, comparison.pairs) = matching.accounts()
    let fields = FieldDiff(projection: projection, ledger: ledger, rows: rows)
    for place in comparison.pairs.indices {
      let start = comparison.differences.count
      if let row = comparison.pairs[place].row,
        let subscription = comparison.pairs[place].subscription
      {
        fields.append(
          row: row, subscription: subscription, expected: comparison.expected[subscription],
          to: &comparison.differences)
      }
      comparison.pairs[place].differences = start..<comparison.differences.count
    }
    return comparison
  }

  /// What the second layer should say about each subscription.
  private func layerExpected(
    _ ledger: StripeLedger, _ tables: [DatabaseTable]
  ) -> [ExpectedState] {
    guard let layer = definition.layer else { return [] }
    var own = definition
    (own.statuses, own.statusRule) = (layer.statuses, layer.statusRule)
    let projection = StripeProjection(definition: own, ledger: ledger, tables: tables)
    return ledger[.subscription].map { projection.expected(of: $0) }
  }

  /// What each row's status word means; a null status is no subscription.
  private func rowMeanings(of rows: DatabaseTable, symbols: Symbols) -> [StatusMeaning?] {
    let meanings = definition.statuses.compactMap { status in
      symbols.find(status.word).map { (symbol: $0, meaning: status.meaning) }
    }
    return (0..<rows.count).map { row in
      let cell = rows[row, .status]
      guard let word = cell.symbol else { return cell.isNull ? StatusMeaning.none : nil }
      return meanings.last { $0.symbol == word }?.meaning
    }
  }
}
