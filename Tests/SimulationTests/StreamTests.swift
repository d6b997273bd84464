import Foundation
import TestSupport
import Testing

@testable import Simulation

@Suite struct `A generated stream` {
  @Test(arguments: [[], ["--gzip"]])
  func `is the same on any number of threads`(form: [String]) throws {
    let words = ["--subscriptions", "400", "--events", "4000", "--drift", "0.2"] + form
    let one = try GeneratedWorld(words + ["--jobs", "1"]).files()
    let three = try GeneratedWorld(words + ["--jobs", "3"]).files()
    #expect(one.count > 10)
    #expect(one == three)
    let other = try GeneratedWorld(words + ["--seed", "2"]).files()
    #expect(one["truth.ndjson"] != other["truth.ndjson"])
  }

  @Test func `has as many events as asked for, some of them late or twice`() throws {
    let world = try GeneratedWorld(["--subscriptions", "200", "--events", "3000"])
    let events = try world.objects(in: "stripe/events.ndjson")
    let ids = events.compactMap { $0["id"] as? String }
    #expect(Set(ids).count == 3000)
    #expect(ids.count > 3000 && ids.count < 3300)
    let times = events.compactMap { $0["created"] as? Int }
    let late = zip(times, times.dropFirst()).count { $0 > $1 }
    #expect(late > 20 && late < 600)
    #expect(Set(times).count < times.count - ids.count + 3000)
  }

  @Test func `shows objects in the shape of their version`() throws {
    let world = try GeneratedWorld(["--subscriptions", "300", "--events", "9000"])
    var seen: Set<String> = []
    for event in try world.objects(in: "stripe/events.ndjson") {
      guard let version = event["api_version"] as? String,
        let object = (event["data"] as? [String: Any])?["object"] as? [String: Any],
        let kind = object["object"] as? String
      else { continue }
      seen.insert(kind + " " + version)
      let isBasil = version == "2025-03-31.basil"
      switch kind {
      case "subscription":
        let items = (object["items"] as? [String: Any])?["data"] as? [[String: Any]]
        #expect((object["current_period_end"] == nil) == isBasil)
        #expect((items?.first?["current_period_end"] != nil) == isBasil)
        #expect((object["discount"] == nil) == isBasil)
        #expect((object["discounts"] == nil) == (version == "2022-11-15"))
      case "invoice":
        #expect((object["parent"] != nil) == isBasil)
        #expect((object["subscription"] == nil) == isBasil)
        #expect((object["payment_intent"] == nil) == isBasil)
        #expect((object["paid"] == nil) == isBasil)
      case "payment_intent": #expect((object["invoice"] == nil) == isBasil)
      default: break
      }
    }
    #expect(seen.count == 15)
  }

  @Test func `says what an update replaced, and nothing that stayed`() throws {
    let world = try GeneratedWorld(["--subscriptions", "200", "--events", "4000"])
    var count = 0
    for event in try world.objects(in: "stripe/events.ndjson") {
      let data = event["data"] as? [String: Any]
      guard let previous = data?["previous_attributes"] as? [String: Any],
        let object = data?["object"] as? [String: Any]
      else { continue }
      count += 1
      #expect(!previous.isEmpty)
      for (key, value) in previous {
        let now = object[key]
        #expect(now != nil, "\(key) is not in the object")
        if let before = value as? NSObject, let after = now as? NSObject {
          #expect(before != after, "\(key) did not change")
        }
      }
    }
    #expect(count > 1000)
  }

  @Test(arguments: [1, 7, 9, 10, 19, 20, 101, 1000])
  func `is dealt to the accounts without a rest`(subscriptions: Int) {
    for events in [subscriptions * 4, subscriptions * 5 + 1, subscriptions * 37] {
      let layout = AccountLayout(
        SimulationSize(subscriptions: subscriptions, events: events, seed: 3, faultsPerMillion: 0))
      let accounts = 0..<layout.count
      #expect(accounts.reduce(0) { $0 + layout.eventCount(of: $1) } == events)
      #expect(accounts.reduce(0) { $0 + (layout.isDouble($1) ? 2 : 1) } == subscriptions)
      #expect(accounts.allSatisfy { layout.eventCount(of: $0) >= (layout.isDouble($0) ? 8 : 4) })
    }
  }
}

@Suite struct `The command generate` {
  @Test(arguments: [
    (["--events", "10", "--subscriptions", "10"], "need 40 to 5000 events"),
    (["--drift", "much"], "--drift cannot be much"),
    (["--drift", "1.5"], "--drift cannot be 1.5"),
    (["--seed", "-1"], "--seed cannot be -1"),
    (["--subscriptions", "0"], "there can be 1 to"),
    (["--like", "nowhere.xml"], "error[input-missing]"),
  ])
  func `explains what it cannot do`(words: [String], says: String) throws {
    let world = try GeneratedWorld(words)
    #expect(world.answer.status == 2)
    #expect(world.answer.errors.contains(says), "\(world.answer.errors)")
    #expect(!FileManager.default.fileExists(atPath: world.folder.path))
  }

  @Test func `never writes over anything`() throws {
    let scratch = try Scratch()
    try scratch.write("mine", to: "world/notes.txt")
    let answer = try Program.run(["generate", scratch.folder.path + "/world"])
    #expect(answer.status == 2)
    #expect(answer.errors.contains("error[output-unwritable]"))
    #expect(try scratch.read("world/notes.txt") == "mine")
  }

  @Test func `refuses a system whose needed tables it cannot make`() throws {
    let scratch = try Scratch()
    let sample = Repository.root.appending(path: "Sources/Program/Simulation/sample.xml")
    let text = try String(contentsOf: sample, encoding: .utf8)
    try scratch.write(
      text.replacing("role=\"payments\" optional=\"yes\"", with: "role=\"credits\""),
      to: "other.xml")
    let answer = try Program.run(
      ["generate", scratch.folder.path + "/world", "--like", scratch.folder.path + "/other.xml"])
    #expect(answer.status == 2)
    #expect(answer.errors.contains("the table “payments” cannot be simulated"))
  }
}
