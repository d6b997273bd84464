import Bytes
import TestSupport
import Testing

@testable import Pipelines

/// The pseudonyms of some names, each with its name.
private func pseudonyms(
  of names: [String], words: Set<String> = [], key: String = "key"
) -> [(name: String, pseudonym: String)] {
  var book = Pseudonyms(words: Set(words.map { Array($0.utf8) }))
  for name in names { _ = book.standIn(for: Array(name.utf8), .kin) }
  book.assign(key: Array(key.utf8))
  return names.map {
    ($0, String(decoding: book.standIn(for: Array($0.utf8), .kin), as: UTF8.self))
  }
}

@Test(arguments: [
  ("sub_1Sd3ObTq7WhLm2Rv5gfU6Alc", "sub_1"), ("cus_TneYwHWwzkvctq", "cus_"),
  ("cs_live_a1uFSsKOVh40", "cs_live_"), ("sub_sched_1Ab", "sub_sched_1"),
  ("cmj127aqpmp0w89tv2lp6uxo2", "cmj"), ("price_pro_todo", "price_todo_"), ("Jane Doe", "name-"),
])
func `a pseudonym has the shape of the name and nothing else of it`(
  name: String, beginning: String
) {
  let pseudonym = pseudonyms(of: [name])[0].pseudonym
  #expect(pseudonym.hasPrefix(beginning))
  #expect(pseudonym != name && !pseudonym.contains(name.suffix(6)))
}

@Test func `a number stays one, a UUID one, an address one`() {
  let made = pseudonyms(
    of: ["42", "7ace4cb3-9c69-40e9-aa4b-23b8673e7077", "jane@example.com"]
  ).map(\.pseudonym)
  #expect(made[0].wholeMatch(of: /[1-9][0-9]{6}/) != nil)
  #expect(
    made[1].wholeMatch(of: /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}/) != nil)
  #expect(made[2].hasSuffix("@example.invalid"))
}

@Test func `pseudonyms stand in the order of the names, and no two names share one`() {
  var random = SplitMix64(seed: 7)
  let names = (0..<500).map { _ in "evt_1" + String(random.next(), radix: 36) }
  let made = pseudonyms(of: names).sorted { $0.name < $1.name }
  #expect(Set(made.map(\.pseudonym)).count == Set(names).count)
  #expect(made.map(\.pseudonym) == made.map(\.pseudonym).sorted())
  let numbers = pseudonyms(of: ["9", "10", "100", "2"])
  let order = numbers.sorted { Int($0.pseudonym) ?? 0 < Int($1.pseudonym) ?? 0 }
  #expect(order.map(\.name) == ["2", "9", "10", "100"])
}

@Test func `the same key gives the same pseudonyms, another key others`() {
  let names = ["sub_1Sd3ObTq7WhLm2Rv5gfU6Alc", "cus_TneYwHWwzkvctq"]
  #expect(pseudonyms(of: names).map(\.pseudonym) == pseudonyms(of: names).map(\.pseudonym))
  let others = pseudonyms(of: names, key: "another").map(\.pseudonym)
  #expect(Set(others).isDisjoint(with: pseudonyms(of: names).map(\.pseudonym)))
}

@Test func `words of the definition stay, and so does the empty text`() {
  #expect(pseudonyms(of: ["PRO", ""], words: ["PRO"]).map(\.pseudonym) == ["PRO", ""])
}

@Test func `addresses that a provider takes for the same share a pseudonym`() {
  var book = Pseudonyms(words: [])
  let addresses = ["Jane@Example.com", " jane@example.com", "joe@example.com"]
  for address in addresses { _ = book.standIn(forAddress: Array(address.utf8)) }
  book.assign(key: [1])
  let made = addresses.map { book.standIn(forAddress: Array($0.utf8)) }
  #expect(made[0] == made[1] && made[0] != made[2])
}
