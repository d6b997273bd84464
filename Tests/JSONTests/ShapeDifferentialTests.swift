import Bytes
import Foundation
import JSON
import TestSupport
import Testing

/// The strict reader and the reader of known shapes side by side.
struct Differential: ~Copyable {
  private let outline: HashedOutline
  private var strict = JSONReader()
  private var shapes: JSONShapeReader
  private var hash = JSONContentHash()
  /// How many texts the strict reader accepted, and how many of them had a known shape.
  private(set) var acceptedCount = 0
  private(set) var knownCount = 0
  /// What must not be: texts about which the two disagree.
  private(set) var disagreements: [String] = []

  var shapeByteCount: Int { shapes.shapeByteCount }

  init(_ outline: JSONOutline = .everything) {
    self.outline = HashedOutline(outline)
    shapes = JSONShapeReader(outline: outline, passingOver: "pending_webhooks")
  }

  /// Reads a text, which must have no line feed, by both.
  mutating func check(_ text: [UInt8]) {
    var bytes = text
    bytes.append(0x0A)
    bytes.append(contentsOf: repeatElement(UInt8(ascii: "7"), count: JSONShapeReader.margin + 1))
    withView(bytes) { piece in
      let line = piece[0..<text.count]
      var found = shapes.read(0..<text.count, of: piece)
      let fault = strict.read(line)
      if fault == nil { acceptedCount += 1 }
      if found != nil { knownCount += 1 }
      if found == nil, fault == nil {
        shapes.learn(line, strict.root)
        // What was learned from a text must be true of that text at the least.
        found = shapes.read(0..<text.count, of: piece)
      }
      guard let found else { return }
      if fault != nil || found != hash.hash(of: strict.root, passingOver: "pending_webhooks")
        || !outline.leaves(shapes.root, of: strict.root)
      {
        disagreements.append(line.text)
      }
    }
  }
}

/// An outline that is asked by the hashes of names.
indirect enum HashedOutline {
  case everything
  case members([UInt32: HashedOutline])

  init(_ outline: JSONOutline) {
    guard case .members(let members) = outline else {
      self = .everything
      return
    }
    self = .members(
      Dictionary(
        uniqueKeysWithValues: members.map { name, inner in
          (reading("{\"\(name)\":0}") { Array($0.members)[0].key.hash } ?? 0, Self(inner))
        }))
  }

  private func member(_ key: JSONKey) -> HashedOutline? {
    guard case .members(let members) = self else { return self }
    return members[key.hash]
  }

  /// Whether a tape is what this outline leaves of another one, in all that can be seen of it.
  func leaves(_ part: JSONValue, of whole: JSONValue) -> Bool {
    guard part.kind == whole.kind, part.startByte == whole.startByte,
      part.byteCount == whole.byteCount, part.integer == whole.integer,
      part.plainText?.array == whole.plainText?.array
    else { return false }
    var members = part.members
    var memberCount = 0
    for (key, value) in whole.members {
      guard let inner = member(key) else { continue }
      guard let found = members.next(), found.key.hash == key.hash,
        found.key.startByte == key.startByte, inner.leaves(found.value, of: value)
      else { return false }
      memberCount += 1
    }
    var elements = part.elements
    for element in whole.elements {
      guard let found = elements.next(), leaves(found, of: element) else { return false }
    }
    return members.next() == nil && elements.next() == nil && part.memberCount == memberCount
      && part.elementCount == whole.elementCount
  }
}

@Suite struct `a known shape is read as strictly as an unknown one` {
  /// Mutated texts for each seed; TRUEUP_MUTANTS asks for another number of them in all.
  private static let count =
    (ProcessInfo.processInfo.environment["TRUEUP_MUTANTS"].flatMap { Int($0) } ?? 200_000) / 8

  private static let outline: JSONOutline = [
    "id": .value, "object": .value, "created": .value, "type": .value, "pending_webhooks": .value,
    "data": [
      "object": [
        "id": .value, "status": .value, "cancel_at": .value, "metadata": .everything,
        "items": ["data": ["id": .value, "price": ["amount": .value]], "id": .value],
        "matrix": .everything, "methods": .value, "percent": .value,
      ],
      "previous_attributes": .everything,
    ],
  ]

  @Test(arguments: 0..<8 as Range<UInt64>)
  func `by mutated events`(_ seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var differential = Differential(seed % 2 == 0 ? Self.outline : .everything)
    var samples: [[UInt8]] = []
    for number in 0..<Self.count {
      if number % 1_000 < 64 {
        // New samples, of which some have blanks; read as they are too.
        if number % 1_000 == 0 { samples.removeAll() }
        samples.append(Array(SampleEvent.text(&random, gap: number % 8 == 0 ? " " : "").utf8))
        differential.check(samples[samples.count - 1])
      }
      var text = samples[number % samples.count]
      for _ in 0..<[1, 1, 1, 2, 3][number % 5] { Mutation.apply(to: &text, &random) }
      text.removeAll { $0 == 0x0A }
      differential.check(text)
    }
    let disagreements = differential.disagreements
    #expect(disagreements.isEmpty, "\(disagreements.prefix(3))")
    // Most mutations are faults; of the texts that are none many must have gone the fast way.
    let (accepted, known) = (differential.acceptedCount, differential.knownCount)
    #expect(accepted > Self.count / 10 && known > accepted / 4, "\(accepted) \(known)")
  }

  @Test(arguments: 0..<40 as Range<UInt64>)
  func `by random values`(_ seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var differential = Differential()
    let text = Array("{\"a\":".utf8) + randomText(seed: seed).bytes.prefix(4_000) + [0x7D]
    for number in 0..<40 {
      var text = text
      if number > 2 { Mutation.apply(to: &text, &random) }
      text.removeAll { $0 == 0x0A }
      differential.check(text)
    }
    let disagreements = differential.disagreements
    #expect(disagreements.isEmpty, "\(disagreements.prefix(3))")
  }

  @Test(.enabled(if: corpora != nil))
  func `by the corpora of others`() throws {
    var differential = Differential()
    var count = 0
    for name in ["json-testsuite", "json-jsonchecker"] {
      let folder = try #require(corpora).appending(path: name)
      let files = try #require(FileManager.default.enumerator(atPath: folder.path))
      for case let path as String in files where path.hasSuffix(".json") {
        let text = try Array(Data(contentsOf: folder.appending(path: path)))
          .map { $0 == 0x0A ? 0x20 : $0 }
        // Twice, so that what was learned is met; and inside of something that is known.
        for _ in 0..<2 {
          differential.check(text)
          differential.check(Array("{\"a\":1,\"b\":".utf8) + text + [0x7D])
        }
        count += 1
      }
    }
    #expect(count > 300 && differential.knownCount > 90)
    let disagreements = differential.disagreements
    #expect(disagreements.isEmpty, "\(disagreements.prefix(3))")
  }
}
