#if canImport(Glibc)
import Glibc
#endif

/// An owner of bytes that never change; every ``ByteView`` into it is good for as long as it lives.
///
/// Blocks are on the heap even when the bytes are those of a plain file. Mapping the file would
/// save a copy that costs nothing measurable, and would pay for it twice: a file cut short while it
/// is read kills the process, and one written to is parsed as something that was never digested.
@safe public final class ByteBlock: @unchecked Sendable {
  /// How many bytes after the end may be read: a scanner need not stop short of its last block.
  ///
  /// Their values mean nothing.
  public static let paddingByteCount = 64

  /// The bytes.
  public let view: ByteView

  private let memory: Memory
  private let pool: BlockPool?

  fileprivate init(_ view: ByteView, in memory: Memory, of pool: BlockPool?) {
    self.view = view
    self.memory = memory
    self.pool = pool
  }

  /// Copies bytes into a block of their own.
  public convenience init(_ bytes: [UInt8]) {
    var buffer = ByteBuffer(capacity: bytes.count)
    unsafe bytes.withUnsafeBufferPointer { unsafe buffer.append(ByteView($0)) }
    self.init(buffer)
  }

  convenience init(_ buffer: consuming ByteBuffer) {
    let pool = buffer.pool
    let count = buffer.count
    let memory = buffer.release()
    self.init(unsafe ByteView(start: memory.start, count: count), in: memory, of: pool)
  }

  deinit { BlockPool.take(back: memory, for: pool) }
}

/// Bytes under construction: fixed in place once they become a ``ByteBlock``.
@safe struct ByteBuffer: ~Copyable {
  private var memory: Memory
  /// Where the memory goes when nobody needs it any more.
  fileprivate let pool: BlockPool?
  /// How many bytes are there.
  private(set) var count = 0
  private var isReleased = false

  init(capacity: Int) {
    memory = Memory(capacity: capacity)
    pool = nil
  }

  /// Begins in memory of a pool, which gets it back.
  init(from pool: BlockPool) {
    memory = pool.give()
    self.pool = pool
  }

  deinit { if !isReleased { BlockPool.take(back: memory, for: pool) } }

  /// How many bytes fit.
  var capacity: Int { memory.capacity }

  /// How many more bytes fit.
  var room: Int { capacity - count }

  /// The bytes so far; good until the next change.
  var view: ByteView { unsafe ByteView(start: memory.start, count: count) }

  /// Makes room for at least `capacity` bytes.
  mutating func grow(to capacity: Int) {
    if capacity > memory.capacity { memory.resize(to: capacity) }
  }

  /// Copies bytes to the end; the caller has made room.
  mutating func append(_ bytes: ByteView) {
    precondition(bytes.count <= room)
    unsafe (memory.start + count).update(from: bytes.start, count: bytes.count)
    count += bytes.count
  }

  /// Lets a reader fill up to `limit` bytes at the end; it answers how many it wrote.
  mutating func fill<Problem: Error>(
    atMost limit: Int,
    _ body: (UnsafeMutableBufferPointer<UInt8>) throws(Problem) -> Int
  ) throws(Problem) -> Int {
    let space = unsafe UnsafeMutableBufferPointer(
      start: memory.start + count, count: min(limit, room))
    let written = try unsafe body(space)
    count += written
    return written
  }

  /// Gives the memory away, with its padding.
  fileprivate consuming func release() -> Memory {
    unsafe (memory.start + count).update(repeating: 0, count: ByteBlock.paddingByteCount)
    isReleased = true
    return memory
  }
}
