public import Billing

/// What a status word of the database means, in terms all systems share.
public enum StatusMeaning: String, Sendable, CaseIterable {
  /// In a trial.
  case trialing
  /// In good standing and renewing.
  case active
  /// In good standing, but it will end by itself.
  case ending
  /// A payment failed; Stripe goes on trying.
  case pastDue = "past-due"
  /// Retries are exhausted.
  case unpaid
  /// Over.
  case ended
  /// The first payment has not come.
  case incomplete
  /// Paused for want of a payment method.
  case paused
  /// No subscription.
  case none
}

/// One status word of a database.
public struct StatusWord: Hashable, Sendable {
  /// The word as stored.
  public var word: String
  /// What it means.
  public var meaning: StatusMeaning
  /// Whether a row with it occupies the owner's place: it is one of those counted as live.
  public var isLive: Bool
  /// Whether it gives access to what is paid for.
  public var givesAccess: Bool

  /// Creates a word.
  public init(_ word: String, means meaning: StatusMeaning, isLive: Bool, givesAccess: Bool) {
    self.word = word
    self.meaning = meaning
    self.isLive = isLive
    self.givesAccess = givesAccess
  }
}

/// From Stripe's state and the clock to the database's status word: the first case that fits.
public struct StatusRule: Hashable, Sendable {
  /// One line of the rule; a condition that is `nil` always fits.
  public struct Case: Hashable, Sendable {
    /// Stripe's status must be one of these.
    public var statuses: Set<SubscriptionStatus>
    /// Whether a cancellation must or must not be scheduled.
    public var isEnding: Bool?
    /// Whether the end (`ended_at`, else `cancel_at`, else the period's end) must be past.
    public var endIsPast: Bool?
    /// Whether the trial's end must be past.
    public var trialIsPast: Bool?
    /// Whether collection must or must not be paused.
    public var isCollectionPaused: Bool?
    /// The database's word.
    public var word: String

    /// Creates a case that fits the statuses whatever else holds.
    public init(_ statuses: Set<SubscriptionStatus>, word: String) {
      self.statuses = statuses
      self.word = word
    }
  }

  /// The cases, first match wins.
  public var cases: [Case]

  /// Creates a rule.
  public init(cases: [Case]) { self.cases = cases }

  /// What the rule needs to know of a subscription.
  public struct Situation: Hashable, Sendable {
    /// Stripe's status.
    public var status: SubscriptionStatus
    /// Whether a cancellation is scheduled.
    public var isEnding: Bool
    /// When it ends or ended, if that is known.
    public var end: Timestamp?
    /// When the trial ends or ended, if there is or was one.
    public var trialEnd: Timestamp?
    /// Whether collection is paused.
    public var isCollectionPaused: Bool

    /// Creates a situation.
    public init(
      status: SubscriptionStatus, isEnding: Bool, end: Timestamp?, trialEnd: Timestamp?,
      isCollectionPaused: Bool
    ) {
      self.status = status
      self.isEnding = isEnding
      self.end = end
      self.trialEnd = trialEnd
      self.isCollectionPaused = isCollectionPaused
    }
  }

  /// The database's word for a situation at an instant; `nil` when no case fits.
  ///
  /// A condition about an instant that is not known does not fit: nothing is guessed.
  public func word(for situation: Situation, asOf: Timestamp) -> String? {
    cases.first { $0.statuses.contains(situation.status) && $0.fits(situation, asOf: asOf) }?.word
  }
}

extension StatusRule.Case {
  /// Whether everything but the status fits.
  public func fits(_ situation: StatusRule.Situation, asOf: Timestamp) -> Bool {
    if let isEnding, isEnding != situation.isEnding { return false }
    if let isCollectionPaused, isCollectionPaused != situation.isCollectionPaused { return false }
    if let endIsPast {
      guard let end = situation.end, (end <= asOf) == endIsPast else { return false }
    }
    if let trialIsPast {
      guard let end = situation.trialEnd, (end <= asOf) == trialIsPast else { return false }
    }
    return true
  }
}
