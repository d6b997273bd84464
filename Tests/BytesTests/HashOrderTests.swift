import Bytes
import Testing

@Suite("Sorting by a hash")
struct HashOrderTests {
  private struct Entry: Equatable {
    var hash: UInt64
    var place: Int
  }

  /// So many entries whose hashes have only the bits of a mask, some of them the same.
  private func entries(_ count: Int, _ mask: UInt64) -> [Entry] {
    var state: UInt64 = 88_172_645_463_325_252
    return (0..<count).map { place in
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return Entry(hash: state & mask, place: (place &* 7_919) % max(1, count))
    }
  }

  @Test(
    "the order is that of the hashes, then the one asked for",
    arguments: [0, 1, 2, 5, 17, 1_000, 20_000],
    [.max, 0, 1, 0xFF, 0xFF << 56, 0x3FF << 30, .max >> 8, 0x8000_0000_0000_0001] as [UInt64])
  func order(count: Int, mask: UInt64) {
    var entries = entries(count, mask)
    let wanted = entries.sorted {
      $0.hash == $1.hash ? $0.place < $1.place : $0.hash < $1.hash
    }
    entries.sort(byHash: \.hash) { $0.place < $1.place }
    #expect(entries == wanted)
  }
}
