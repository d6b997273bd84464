/// A growing row of plain values that are found by their number.
@safe struct JSONPool<Element: BitwiseCopyable>: ~Copyable {
  private(set) var base: UnsafeMutablePointer<Element>
  private(set) var count = 0
  private var capacity: Int

  init(capacity: Int = 256) {
    unsafe base = .allocate(capacity: capacity)
    self.capacity = capacity
  }

  deinit { unsafe base.deallocate() }

  /// The memory taken, in bytes.
  var byteCount: Int { capacity * MemoryLayout<Element>.stride }

  /// The value of a number below ``count``.
  subscript(index: UInt32) -> Element {
    @inline(__always) get { unsafe base[Int(index)] }
    @inline(__always) set { unsafe base[Int(index)] = newValue }
  }

  /// Adds a value; its number.
  @discardableResult
  mutating func append(_ element: Element) -> UInt32 {
    reserve(1)
    unsafe (base + count).initialize(to: element)
    count += 1
    return UInt32(count - 1)
  }

  /// Makes room for more values.
  mutating func reserve(_ more: Int) {
    if count + more <= capacity { return }
    capacity = max(count + more, capacity * 2)
    let larger = UnsafeMutablePointer<Element>.allocate(capacity: capacity)
    unsafe larger.initialize(from: base, count: count)
    unsafe base.deallocate()
    unsafe base = larger
  }

  /// Forgets the values from a number on, and keeps the memory.
  mutating func removeAll(from first: Int = 0) { count = first }
}
