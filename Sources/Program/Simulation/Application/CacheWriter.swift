import Billing
import JSON
import Reconciliation

/// What the application's cache says about the customer of one account.
struct CacheRecord {
  /// The subscription as the cache has it; `nil` where it says that there is none.
  var state: SubscriptionState?
  /// Which of the account's subscriptions it is.
  var ordinal: Int
  /// When it was written, in seconds since 1970.
  var writtenAt: Int
  /// Whether it has no end of life.
  var isLasting = false

  /// What the cache says after a story; `nil` when it has no entry.
  ///
  /// A page fills the cache from Stripe itself and handling an event drops the entry, so that it
  /// says what is true whatever went wrong with the rows, unless the fault is the cache's own.
  init?(of account: Int, told story: StoryTeller, in world: World) {
    ordinal = world.layout.isDouble(account) ? 1 : 0
    let effect = story.fault?.row.effect
    if effect == .wrongEntry { ordinal = 0 }
    guard effect != .dropEntry, story.plot != .customerDeleted, let first = story.moments.first,
      let last = story.lastPlace(of: ordinal).map({ story.moments[$0] })
    else { return nil }
    var dice = Dice(Dice.place(world.place(.cache), UInt64(account)))
    writtenAt = max(last.time + 5, world.asOf - dice.within(3_600...72_000))
    state = last.state
    isLasting = effect == .keepEntry || effect == .lastingEntry || effect == .denyEntry
    switch effect {
    case .keepEntry: (state, writtenAt) = (last.before, last.time - 600)
    case .denyEntry: (state, writtenAt) = (nil, first.time - 600)
    default: break
    }
  }
}

/// Writes the entries of a cache of states, as a dump of Redis has them.
struct CacheWriter {
  private let cache: CacheDefinition
  private let world: World
  private let events: EventWriter
  private var teller: StoryTeller

  init(_ cache: CacheDefinition, _ world: World) {
    self.cache = cache
    self.world = world
    events = EventWriter(world)
    teller = StoryTeller(world)
  }

  /// Whether entries can be made for a cache: of states, by customer, with plain values.
  static func knows(_ cache: CacheDefinition) -> Bool {
    cache.purpose == .state && cache.keyField == .customer
      && cache.values.allSatisfy { $0.path.count == 1 }
  }

  /// The line of an account; empty when the cache has no entry of its customer.
  mutating func line(about account: Int) -> [UInt8] {
    teller.tell(account)
    guard let record = CacheRecord(of: account, told: teller, in: world) else { return [] }
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("key")
    writer.string(cache.keyPrefix + text { events.appendCustomer(account, &$0) })
    writer.key("value")
    write(record, account, to: &writer)
    writer.key("ttl_seconds")
    writer.integer(secondsLeft(of: record))
    writer.key("written_at")
    writer.string(Timestamp(seconds: Int64(record.writtenAt)).iso)
    writer.endObject()
    return writer.bytes + [0x0A]
  }

  private func secondsLeft(of record: CacheRecord) -> Int {
    if record.isLasting || cache.lifetimeSeconds == 0 { return -1 }
    return max(1, Int(cache.lifetimeSeconds) - (world.asOf - record.writtenAt))
  }

  private func write(_ record: CacheRecord, _ account: Int, to writer: inout JSONWriter) {
    writer.beginObject()
    for value in cache.values {
      guard let name = value.path.first, record.state != nil || value.field == .status else {
        continue
      }
      writer.key(name)
      write(value.field, of: record, account, to: &writer)
    }
    writer.endObject()
  }

  private func write(
    _ field: CacheField, of record: CacheRecord, _ account: Int, to writer: inout JSONWriter
  ) {
    guard let state = record.state else { return writer.string(cache.negativeWords.first ?? "") }
    let price = world.catalogue.prices[state.price]
    switch field {
    case .subscription:
      let number = world.layout.firstSubscription(of: account) + record.ordinal
      writer.string(
        text {
          events.appendSubscription(number, startedAt: teller.start(of: record.ordinal), &$0)
        })
    case .status: writer.string(state.status.rawValue)
    case .price: writer.string(price.id)
    case .product: writer.string(price.product)
    case .periodStart: writer.integer(state.periodStart)
    case .periodEnd: writer.integer(state.periodEnd)
    case .cancelAtPeriodEnd: writer.bool(state.endsWithPeriod)
    default: writer.null()
    }
  }

  private func text(_ append: (inout [UInt8]) -> Void) -> String {
    var bytes: [UInt8] = []
    append(&bytes)
    return String(decoding: bytes, as: UTF8.self)
  }
}
