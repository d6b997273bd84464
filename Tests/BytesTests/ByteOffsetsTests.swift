import Bytes
import TestSupport
import Testing

@Test func `places in a run of bytes are kept as they are`() {
  var random = SplitMix64(seed: 21)
  var offsets = ByteOffsets()
  var expected: [Int] = []
  var place = 0
  for number in 0..<2_000 {
    // Nothing between two places, an id, and now and then the longest record.
    let steps = number % 3 == 0 ? [16 << 20] : [0, 1, 17, 300]
    place += steps[Int.random(in: 0..<steps.count, using: &random)]
    offsets.append(place)
    expected.append(place)
  }
  // Beyond what 32 bits hold, as a whole.
  #expect(place > 1 << 33)
  #expect(offsets.count == expected.count)
  #expect(expected.indices.allSatisfy { offsets[$0] == expected[$0] })
}

@Test func `a table says whether it can number the texts of another`() {
  var symbols = Symbols()
  _ = symbols.intern("one")
  #expect(symbols.hasRoom(for: symbols))
}
