extension Array {
  /// Sorts by a hash, and elements of the same hash by an order of their own.
  ///
  /// Hashes are spread evenly, so one look at each element puts it into a bucket with a few
  /// neighbours, and only those are compared. Where they are not, it still sorts, as `sort` does.
  ///
  /// - Parameters:
  ///   - hash: the hash of an element.
  ///   - precedes: whether one of two elements of the same hash comes before the other.
  /// - Complexity: O(n) for n elements whose hashes are spread evenly, with room for as many again.
  @inlinable
  public mutating func sort(
    byHash hash: (Element) -> UInt64, then precedes: (Element, Element) -> Bool
  ) {
    guard let first = self.first.map(hash) else { return }
    // Hashes may begin with the same bits, where they were divided by these.
    let differing = reduce(0 as UInt64) { $0 | (hash($1) ^ first) }
    let order = HashOrder(count: count, differing: differing)
    var starts = [Int](repeating: 0, count: order.bucketCount + 1)
    for element in self { starts[order.bucket(of: hash(element)) + 1] += 1 }
    for bucket in 1..<starts.count { starts[bucket] += starts[bucket - 1] }
    var ends = starts
    var sorted = self
    for element in self {
      let bucket = order.bucket(of: hash(element))
      sorted[ends[bucket]] = element
      ends[bucket] += 1
    }
    for bucket in 0..<order.bucketCount where starts[bucket + 1] - starts[bucket] > 1 {
      sorted[starts[bucket]..<starts[bucket + 1]].sort { one, other in
        let (oneHash, otherHash) = (hash(one), hash(other))
        return oneHash == otherHash ? precedes(one, other) : oneHash < otherHash
      }
    }
    self = sorted
  }
}

/// Into which buckets hashes go, so that the buckets are in the order of the hashes.
@usableFromInline struct HashOrder {
  /// How many leading bits all hashes have in common.
  @usableFromInline let common: UInt64
  /// How many bits after those name the bucket.
  @usableFromInline let bits: UInt64

  /// Buckets for so many hashes, given the bits in which some of them differ: a few in each.
  @inlinable
  init(count: Int, differing: UInt64) {
    common = UInt64(Swift.min(differing.leadingZeroBitCount, 63))
    var bits: UInt64 = 1
    while bits < 20, count >> Int(bits) > 4 { bits += 1 }
    self.bits = bits
  }

  @inlinable var bucketCount: Int { 1 << Int(bits) }

  @inlinable @inline(__always)
  func bucket(of hash: UInt64) -> Int {
    Int(truncatingIfNeeded: (hash &<< common) &>> (64 &- bits))
  }
}
