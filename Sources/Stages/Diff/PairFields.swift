public import Reconciliation

/// What both sides say about a row, field by field, whether they agree or not.
public struct PairFields: Sendable {
  private let evidence: Evidence
  private let fields: FieldDiff?

  /// Prepares to look into a run's pairs.
  public init(_ evidence: Evidence) {
    self.evidence = evidence
    fields = evidence.table(.subscriptions).map { rows in
      FieldDiff(
        projection: StripeProjection(
          definition: evidence.definition, ledger: evidence.ledger, tables: evidence.tables),
        ledger: evidence.ledger, rows: rows)
    }
  }

  /// The fields of a pair's row that tell of Stripe's state, in the order of its columns.
  ///
  /// - Parameter pair: a pair of the run; one without a row has no fields.
  /// - Returns: what each side says; the Stripe side as the row should have it, and unknown where
  ///   there is no subscription.
  public func fields(of pair: Pair) -> [FieldDifference] {
    guard let row = pair.row, let fields else { return [] }
    let object = pair.subscription.map { evidence.subscriptions[$0] }
    let expected = pair.subscription.map { evidence.comparison.expected[$0] }
    return fields.sides(row: row, object, expected ?? ExpectedState())
  }
}
