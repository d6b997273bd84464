import Normalize
import TestSupport
import Testing

@Test func `a large input is divided into more parts, but never into too many`() {
  let counts = [0, 1 << 30, 1 << 33, 1 << 36, 1 << 40].map { FactDivision(ofBytes: $0).count }
  #expect(counts == [64, 64, 128, 256, 256])
}

@Test(arguments: [0, 1 << 33, 1 << 40])
func `every fingerprint has a part, and all parts get their share`(_ byteCount: Int) {
  var random = SplitMix64(seed: 5)
  let division = FactDivision(ofBytes: byteCount)
  var counts = [Int](repeating: 0, count: division.count)
  for _ in 0..<division.count * 100 { counts[division.part(of: random.next())] += 1 }
  #expect(counts.allSatisfy { (40...180).contains($0) })
  #expect(division.part(of: 0) == 0)
  #expect(division.part(of: .max) == division.count - 1)
}
