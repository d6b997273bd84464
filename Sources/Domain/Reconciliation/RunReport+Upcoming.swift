public import Billing
public import Bytes

extension RunReport {
  /// A trial that will end soon, so that somebody can write to its owner in time.
  public struct EndingTrial: Hashable, Sendable {
    /// When it ends.
    public var end: Timestamp
    /// The row's place in its table.
    public var row: Int
    /// The row's key.
    public var key: Symbol
    /// The owner's id.
    public var owner: Symbol
    /// The Stripe subscription's id; empty for a trial of the application's own.
    public var subscription: Symbol
  }

  /// How far ahead is looked: three days, as Stripe's own `trial_will_end` does.
  public static let trialNoticeSeconds: Int64 = 3 * 86_400

  /// Trials in the database that end within three days, the next one first.
  ///
  /// What Stripe says of a trial's end goes before what the row says.
  public var endingTrials: [EndingTrial] {
    guard let rows = evidence.table(.subscriptions) else { return [] }
    let asOf = evidence.definition.clock.asOf
    let limit = asOf.adding(seconds: Self.trialNoticeSeconds)
    let meanings = evidence.comparison.rowMeanings
    let inTrial = meanings.indices.filter { row in
      meanings[row] == .trialing && !rows[row, .deletedAt].hasValue
    }
    guard !inTrial.isEmpty else { return [] }
    let ends = trialEnds
    return inTrial.compactMap { row -> EndingTrial? in
      let subscription = rows.symbol(row, .subscription)
      guard let end = ends[subscription] ?? rows[row, .trialEnd].time, end > asOf, end <= limit
      else { return nil }
      return EndingTrial(
        end: end, row: row, key: rows.symbol(row, .key), owner: rows.symbol(row, .owner),
        subscription: subscription)
    }.sorted { one, other in
      one.end == other.end ? evidence.symbols.precedes(one.key, other.key) : one.end < other.end
    }
  }

  /// When the trials end that Stripe knows of, by subscription.
  private var trialEnds: [Symbol: Timestamp] {
    let ledger = evidence.ledger
    guard let trialing = evidence.symbols.find(SubscriptionStatus.trialing.rawValue) else {
      return [:]
    }
    var ends: [Symbol: Timestamp] = [:]
    for object in evidence.subscriptions where ledger.fact(.status, of: object).symbol == trialing {
      ends[object.id] = ledger.fact(.trialEnd, of: object).time
    }
    return ends
  }
}
