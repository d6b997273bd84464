import Reconciliation
import TestSupport
import Testing

/// A JSON value that can be written in many ways.
private indirect enum Tree {
  case scalar(String)
  case text(String)
  case array([Tree])
  case object([(String, Tree)])

  static func random(_ random: inout SplitMix64, depth: Int = 3) -> Tree {
    switch UInt8.random(in: 0..<(depth > 0 ? 6 : 4), using: &random) {
    case 0: .scalar(["null", "true", "false"].randomElement(using: &random) ?? "null")
    case 1: .scalar(String(Int.random(in: -99...99, using: &random)))
    case 2, 3:
      .text(
        String(
          (0..<Int.random(in: 0...18, using: &random)).map { _ in
            Character(UnicodeScalar(UInt8.random(in: 97...122, using: &random)))
          }))
    case 4:
      .array(
        (0..<Int.random(in: 0...4, using: &random)).map { _ in
          Tree.random(&random, depth: depth - 1)
        })
    default:
      .object(
        (0..<Int.random(in: 0...4, using: &random)).map { index in
          ("k\(index)", Tree.random(&random, depth: depth - 1))
        })
    }
  }

  /// The value as text, its members and spaces and escapes as chance will have them.
  func written(_ random: inout SplitMix64) -> String {
    func gap() -> String { ["", " ", "\n\t"].randomElement(using: &random) ?? "" }
    switch self {
    case .scalar(let text): return text
    case .text(let text): return Self.quoted(text, &random)
    case .array(let elements):
      return "[" + elements.map { gap() + $0.written(&random) + gap() }.joined(separator: ",") + "]"
    case .object(let members):
      return "{"
        + members.shuffled(using: &random).map { name, value in
          gap() + Self.quoted(name, &random) + gap() + ":" + gap() + value.written(&random)
        }.joined(separator: ",") + "}"
    }
  }

  private static func quoted(_ text: String, _ random: inout SplitMix64) -> String {
    let inner = text.utf8.map { byte in
      Bool.random(using: &random)
        ? String(UnicodeScalar(byte)) : "\\u00" + String(byte, radix: 16)
    }
    return "\"" + inner.joined() + "\""
  }

  /// The same value with one leaf replaced.
  func changed(_ random: inout SplitMix64) -> Tree {
    switch self {
    case .scalar(let text): return .scalar(text == "0" ? "1" : "0")
    case .text(let text): return .text(text + "x")
    case .array(var elements):
      guard let place = elements.indices.randomElement(using: &random) else {
        return .array([.scalar("null")])
      }
      elements[place] = elements[place].changed(&random)
      return .array(elements)
    case .object(var members):
      guard let place = members.indices.randomElement(using: &random) else {
        return .object([("k", .scalar("null"))])
      }
      members[place].1 = members[place].1.changed(&random)
      return .object(members)
    }
  }
}

@Suite struct `the hash of an event's content` {
  private func hash(_ extra: String) -> UInt64 {
    Normalized([
      #"{"id":"evt_1","object":"event","type":"t","created":1,"data":{"object":{"id":"x"}},"#
        + #""extra":\#(extra)}"#
    ]).facts.observations[0].contentHash
  }

  @Test(arguments: 0..<200 as Range<UInt64>)
  func `depends on what is said, not on how it is written`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let tree = Tree.random(&random)
    let first = hash(tree.written(&random))
    for _ in 0..<4 { #expect(hash(tree.written(&random)) == first) }
    #expect(hash(tree.changed(&random).written(&random)) != first)
  }

  @Test func `tells apart what looks alike`() {
    let texts = [
      "0", "\"0\"", "null", "\"null\"", "true", "\"\"", "[]", "{}", "[[]]", "[{}]", "[null]", "[0]",
      "[[0]]", "{\"a\":0}", "{\"a\":[0]}", "{\"b\":0}", "{\"a\":0,\"b\":1}", "{\"a\":1,\"b\":0}",
      "[0,1]", "[1,0]", "[[0],1]", "[[0,1]]", "\"12345678\"", "\"123456781\"",
      "\"12345678\\u0000\"",
      "\"é\"", "\"e\\u0301\"", "1", "1.0", "-0",
    ]
    for (place, one) in texts.enumerated() {
      for other in texts[..<place] { #expect(hash(one) != hash(other), "\(one) \(other)") }
    }
  }

  @Test func `leaves out only the outermost count of endpoints to come`() {
    func hash(_ outer: Int, _ inner: Int) -> UInt64 {
      Normalized([
        #"{"id":"evt_1","object":"event","type":"t","created":1,"pending_webhooks":\#(outer),"#
          + #""data":{"object":{"id":"x","pending_webhooks":\#(inner)}}}"#
      ]).facts.observations[0].contentHash
    }
    #expect(hash(1, 1) == hash(0, 1))
    #expect(hash(1, 1) != hash(1, 0))
  }
}
