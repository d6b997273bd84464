public import Bytes

/// Reads JSON texts, strictly by RFC 8259, one after the other, into one reused tape.
///
/// Stricter than the grammar in two points, because a ledger must not depend on a reader's taste:
/// two members of one name are a fault, and so is half of a surrogate pair. Numbers are never
/// converted. It holds the last document's structure; use one per thread.
@safe public struct JSONReader: ~Copyable {
  private let limits: JSONLimits
  private var nodes: UnsafeMutablePointer<JSONNode>
  private var capacity: Int
  private let frames: UnsafeMutablePointer<JSONFrame>
  private var text: UnsafePointer<UInt8>

  /// Creates a reader with the given limits.
  public init(limits: JSONLimits = JSONLimits()) {
    self.limits = limits.effective
    capacity = 4_096
    unsafe nodes = .allocate(capacity: capacity)
    unsafe nodes.initialize(to: JSONNode(start: 0, count: 0, link: 1, word: Self.nothing))
    unsafe frames = .allocate(capacity: self.limits.depth + 1)
    unsafe text = UnsafePointer(bitPattern: 1).unsafelyUnwrapped
  }

  deinit {
    unsafe nodes.deallocate()
    unsafe frames.deallocate()
  }

  /// The first value; valid until the next read and as long as the bytes live.
  ///
  /// After a fault, and before the first read, it is a null.
  @inlinable public var root: JSONValue {
    @inline(__always) get { first }
  }

  @usableFromInline var first: JSONValue {
    unsafe JSONValue(text: text, nodes: UnsafePointer(nodes), index: 0)
  }

  /// Reads exactly one value, with blanks around it; the result is nil when it is accepted.
  ///
  /// Time is linear in the length of the text, but for objects of more than 64 members, whose
  /// names are sorted.
  public mutating func read(_ bytes: ByteView) -> JSONFault? {
    if bytes.count > limits.byteCount { return forget(.size, at: limits.byteCount) }
    reserve(JSONScan.nodeLimit(bytes: bytes.count, depth: limits.depth))
    unsafe text = bytes.start
    var scan = unsafe JSONScan(
      bytes, nodes: nodes, frames: frames, depthLimit: limits.depth)
    if scan.readDocument() { return nil }
    return forget(scan.flaw, at: scan.flawOffset)
  }

  private mutating func forget(_ flaw: JSONFlaw, at offset: Int) -> JSONFault {
    unsafe nodes[0] = JSONNode(start: 0, count: 0, link: 1, word: Self.nothing)
    return flaw.fault(at: offset)
  }

  /// Makes room before reading, so that reading itself never checks.
  private mutating func reserve(_ count: Int) {
    if count <= capacity { return }
    unsafe nodes.deallocate()
    capacity = max(count, capacity * 2)
    unsafe nodes = .allocate(capacity: capacity)
  }

  private static let nothing = UInt32(JSONKind.null.rawValue)
}
