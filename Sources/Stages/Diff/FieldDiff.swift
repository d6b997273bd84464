import Billing
import Reconciliation

/// Compares the fields of one row with those of the subscription it is about.
struct FieldDiff {
  /// A field that is compared, and the column that holds it.
  private struct Comparand {
    var field: RowField
    var column: Int
  }

  private let projection: StripeProjection
  private let subscriptions: [StripeObject]
  private let rows: DatabaseTable
  /// What is compared while a subscription runs, and what still means something once it is over.
  private let running: [Comparand]
  private let over: [Comparand]

  init(projection: StripeProjection, ledger: StripeLedger, rows: DatabaseTable) {
    self.projection = projection
    self.rows = rows
    subscriptions = ledger[.subscription]
    running = rows.definition.columns.enumerated().compactMap { place, column in
      guard let field = column.field, !Self.passedOver.contains(field) else { return nil }
      return Comparand(field: field, column: place)
    }
    over = running.filter { Self.afterEnd.contains($0.field) }
  }

  /// Fields that say nothing about Stripe's state: identity and bookkeeping of the database.
  private static let passedOver: Set<RowField> = [
    .key, .owner, .provenance, .createdAt, .updatedAt, .deletedAt, .markerEvent, .markerTime,
    .pendingPlan, .active, .email, .invoice, .paymentIntent, .charge, .refund, .dispute, .paidAt,
  ]

  /// What still means something once a subscription is over: the rest is history.
  private static let afterEnd: Set<RowField> = [.status, .endedAt, .subscription]

  /// Appends every disagreement, in the order of the table's columns.
  func append(
    row: Int, subscription: Int, expected: ExpectedState, to differences: inout [FieldDifference]
  ) {
    guard expected.status != nil else { return }
    let object = subscriptions[subscription]
    for comparand in expected.meaning == .ended ? over : running {
      let stripe = projection.cell(comparand.field, of: object, expected)
      let database = rows[row, column: comparand.column]
      guard stripe != database, stripe.isKnown, database.isKnown,
        projection.disagree(comparand.field, stripe, database)
      else { continue }
      differences.append(
        FieldDifference(
          field: comparand.field, column: comparand.column,
          sides: Sides(stripe: stripe, database: database)))
    }
  }

  /// What both sides say about every field that is compared while a subscription runs, in the
  /// order of the table's columns; the Stripe side is unknown where there is no subscription.
  func sides(row: Int, _ object: StripeObject?, _ expected: ExpectedState) -> [FieldDifference] {
    running.map { comparand in
      let stripe = object.map { projection.cell(comparand.field, of: $0, expected) }
      return FieldDifference(
        field: comparand.field, column: comparand.column,
        sides: Sides(stripe: stripe ?? .unknown, database: rows[row, column: comparand.column]))
    }
  }

  /// The fields in which a row does not say what a state would have it say.
  ///
  /// The row's own name of the subscription is passed over: it says which row it is, not how it is.
  func differing(row: Int, _ object: StripeObject, _ expected: ExpectedState) -> Set<RowField> {
    var differing: Set<RowField> = []
    for comparand in expected.meaning == .ended ? over : running
    where comparand.field != .subscription {
      let stripe = projection.cell(comparand.field, of: object, expected)
      let database = rows[row, column: comparand.column]
      if stripe != database, stripe.isKnown, database.isKnown { differing.insert(comparand.field) }
    }
    return differing
  }

  /// The fields that are compared while a subscription runs, but for its own name.
  var compared: Set<RowField> {
    Set(running.lazy.map(\.field).filter { $0 != .subscription })
  }
}
