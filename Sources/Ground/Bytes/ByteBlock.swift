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

  fileprivate init(adopting view: ByteView) { self.view = view }

  /// Copies bytes into a block of their own.
  public convenience init(_ bytes: [UInt8]) {
    var buffer = ByteBuffer(capacity: bytes.count)
    unsafe bytes.withUnsafeBufferPointer { unsafe buffer.append(ByteView($0)) }
    self.init(buffer)
  }

  convenience init(_ buffer: consuming ByteBuffer) {
    self.init(adopting: buffer.release())
  }

  deinit { unsafe free(UnsafeMutableRawPointer(mutating: view.start)) }
}

/// Bytes under construction: fixed in place once they become a ``ByteBlock``.
@safe struct ByteBuffer: ~Copyable {
  private var start: UnsafeMutablePointer<UInt8>
  /// How many bytes fit.
  private(set) var capacity: Int
  /// How many bytes are there.
  private(set) var count = 0

  init(capacity: Int) {
    self.capacity = capacity
    unsafe start = Self.resized(nil, to: capacity)
  }

  deinit { unsafe free(start) }

  /// How many more bytes fit.
  var room: Int { capacity - count }

  /// The bytes so far; good until the next change.
  var view: ByteView { unsafe ByteView(start: UnsafePointer(start), count: count) }

  /// Makes room for at least `capacity` bytes.
  mutating func grow(to capacity: Int) {
    guard capacity > self.capacity else { return }
    unsafe start = Self.resized(start, to: capacity)
    self.capacity = capacity
  }

  /// Copies bytes to the end; the caller has made room.
  mutating func append(_ bytes: ByteView) {
    precondition(bytes.count <= room)
    unsafe (start + count).update(from: bytes.start, count: bytes.count)
    count += bytes.count
  }

  /// Lets a reader fill up to `limit` bytes at the end; it answers how many it wrote.
  mutating func fill<Problem: Error>(
    atMost limit: Int,
    _ body: (UnsafeMutableBufferPointer<UInt8>) throws(Problem) -> Int
  ) throws(Problem) -> Int {
    let space = unsafe UnsafeMutableBufferPointer(start: start + count, count: min(limit, room))
    let written = try unsafe body(space)
    count += written
    return written
  }

  /// Gives the memory away, with its padding.
  fileprivate consuming func release() -> ByteView {
    let view = view
    unsafe (start + count).update(repeating: 0, count: ByteBlock.paddingByteCount)
    discard self
    return view
  }

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
