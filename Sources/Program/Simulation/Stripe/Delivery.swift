/// One delivery of one event, and its place in the stream.
///
/// Everything is in one number, so that sorting numbers sorts the stream: when it arrives (in
/// seconds, 27 bits), the account (24), the moment of its story (11), and whether it is the second
/// time (1).
struct Delivery {
  private static let accountBits = 24
  private static let momentBits = 11
  /// How far before the end of the world the count of seconds begins.
  private static let reach = 3 * 366 * 86_400

  let rawValue: UInt64

  init(rawValue: UInt64) { self.rawValue = rawValue }

  init(at time: Int, account: Int, moment: Int, isRepeat: Bool, in world: World) {
    let second = UInt64(max(0, time - world.asOf + Self.reach))
    rawValue =
      ((second << Self.accountBits | UInt64(account)) << Self.momentBits | UInt64(moment)) << 1
      | (isRepeat ? 1 : 0)
  }

  var isRepeat: Bool { rawValue & 1 != 0 }
  var moment: Int { Int(rawValue >> 1) & ((1 << Self.momentBits) - 1) }
  var account: Int {
    Int(rawValue >> (1 + Self.momentBits)) & ((1 << Self.accountBits) - 1)
  }

  /// The stretch of the stream it is in: about an hour.
  var bucket: Int { Int(rawValue >> (1 + Self.momentBits + Self.accountBits)) >> 12 }
  static let bucketCount = 1 << 15
}

/// When the events of one account arrive, one after the other: most at once, some late, some twice.
///
/// Stripe tries again for three days. Where a fault is put in nothing is late, so that what went
/// wrong is the fault alone.
struct Arrivals {
  private let world: World
  private let isHealthy: Bool
  private var dice: Dice

  init(of account: Int, told story: StoryTeller, in world: World) {
    self.world = world
    isHealthy = story.fault == nil
    dice = Dice(Dice.place(world.place(.delivery), UInt64(account)))
  }

  /// When the next moment's event arrives, and when it arrives once more; 0 for never.
  mutating func next(_ moment: Moment) -> (first: Int, second: Int) {
    let isLate = dice.below(100) < 3 && isHealthy
    let delay = dice.within(30...(dice.below(3) == 0 ? 3 * 86_400 : 7_200))
    let latest = world.asOf - 1_800
    let first = min(latest, moment.time + (isLate ? delay : 1))
    let comesTwice = dice.below(100) < 2
    let pause = dice.within(1...3_600)
    return (first, comesTwice ? min(latest, first + pause) : 0)
  }
}

/// All deliveries of a world.
struct DeliverySchedule {
  private let world: World

  init(_ world: World) { self.world = world }

  /// All deliveries in the order of the stream, as raw values.
  func all(_ workers: ParallelMap) -> [UInt64] {
    let chunkSize = 1 << 14
    let chunks = (world.layout.count + chunkSize - 1) / chunkSize
    let parts = workers.map(chunks) { chunk in
      deliveries(of: chunk * chunkSize..<min(world.layout.count, (chunk + 1) * chunkSize))
    }
    return sorted(parts, workers)
  }

  private func deliveries(of accounts: Range<Int>) -> [UInt64] {
    var teller = StoryTeller(world)
    var deliveries: [UInt64] = []
    for account in accounts {
      teller.tell(account)
      var arrivals = Arrivals(of: account, told: teller, in: world)
      for (number, moment) in teller.moments.enumerated() {
        let arrival = arrivals.next(moment)
        for (time, isRepeat) in [(arrival.first, false), (arrival.second, true)] where time > 0 {
          deliveries.append(
            Delivery(at: time, account: account, moment: number, isRepeat: isRepeat, in: world)
              .rawValue)
        }
      }
    }
    return deliveries
  }

  /// Deals the numbers into stretches of the stream, then sorts each stretch.
  private func sorted(_ parts: [[UInt64]], _ workers: ParallelMap) -> [UInt64] {
    var starts = [Int](repeating: 0, count: Delivery.bucketCount + 1)
    for part in parts {
      for value in part { starts[Delivery(rawValue: value).bucket + 1] += 1 }
    }
    for bucket in 1..<starts.count { starts[bucket] += starts[bucket - 1] }
    var places = starts
    var dealt = [UInt64](repeating: 0, count: starts[Delivery.bucketCount])
    for part in parts {
      for value in part {
        let bucket = Delivery(rawValue: value).bucket
        dealt[places[bucket]] = value
        places[bucket] += 1
      }
    }
    let groups = 64
    let edges = (0...groups).map { group in
      let share = starts[Delivery.bucketCount] * group / groups
      return starts.first { $0 >= share } ?? share
    }
    let source = dealt
    let pieces = workers.map(groups) { group in
      source[edges[group]..<edges[group + 1]].sorted()
    }
    return pieces.flatMap { $0 }
  }
}
