public import Billing

/// What the records of the Stripe side say about the export as a whole, whatever their kind.
public struct StripeSurvey: Hashable, Sendable {
  /// How many records were sights of an object.
  public var sightCount = 0
  /// Whether an object was seen by itself rather than inside an event.
  public var hasSnapshots = false
  /// Whether a record says that it is of live mode.
  public var sawLive = false
  /// Whether a record says that it is of test mode.
  public var sawTest = false
  /// The accounts that events name, each once, in no order; empty for the account itself.
  public private(set) var accounts: [[UInt8]] = []
  /// The earliest and the latest event.
  public private(set) var window: ClosedRange<Timestamp>?

  /// Creates a survey of nothing.
  public init() {}

  /// Notes the mode that a record states; `nil` says nothing.
  public mutating func note(livemode: Bool?) {
    guard let livemode else { return }
    if livemode { sawLive = true } else { sawTest = true }
  }

  /// Notes an account that an event is of.
  public mutating func note(account: [UInt8]) {
    if !accounts.contains(account) { accounts.append(account) }
  }

  /// Notes the time of an event.
  public mutating func note(time: Timestamp) {
    guard let window else {
      self.window = time...time
      return
    }
    if window.contains(time) { return }
    self.window = min(window.lowerBound, time)...max(window.upperBound, time)
  }

  /// Adds what another part of the input says.
  public mutating func add(_ other: StripeSurvey) {
    sightCount += other.sightCount
    hasSnapshots = hasSnapshots || other.hasSnapshots
    sawLive = sawLive || other.sawLive
    sawTest = sawTest || other.sawTest
    for account in other.accounts { note(account: account) }
    if let window = other.window {
      note(time: window.lowerBound)
      note(time: window.upperBound)
    }
  }
}
