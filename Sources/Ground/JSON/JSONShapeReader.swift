public import Bytes

/// Reads texts of shapes it has met before several times as fast as a ``JSONReader``, just as
/// strictly, and delivers of them only what is asked for, with the hash of the whole.
///
/// It accepts nothing by itself: it knows the shapes of texts that a ``JSONReader`` accepted, and
/// whatever differs from them in anything but the values of strings and numbers is left to that
/// reader, which then decides, words the fault, or lets the shape be learned. See
/// <doc:0002-known-shapes-are-read-at-once>.
@safe public struct JSONShapeReader: ~Copyable {
  /// How many readable bytes a line must have behind it.
  public static let margin = 64
  /// The longest line whose shape is learned, in bytes.
  private static let longestLesson = 1 << 18

  private let limits: JSONLimits
  private let passedOver: StaticString?
  private var shapes: JSONShapes
  private var nodes: UnsafeMutablePointer<JSONNode>
  private var capacity = 4_096
  private let frames: UnsafeMutablePointer<JSONShapeFrame>
  private var text: UnsafePointer<UInt8>
  private var scratch: [UInt8] = []
  private var lineCount = 0
  private var lessonCount = 0
  /// Where the last line left the known shapes.
  private var missed = JSONShapes.start

  /// Creates a reader that knows no shape.
  ///
  /// - Parameters:
  ///   - outline: what is delivered.
  ///   - passedOver: a member of the outermost object that does not count for the hash.
  ///   - limits: what one line may cost.
  public init(
    outline: JSONOutline, passingOver passedOver: StaticString? = nil,
    limits: JSONLimits = JSONLimits()
  ) {
    self.limits = limits.effective
    self.passedOver = passedOver
    shapes = JSONShapes(outline)
    unsafe nodes = .allocate(capacity: capacity)
    unsafe frames = .allocate(capacity: self.limits.depth + 1)
    unsafe text = UnsafePointer(bitPattern: 1).unsafelyUnwrapped
  }

  deinit {
    unsafe nodes.deallocate()
    unsafe frames.deallocate()
  }

  /// The memory that the shapes take, in bytes; bounded, whatever is read.
  public var shapeByteCount: Int { shapes.byteCount }

  /// What the outline asks for of the line that was read last; only after a successful read.
  @inlinable public var root: JSONValue {
    @inline(__always) get { first }
  }

  @usableFromInline var first: JSONValue {
    unsafe JSONValue(text: text, nodes: UnsafePointer(nodes), index: 0)
  }

  /// Reads a line of a text if it has a known shape; the hash of its content, or nil.
  ///
  /// The hash is that of ``JSONContentHash`` over the whole value. A line must have a line feed
  /// behind it and then ``margin`` more bytes, else the answer is nil: so nothing within needs to
  /// look out for the end. Nil says nothing about the line.
  public mutating func read(_ line: Range<Int>, of piece: ByteView) -> UInt64? {
    guard line.upperBound + Self.margin < piece.count, piece[line.upperBound] == 0x0A,
      line.count <= limits.byteCount
    else { return nil }
    reserve(JSONScan.nodeLimit(bytes: line.count, depth: limits.depth))
    lineCount &+= 1
    unsafe text = piece.start + line.lowerBound
    var walk = unsafe JSONShapeWalk(
      text, end: line.count, places: shapes.places.base, edges: shapes.edges.base,
      steps: shapes.steps.base, literals: shapes.literals.base, nodes: nodes, frames: frames)
    if let missed = walk.run(&scratch) {
      self.missed = missed
      return nil
    }
    return walk.state
  }

  /// Learns the shape of the line that was just tried in vain.
  ///
  /// - Parameters:
  ///   - line: all of the line.
  ///   - value: what a ``JSONReader`` made of it.
  ///
  /// Lessons are rationed and places have few ways on, so that texts that are never alike, such as
  /// objects with ever new names, cost little more than reading them strictly.
  public mutating func learn(_ line: ByteView, _ value: JSONValue) {
    guard unsafe value.text == line.start, value.index == 0,
      lessonCount < 1_024 + lineCount / 16, line.count <= Self.longestLesson, value.isObject,
      shapes.places[missed].edgeCount < JSONShapes.mostEdges,
      JSONExtent.endOfLine(of: line, from: 0) == line.count
    else { return }
    lessonCount += 1
    if shapes.isFull {
      shapes.forget()
      missed = JSONShapes.start
    }
    var lesson = JSONShapeLesson(
      line, value, passingOver: passedOver, depthLimit: limits.depth)
    lesson.teach(&shapes)
  }

  /// Makes room before reading, so that reading itself never checks.
  private mutating func reserve(_ count: Int) {
    if count <= capacity { return }
    unsafe nodes.deallocate()
    capacity = max(count, capacity * 2)
    unsafe nodes = .allocate(capacity: capacity)
  }
}
