import Bytes
import JSON
import TestSupport
import Testing

/// A value as plain as can be, to compare with what was read.
indirect enum Plain: Equatable {
  case object([(String, Plain)])
  case array([Plain])
  case string([UInt8])
  case number(String)
  case bool(Bool)
  case null

  static func == (one: Plain, other: Plain) -> Bool {
    switch (one, other) {
    case (.object(let one), .object(let other)):
      one.count == other.count
        && zip(one, other).allSatisfy { Array($0.0.utf8) == Array($1.0.utf8) && $0.1 == $1.1 }
    case (.array(let one), .array(let other)): one == other
    case (.string(let one), .string(let other)): one == other
    case (.number(let one), .number(let other)): one == other
    case (.bool(let one), .bool(let other)): one == other
    case (.null, .null): true
    default: false
    }
  }

  /// A random value; the deeper, the smaller.
  static func random(_ random: inout SplitMix64, depth: Int = 0) -> Plain {
    switch Int.random(in: 0..<(depth < 6 ? 9 : 6), using: &random) {
    case 0: .null
    case 1: .bool(Bool.random(using: &random))
    case 2, 3: .number(numbers.randomElement(using: &random) ?? "0")
    case 4, 5: .string(Array(text(&random).utf8))
    case 6:
      .array(
        (0..<Int.random(in: 0..<6, using: &random)).map { _ in .random(&random, depth: depth + 1) })
    default: .object(members(&random, depth: depth))
    }
  }

  private static func members(_ random: inout SplitMix64, depth: Int) -> [(String, Plain)] {
    let count = depth < 2 ? Int.random(in: 0..<90, using: &random) : 3
    return (0..<count).map { ("\($0)" + text(&random), .random(&random, depth: depth + 1)) }
  }

  private static func text(_ random: inout SplitMix64) -> String {
    let pieces = ["a", "id", "_", "\"", "\\", "\n", "\0", "é", "€", "😀", "longer than a word", " "]
    return (0..<Int.random(in: 0..<6, using: &random))
      .map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
  }

  private static let numbers = ["0", "-0", "12", "-9223372036854775808", "1.50", "1e400", "0.1E-7"]

  /// Reads by recursion: slow and obvious.
  init(_ value: JSONValue) {
    switch value.kind {
    case .object: self = .object(value.members.map { ($0.key.text, Plain($0.value)) })
    case .array: self = .array(value.elements.map(Plain.init))
    case .string: self = .string(Array((value.string ?? "?").utf8))
    case .number: self = .number(value.numberText?.text ?? "?")
    case .true: self = .bool(true)
    case .false: self = .bool(false)
    case .null: self = .null
    }
  }

  func write(to writer: inout JSONWriter) {
    switch self {
    case .object(let members):
      writer.beginObject()
      for (name, value) in members {
        writer.key(name)
        value.write(to: &writer)
      }
      writer.endObject()
    case .array(let elements):
      writer.beginArray()
      for element in elements { element.write(to: &writer) }
      writer.endArray()
    case .string(let bytes): withView(bytes) { writer.string($0) }
    case .number(let text): withView(Array(text.utf8)) { writer.number($0) }
    case .bool(let value): writer.bool(value)
    case .null: writer.null()
    }
  }
}

/// The text of a random value.
func randomText(seed: UInt64) -> (value: Plain, bytes: [UInt8]) {
  var random = SplitMix64(seed: seed)
  let value = Plain.random(&random)
  var writer = JSONWriter()
  value.write(to: &writer)
  return (value, writer.bytes)
}

@Test(arguments: 0..<200 as Range<UInt64>)
func `reading what was written gives the value, and writing it again the text`(_ seed: UInt64) {
  let (value, bytes) = randomText(seed: seed)
  let checked: Void? = reading(bytes) { root in
    #expect(Plain(root) == value)
    var writer = JSONWriter()
    writer.value(root)
    #expect(writer.bytes == bytes)
  }
  #expect(checked != nil)
  #expect(withView(bytes) { JSONExtent.end(of: $0, from: 0) } == bytes.count)
}

@Test(arguments: 0..<100 as Range<UInt64>)
func `a damaged text never crashes, and what is accepted has a canonical form`(_ seed: UInt64) {
  var random = SplitMix64(seed: ~seed)
  let bytes = randomText(seed: seed).bytes.prefix(2_000)
  var reader = JSONReader()
  for _ in 0..<100 {
    var damaged = Array(bytes)
    for _ in 0..<Int.random(in: 1...3, using: &random) { damage(&damaged, &random) }
    withView(damaged) { view in
      if let fault = reader.read(view) {
        #expect((0...damaged.count).contains(fault.offset))
        return
      }
      var writer = JSONWriter()
      writer.value(reader.root)
      let once = writer.bytes
      withView(once) { again in
        #expect(reader.read(again) == nil)
        writer.removeAll()
        writer.value(reader.root)
      }
      #expect(writer.bytes == once)
    }
  }
}

private func damage(_ bytes: inout [UInt8], _ random: inout SplitMix64) {
  guard let place = bytes.indices.randomElement(using: &random) else { return }
  switch Int.random(in: 0..<4, using: &random) {
  case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
  case 1: bytes.remove(at: place)
  case 2:
    bytes.insert(Array("{}[],:\"\\0-e\u{7F}".utf8).randomElement(using: &random) ?? 0, at: place)
  default: bytes.removeSubrange(place...)
  }
}

@Test(arguments: 0..<20 as Range<UInt64>)
func `every cut of a container is found`(_ seed: UInt64) {
  let bytes = Array("[".utf8) + randomText(seed: seed).bytes.prefix(300)
  for end in 0..<bytes.count { #expect(fault(Array(bytes[..<end])) != nil) }
}
