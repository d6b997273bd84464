import Bytes
import JSON
import TestSupport
import Testing

@Suite struct `a reader of known shapes` {
  /// Reads lines one after the other; for each whether its shape was known.
  private func known(_ lines: [String], outline: JSONOutline = .everything) -> [Bool] {
    var differential = Differential(outline)
    var known: [Bool] = []
    for line in lines {
      let before = differential.knownCount
      differential.check(Array(line.utf8))
      known.append(differential.knownCount > before)
    }
    #expect(differential.disagreements.isEmpty)
    return known
  }

  @Test func `knows what it has met, whatever strings and numbers are in it`() {
    #expect(
      known([
        #"{"id":"A","n":1,"x":null}"#, #"{"id":"longer than a lane, é","n":-2.5e3,"x":null}"#,
        #"{"id":"\u00e9\"}","n":0,"x":null}"#, #"{"id":"","n":12345678901234567890,"x":null}"#,
      ]) == [false, true, true, true])
  }

  @Test(
    arguments: [
      "0", "-0", "8.1", "-0.50", "123456789.12345", "1234567890123.4", "12345678.12345678",
      "1.5e3", "0.1E-2", "2e+9", "1234567890123456", "0.12345678901234567890",
    ])
  func `knows numbers however they are written`(_ number: String) {
    func line(_ number: String) -> String { #"{"id":"A","n":\#(number),"x":null}"# }
    #expect(known([line("1"), line(number), line("-7")]) == [false, true, true])
  }

  @Test(
    arguments: [
      #"{"id":"A","id":"B","x":null}"#, #"{"id":"A","n":1,"x":nulL}"#,
      #"{"id":"A","n":01,"x":null}"#,
      #"{"id":"A","n":1.,"x":null}"#, #"{"id":"A","n":-,"x":null}"#,
      #"{"id":"A","n":.5,"x":null}"#, #"{"id":"A","n":00.5,"x":null}"#,
      #"{"id":"A","n":1.5.2,"x":null}"#, #"{"id":"A","n":1.5e,"x":null}"#,
      #"{"id":"A","n":1,"x":null} x"#,
      #"{"id":"A","n":1,"x":null,}"#, #"{"id":"A","n":1,"x":null"#,
      #"{"id":"\ud800","n":1,"x":null}"#,
      #"{"id":"\q","n":1,"x":null}"#, "{\"id\":\"\u{1}\",\"n\":1,\"x\":null}",
      #"{"id":"A","n" :1,"x":null}"#, #"{"i\u0064":"A","n":1,"x":null}"#,
      #"{"n":1,"id":"A","x":null}"#,
    ])
  func `leaves to the strict reader what differs in anything else`(_ line: String) {
    #expect(known([#"{"id":"A","n":1,"x":null}"#, line]) == [false, false])
  }

  @Test func `tells members of one name in different objects apart`() {
    let first = #"{"a":{"id":"X"},"id":"Y","b":[{"id":"Z"},{"id":"W"}]}"#
    #expect(
      known(
        [first, first, #"{"a":{"id":"X","id":"V"},"id":"Y","b":[{"id":"Z"}]}"#],
        outline: ["id": .value, "b": ["id": .value]]) == [false, true, false])
  }

  @Test func `passes over a container as it does over a number`() {
    func line(_ passedOver: String) -> String {
      #"{"id":"A","pending_webhooks":\#(passedOver),"x":null,"y":"B"}"#
    }
    let values = [#"{"n":1,"m":null}"#, #"[1,"C",2]"#, "[]", "7"]
    for value in values { #expect(known([line(value), line(value)]) == [false, true]) }
  }

  @Test func `learns a list of any length from a few elements`() {
    func list(_ count: Int) -> String {
      "{\"rows\":[" + (0..<count).map { "{\"id\":\"R\($0)\",\"n\":[\($0)]}" }.joined(separator: ",")
        + "]}"
    }
    #expect(
      known([list(0), list(3), list(2), list(50), list(1)]) == [false, false, true, true, true])
  }

  @Test func `needs a line feed and a margin behind a line`() {
    var reader = JSONShapeReader(outline: .everything)
    let line = Array(#"{"id":"A"}"#.utf8)
    var strict = JSONReader()
    withView(line) { view in
      #expect(strict.read(view) == nil)
      reader.learn(view, strict.root)
    }
    func isKnown(_ end: [UInt8]) -> Bool {
      withView(line + end) { reader.read(0..<line.count, of: $0) } != nil
    }
    #expect(isKnown([0x0A] + Array(repeating: 0, count: JSONShapeReader.margin)))
    #expect(!isKnown([0x0A] + Array(repeating: 0, count: JSONShapeReader.margin - 1)))
    #expect(!isKnown([0x20] + Array(repeating: 0, count: JSONShapeReader.margin)))
    #expect(!isKnown([]))
  }

  @Test func `takes bounded memory when no two lines are alike`() {
    var differential = Differential()
    var random = SplitMix64(seed: 9)
    for number in 0..<6_000 {
      let names = (0..<40).map { "\"k\($0)\(UInt32.random(in: 0...99, using: &random))\":\($0)" }
      differential.check(Array("{\"n\":\(number),\(names.joined(separator: ","))}".utf8))
    }
    #expect(differential.disagreements.isEmpty)
    #expect(differential.shapeByteCount < 24 << 20)
  }

  @Test func `still knows its events among lines that are never alike`() {
    var differential = Differential()
    for number in 0..<4_000 {
      differential.check(Array(#"{"id":"A\#(number)","m":{"k\#(number)":1},"z":"B"}"#.utf8))
      differential.check(Array(#"{"id":"A\#(number)","m":{"k":1},"n":2,"z":"B"}"#.utf8))
    }
    #expect(differential.disagreements.isEmpty && differential.knownCount > 3_900)
    #expect(differential.shapeByteCount < 4 << 20)
  }
}

@Test func `the outlines of two readers are one outline`() {
  let one: JSONOutline = ["a": ["b": .value], "c": .value]
  let other: JSONOutline = ["a": ["d": .everything], "c": .everything]
  #expect(
    one.merging(other)
      == ["a": ["b": .value, "d": .everything], "c": .everything] as JSONOutline)
  #expect(one.merging(.everything) == .everything)
}
