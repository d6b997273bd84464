import Billing
import Bytes
import Diagnostics
import Normalize
import Reconciliation
import TestSupport
import Testing

/// A small random history of a few subscriptions: true states, the events that told them, and
/// snapshots taken on the way; one second is never shared by two events of one object, unless one
/// is the creation or the deletion.
private struct World {
  struct Sight {
    var id: String
    var time: Int64
    var status: String
    var text: String
    var isSnapshot: Bool
    /// Within a second: creation, update, deletion, snapshot.
    var rank: Int
  }

  var sights: [Sight] = []

  init(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    for number in 0..<Int.random(in: 1...4, using: &random) {
      addHistory(of: "sub_\(number)", &random)
    }
  }

  private mutating func addHistory(of id: String, _ random: inout SplitMix64) {
    let words = ["trialing", "active", "past_due", "unpaid", "paused"]
    var time = Int64.random(in: 1...40, using: &random)
    var status = "incomplete"
    add(id, "created", time, status, nil, &random)
    for _ in 0..<Int.random(in: 0...6, using: &random) {
      time += Int64.random(in: 1...9, using: &random)
      let next = words.filter { $0 != status }.randomElement(using: &random) ?? status
      if UInt8.random(in: 0..<5, using: &random) == 0 {
        add(id, "snapshot", time, status, nil, &random)
      } else {
        add(id, "updated", time, next, status, &random)
        status = next
      }
    }
    if Bool.random(using: &random) { add(id, "deleted", time, "canceled", status, &random) }
  }

  private mutating func add(
    _ id: String, _ verb: String, _ time: Int64, _ status: String, _ before: String?,
    _ random: inout SplitMix64
  ) {
    let body = object(.subscription, #""status":"\#(status)","created":1"#, id: id)
    let previous = verb == "updated" ? before.map { #"{"status":"\#($0)"}"# } : nil
    let number = UInt64.random(in: 0...UInt64.max, using: &random)
    sights.append(
      Sight(
        id: id, time: time, status: status,
        text: verb == "snapshot"
          ? body
          : event(
            "evt_\(number)", "customer.subscription.\(verb)", at: time, body, previous: previous),
        isSnapshot: verb == "snapshot",
        rank: ["created": 0, "updated": 1, "deleted": 2][verb] ?? 3))
  }

  /// The facts of some of the sights in some order.
  func facts(_ places: some Sequence<Int>) -> StripeFacts {
    FoldTable.facts(places.map { (sights[$0].text, sights[$0].time) })
  }

  /// The state of each subscription at a horizon, worked out the slow and obvious way.
  func reference(horizon: Int64) -> [String: String] {
    var states: [String: String] = [:]
    for id in Set(sights.map(\.id)) {
      var state = "none"
      let own = sights.filter { $0.id == id && ($0.isSnapshot || $0.time <= horizon) }
      for sight in own.sorted(by: { ($0.time, $0.rank) < ($1.time, $1.rank) })
      where state != "status=canceled" { state = "status=\(sight.status)" }
      states[id] = state
    }
    return states
  }
}

@Suite struct `properties of the fold` {
  @Test(arguments: 0..<200 as Range<UInt64>)
  func `the order, copies and pieces of the input never matter`(seed: UInt64) {
    let world = World(seed: seed)
    var random = SplitMix64(seed: ~seed)
    let horizon = Int64.random(in: 1...80, using: &random)
    let straight = Folded(world.facts(world.sights.indices), horizon: horizon)

    let states = straight.states.mapValues { $0.split(separator: " ").first.map(String.init) }
    #expect(states == world.reference(horizon: horizon).mapValues { $0 }, "seed \(seed)")

    let shuffled = world.sights.indices.shuffled(using: &random)
    #expect(Folded(world.facts(shuffled), horizon: horizon) == straight, "seed \(seed)")

    let copied = world.sights.indices.filter { _ in Bool.random(using: &random) }
    var doubled = Folded(
      world.facts((shuffled + copied).shuffled(using: &random)), horizon: horizon)
    #expect(doubled.duplicateCount == copied.count { !world.sights[$0].isSnapshot })
    doubled.duplicateCount = 0
    #expect(doubled == straight, "seed \(seed)")
  }

  @Test(arguments: 0..<200 as Range<UInt64>)
  func `folded part by part, on any thread, it is the same as folded at once`(seed: UInt64) {
    let world = World(seed: seed)
    var random = SplitMix64(seed: seed &+ 77)
    let horizon = Int64.random(in: 1...80, using: &random)
    let copied = world.sights.indices.filter { _ in Bool.random(using: &random) }
    var texts = (Array(world.sights.indices) + copied).shuffled(using: &random).map {
      (text: world.sights[$0].text, takenAt: world.sights[$0].time)
    }
    if seed % 3 == 0, let place = texts.indices.randomElement(using: &random) {
      // The same id with other content: a conflict that only the register of all events shows.
      let other = texts[place].text.replacing("\"id\":\"sub_", with: "\"id\":\"sub_9")
      texts.append((other, texts[place].takenAt))
    }
    let whole = Folded(FoldTable.facts(texts), horizon: horizon)
    #expect(Folded(inParts: texts, horizon: horizon, &random) == whole, "seed \(seed)")
  }

  @Test(arguments: 0..<50 as Range<UInt64>)
  func `a removed update is a gap, and a later snapshot mends it`(seed: UInt64) {
    let words = ["trialing", "active", "past_due", "unpaid"]
    let lines = (0..<words.count).map { place in
      "\(place + 10)  \(place == 0 ? "created" : "updated")  evt_\(place)  status=\(words[place])  "
        + (place == 0 ? "" : "status=\(words[place - 1])")
    }
    var random = SplitMix64(seed: seed)
    let removed = Int.random(in: 1..<words.count - 1, using: &random)
    let left = lines.enumerated().filter { $0.offset != removed }.map(\.element)
    let broken = Folded(FoldTable.facts(FoldTable(left.joined(separator: "\n")).texts))
    #expect(broken.states["sub_1"] == "status=unpaid start gap")
    let mended = left + ["99  snapshot  -  status=unpaid"]
    let whole = Folded(FoldTable.facts(FoldTable(mended.joined(separator: "\n")).texts))
    #expect(whole.states["sub_1"] == "status=unpaid start")
  }

  @Test(arguments: 0..<200 as Range<UInt64>)
  func `the updates of one second are put in the order in which they happened`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let words = ["trialing", "active", "past_due", "unpaid", "paused"].shuffled(using: &random)
    let count = Int.random(in: 2...4, using: &random)
    let ids = (0..<count).map { "evt_\($0)" }.shuffled(using: &random)
    var lines = ["5  created  evt_x  status=\(words[0])"]
    for step in 0..<count {
      lines.append("9  updated  \(ids[step])  status=\(words[step + 1])  status=\(words[step])")
    }
    let folded = Folded(
      FoldTable.facts(FoldTable(lines.shuffled(using: &random).joined(separator: "\n")).texts))
    #expect(folded.states["sub_1"] == "status=\(words[count]) start", "seed \(seed)")
  }
}
