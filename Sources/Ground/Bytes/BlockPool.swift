import Synchronization

#if canImport(Glibc)
import Glibc
#endif

/// Memory for pieces of a file that is used again and again, by any thread.
///
/// New memory costs more than the bytes that are read into it: the system clears every page of it,
/// and none of it is in the cache. A block that came from a pool goes back to it when its last
/// owner lets go, and the next piece is read into the same, still warm, addresses.
final class BlockPool: Sendable {
  /// How many bytes a block has room for.
  let blockByteCount: Int

  private let limit: Int
  private let kept = Mutex<[Memory]>([])

  /// Creates an empty pool.
  ///
  /// - Parameters:
  ///   - blockByteCount: the room of a block, in bytes.
  ///   - limit: how many unused blocks are kept.
  init(blockByteCount: Int, keeping limit: Int = 32) {
    self.blockByteCount = blockByteCount
    self.limit = limit
  }

  deinit {
    kept.withLock { kept in
      for memory in kept { memory.free() }
    }
  }

  /// A block that nobody uses.
  func give() -> Memory {
    kept.withLock { $0.popLast() } ?? Memory(capacity: blockByteCount)
  }

  /// Keeps a block for later, or frees it.
  static func take(back memory: Memory, for pool: BlockPool?) {
    let isKept =
      pool.map { pool in
        // One that had to grow for a long line would make the pool grow with it.
        guard memory.capacity == pool.blockByteCount else { return false }
        return pool.kept.withLock { kept in
          guard kept.count < pool.limit else { return false }
          kept.append(memory)
          return true
        }
      } ?? false
    if !isKept { memory.free() }
  }
}

/// A stretch of the heap with room for a block and its padding, owned by whoever holds it.
@safe struct Memory: @unchecked Sendable {
  private(set) var start: UnsafeMutablePointer<UInt8>
  /// How many bytes fit before the padding.
  private(set) var capacity: Int

  init(capacity: Int) {
    self.capacity = capacity
    unsafe start = Self.resized(nil, to: capacity)
  }

  mutating func resize(to capacity: Int) {
    unsafe start = Self.resized(start, to: capacity)
    self.capacity = capacity
  }

  func free() { unsafe Glibc.free(start) }

  private static func resized(
    _ old: UnsafeMutablePointer<UInt8>?, to capacity: Int
  ) -> UnsafeMutablePointer<UInt8> {
    let memory = unsafe realloc(old, capacity + ByteBlock.paddingByteCount)
    guard let memory = unsafe memory else {
      preconditionFailure("out of memory for \(capacity) bytes")
    }
    return unsafe memory.assumingMemoryBound(to: UInt8.self)
  }
}
