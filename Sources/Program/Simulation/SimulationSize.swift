/// How large a simulated world is, and how much goes wrong in it.
public struct SimulationSize: Hashable, Sendable {
  /// The fewest events a subscription's story can be told in.
  public static let leastEventsPerSubscription = 4
  /// The most; what is beyond has no room in the number that orders the stream.
  public static let mostEventsPerSubscription = 1_000
  /// The most subscriptions of one world.
  public static let mostSubscriptions = 16_000_000

  /// How many subscriptions Stripe has, 1 or more.
  public var subscriptions: Int
  /// How many distinct events tell of them; some are delivered twice besides.
  public var events: Int
  /// Everything left to chance follows from it.
  public var seed: UInt64
  /// How many accounts in a million are given a fault.
  public var faultsPerMillion: Int

  /// Creates a size.
  public init(subscriptions: Int, events: Int, seed: UInt64, faultsPerMillion: Int) {
    self.subscriptions = subscriptions
    self.events = events
    self.seed = seed
    self.faultsPerMillion = faultsPerMillion
  }

  /// What is wrong with the size; `nil` if it can be made.
  public var fault: String? {
    guard subscriptions >= 1, subscriptions <= Self.mostSubscriptions else {
      return "there can be 1 to \(Self.mostSubscriptions) subscriptions"
    }
    let least = subscriptions * Self.leastEventsPerSubscription
    let most = subscriptions * Self.mostEventsPerSubscription / 2
    guard events >= least, events <= most else {
      return "\(subscriptions) subscriptions need \(least) to \(most) events"
    }
    return nil
  }
}

/// The accounts of a world: an owner with a customer and one subscription, now and then two.
///
/// Nine accounts hold ten subscriptions. Which ones and how many events each has follows from
/// their number alone, so that the totals are exact without anybody counting.
struct AccountLayout: Sendable {
  let size: SimulationSize
  private let doubles: Int

  init(_ size: SimulationSize) {
    self.size = size
    doubles = size.subscriptions / 10
  }

  /// How many accounts there are.
  var count: Int { size.subscriptions - doubles }

  /// Whether an account has two subscriptions.
  func isDouble(_ account: Int) -> Bool { account % 9 == 8 && account / 9 < doubles }

  /// The number of an account's first subscription.
  func firstSubscription(of account: Int) -> Int { account + min(account / 9, doubles) }

  /// How many events an account has.
  ///
  /// Neighbours trade some of theirs: lives differ in length while their sum stays the same.
  func eventCount(of account: Int) -> Int {
    let partner = account ^ 1
    let fair = fairShare(account)
    guard partner < count else { return fair }
    let pair = UInt64(account / 2)
    var dice = Dice(Dice.place(Dice.place(size.seed, 0x5452_4144), pair))
    let (one, two) = account < partner ? (account, partner) : (partner, account)
    let givesFirst = dice.below(2) == 0
    let giver = givesFirst ? one : two
    let least = SimulationSize.leastEventsPerSubscription * (isDouble(giver) ? 2 : 1)
    let spare = fairShare(giver) - least
    let gift = spare > 0 ? dice.below(spare + 1) : 0
    return giver == account ? fair - gift : fair + gift
  }

  private func fairShare(_ account: Int) -> Int {
    eventsBefore(firstSubscription(of: account + 1)) - eventsBefore(firstSubscription(of: account))
  }

  private func eventsBefore(_ subscription: Int) -> Int {
    let product = subscription.multipliedFullWidth(by: size.events)
    return size.subscriptions.dividingFullWidth(product).quotient
  }
}
