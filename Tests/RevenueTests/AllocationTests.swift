import Revenue
import TestSupport
import Testing

@Suite struct `dividing amounts` {
  @Test(
    arguments: [
      (100, [1, 1, 1], [34, 33, 33]), (-100, [1, 1, 1], [-34, -33, -33]),
      (5, [1, 1, 1, 1, 1, 1, 1], [1, 1, 1, 1, 1, 0, 0]), (0, [1, 2], [0, 0]),
      (1, [0, 0, 5], [0, 0, 1]), (1999, [50, 30, 20], [999, 600, 400]),
      (100, [0, 0, 0], [34, 33, 33]),
      // Lines of an invoice with a proration: each gives in proportion, also the one below zero.
      (900, [-3000, 4000, 8000], [-300, 400, 800]),
      (-900, [3000, -4000, -8000], [300, -400, -800]),
      // Weights that cancel out count by their sizes.
      (10, [5, -5], [5, 5]),
      (.max, [.max, .max], [4_611_686_018_427_387_904, 4_611_686_018_427_387_903]),
    ] as [(Int64, [Int64], [Int64])])
  func `the largest remainders have what is left over`(
    _ total: Int64, _ weights: [Int64], _ parts: [Int64]
  ) {
    #expect(Allocation.byLargestRemainder(total, weights) == parts)
  }

  @Test(
    arguments: [
      (100, [1, 1, 1], Rounding.halfUp, [33, 34, 33]),
      (-100, [1, 1, 1], .halfUp, [-33, -34, -33]),
      (9200, [1, 1, 1], .halfUp, [3067, 3066, 3067]),
      (5, [1, 1, 1, 1, 1, 1, 1], .halfUp, [1, 0, 1, 1, 1, 0, 1]),
      (5, [1, 1], .halfUp, [3, 2]), (5, [1, 1], .halfEven, [2, 3]),
      (-5, [1, 1], .halfUp, [-3, -2]),
      (7, [0, 1], .halfUp, [0, 7]),
    ] as [(Int64, [Int64], Rounding, [Int64])])
  func `running sums are rounded, and their differences are the parts`(
    _ total: Int64, _ weights: [Int64], _ rule: Rounding, _ parts: [Int64]
  ) {
    #expect(Allocation.cumulatively(total, weights, rule) == parts)
  }

  @Test func `nothing is spread over no time`() {
    #expect(Allocation.cumulatively(100, [0, 0, 0]) == nil)
    #expect(Allocation.byLargestRemainder(100, []) == [])
  }

  @Test func `the parts always add up, and none is off by a unit`() throws {
    var random = SplitMix64(seed: 34)
    for _ in 0..<20_000 {
      let weights = (0...Int(random.next() % 12)).map { _ in
        Int64(random.next() >> (random.next() % 63 + 1))
      }
      let total = Int64(bitPattern: random.next()) >> Int64(random.next() % 63)
      let parts = Allocation.byLargestRemainder(total, weights)
      #expect(parts.reduce(0, +) == max(total, -.max))
      let sum = weights.reduce(Int128(0)) { $0 + Int128($1) }
      guard sum > 0 else { continue }
      for (part, weight) in zip(parts, weights) {
        let gap = (Int128(part) * sum - Int128(total) * Int128(weight)).magnitude
        #expect(gap < sum.magnitude || total == .min)
      }
      let running = try #require(Allocation.cumulatively(total, weights))
      #expect(running.reduce(0, &+) == total)
    }
  }

  @Test(.enabled(if: Vectors.areThere)) func `divisions that others worked out are theirs`() throws
  {
    struct Divisions: Decodable {
      struct Division: Decodable {
        var total: Int64
        var weights: [Int64]
        var largestRemainder: [Int64]
        var cumulativeHalfUp: [Int64]?
      }
      var cases: [Division]
    }
    let known = try Vectors("money_and_time").decoded("allocation.json", as: Divisions.self)
    for one in known.cases {
      #expect(Allocation.byLargestRemainder(one.total, one.weights) == one.largestRemainder)
      #expect(Allocation.cumulatively(one.total, one.weights) == one.cumulativeHalfUp)
    }
  }
}
