/// How an account's story goes, named by its end.
enum Plot: Int, CaseIterable {
  /// Pays and renews.
  case steady
  /// Began in the current period.
  case opened
  /// Began in the current period, and every event of its first payment is told.
  case invoiced
  /// Renewed at least once.
  case renewed
  /// In its trial.
  case trialing
  /// The trial became a paid subscription.
  case converted
  /// Will end with its period.
  case ending
  /// Was to end, and goes on.
  case unscheduled
  /// The renewal failed.
  case pastDue
  /// The renewal failed and was paid later.
  case recovered
  /// The renewal failed for good.
  case unpaid
  /// Ended with its period.
  case endedWithPeriod
  /// Ended by request at once.
  case endedAtOnce
  /// Ended because nobody paid.
  case endedByDunning
  /// The first payment has not come yet.
  case incomplete
  /// The first payment never came.
  case incompleteExpired
  /// The first payment came late.
  case completed
  /// The trial ended without a way to pay.
  case paused
  /// Moved to another plan within the period.
  case upgraded
  /// Collection is paused by hand.
  case collectionPaused
  /// Ended, and the customer was deleted after it.
  case customerDeleted
  /// Two subscriptions: one ended, the other began later.
  case resubscribed
  /// Two subscriptions: the other began before the first had ended.
  case switched
  /// Two subscriptions that both run.
  case overlapping

  /// How often it happens of itself, in a thousand; 0 for what only a fault brings about.
  var weight: Int {
    switch self {
    case .steady: 430
    case .opened, .invoiced, .renewed: 0
    case .trialing: 60
    case .converted: 110
    case .ending: 45
    case .unscheduled: 25
    case .pastDue: 30
    case .recovered: 45
    case .unpaid: 10
    case .endedWithPeriod: 80
    case .endedAtOnce: 40
    case .endedByDunning: 20
    case .incomplete: 5
    case .incompleteExpired: 20
    case .completed: 15
    case .paused: 10
    case .upgraded: 55
    case .collectionPaused, .customerDeleted, .resubscribed, .switched, .overlapping: 0
    }
  }

  /// How many events the story cannot do without.
  var coreCount: Int {
    switch self {
    case .steady, .opened, .trialing, .incomplete: 1
    case .renewed, .converted, .ending, .incompleteExpired, .completed, .paused, .upgraded,
      .collectionPaused, .overlapping:
      2
    case .unscheduled, .pastDue, .endedWithPeriod, .endedAtOnce: 3
    case .invoiced, .recovered, .unpaid, .endedByDunning, .customerDeleted, .resubscribed,
      .switched:
      4
    }
  }

  /// Whether the story can be led up to by any number of renewals.
  var hasPast: Bool {
    switch self {
    case .opened, .invoiced, .trialing, .incomplete, .incompleteExpired, .paused, .switched: false
    default: true
    }
  }

  /// Whether the last renewal is not paid at once.
  var failsToRenew: Bool {
    switch self {
    case .pastDue, .recovered, .unpaid, .endedByDunning: true
    default: false
    }
  }

  /// Whether it takes an account with two subscriptions.
  var isDouble: Bool { rawValue >= Plot.resubscribed.rawValue }

  /// Whether a subscription is deleted in it.
  var hasEnd: Bool {
    switch self {
    case .endedWithPeriod, .endedAtOnce, .endedByDunning, .customerDeleted, .resubscribed,
      .switched:
      true
    default: false
    }
  }

  /// A plot of those that happen of themselves.
  static func ordinary(isDouble: Bool, _ dice: inout Dice) -> Plot {
    guard !isDouble else { return .resubscribed }
    var number = dice.below(1000)
    for plot in allCases {
      number -= plot.weight
      if number < 0 { return plot }
    }
    return .steady
  }
}
