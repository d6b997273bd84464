import Bytes

/// A place in a known shape: behind a value, with all names of the open objects that came before.
///
/// Two texts are at one place only if the same containers are open and, in each open object, the
/// same names came in the same order. So what may follow, and what it means, depends on the place
/// alone, and a name that follows once without repeating another never does.
struct JSONShapePlace: BitwiseCopyable {
  /// The edge that was taken last; zero when there is none.
  var latest: UInt32 = 0
  /// The first of the edges from here; zero when there is none.
  var firstEdge: UInt32 = 0
  var edgeCount: UInt32 = 0
  /// The places one member further on in the same object.
  var firstChild: UInt32 = 0
  var nextChild: UInt32 = 0
  /// The name of the member that led here, in the pool of literals.
  var name: UInt32 = 0
  var nameCount: UInt32 = 0
  /// The places inside the value that stands here; zero where it has been none so far.
  var inObject: UInt32 = 0
  var inArray: UInt32 = 0
  /// What is delivered of the value that stands here.
  var outline: Int32
}

/// What follows a place: constant bytes, up to a value that varies or to the end of the text.
struct JSONShapeEdge: BitwiseCopyable {
  /// What comes after the constant bytes.
  enum Next: UInt8 {
    /// A string; its opening quote is the last of the constant bytes.
    case string
    /// A number.
    case number
    /// The end of the text.
    case end
  }

  /// What happens to the value that comes.
  enum Role: UInt8 {
    case member, element
    /// It does not count for the hash.
    case passedOver
  }

  var literal: UInt32 = 0
  var count: UInt32 = 0
  /// The next edge from the same place; zero after the last.
  var nextEdge: UInt32 = 0
  /// The place behind the value.
  var target: UInt32 = 0
  var firstStep: UInt32 = 0
  var endStep: UInt32 = 0
  /// What members in the constant bytes add to the object that is open before them.
  var sum: UInt64 = 0
  /// The hash of the value's name.
  var name: UInt32 = 0
  /// How far before the value its name starts, and its length with quotes.
  var nameDistance: UInt32 = 0
  var nameCount: UInt32 = 0
  var next = Next.end
  var role = Role.passedOver
  var isKept = false
}

/// Something that constant bytes do beyond adding to the open object.
struct JSONShapeStep: BitwiseCopyable {
  enum Kind: UInt8 {
    /// Opens a container, which starts from `value`.
    case open
    /// Closes one that is the value of the member `name`, an element, passed over, or the root;
    /// then adds `value` to the object around it.
    case closeMember, closeElement, closePassedOver, closeRoot
    /// Takes in the element `value`.
    case element
    /// Delivers a name whose hash is `name`; a constant or an opening bracket of kind `name`; a
    /// closing bracket.
    case keepName, keepConstant, keepOpen, keepClose
  }

  var kind: Kind
  /// Where it stands in the constant bytes, and how long it is.
  var start: UInt32 = 0
  var count: UInt32 = 0
  var name: UInt32 = 0
  var value: UInt64 = 0
}

/// The shapes of the documents that were met, as places and the constant bytes between them.
///
/// It never grows beyond a few megabytes: a place has few edges, and when the room is used up
/// everything is forgotten.
struct JSONShapes: ~Copyable {
  /// The most edges from one place; where names never repeat, more would never be met again.
  static let mostEdges: UInt32 = 16
  /// Up to this many edges from a place, words among the values count as constant.
  static let mostWordEdges: UInt32 = 4
  /// The most places, edges and steps, each.
  static let mostEntries = 1 << 16
  /// The most bytes of names and literals.
  static let mostBytes = 1 << 22

  var places = JSONPool<JSONShapePlace>()
  var edges = JSONPool<JSONShapeEdge>()
  var steps = JSONPool<JSONShapeStep>()
  var literals = JSONPool<UInt8>(capacity: 4_096)
  let outlines: JSONOutlineTable

  /// The place before the first byte.
  static let start: UInt32 = 0

  init(_ outline: JSONOutline) {
    outlines = JSONOutlineTable(outline)
    forget()
  }

  /// The memory taken, in bytes.
  var byteCount: Int {
    places.byteCount + edges.byteCount + steps.byteCount + literals.byteCount
  }

  /// Whether there is no room for the shape of another document.
  var isFull: Bool {
    max(places.count, edges.count, steps.count) >= Self.mostEntries
      || literals.count >= Self.mostBytes
  }

  /// Starts afresh.
  mutating func forget() {
    places.removeAll()
    edges.removeAll()
    steps.removeAll()
    literals.removeAll()
    places.append(JSONShapePlace(outline: outlines.root))
    // The edge of number zero, which every place has at first, fits nothing in a line.
    edges.append(JSONShapeEdge(count: 1, next: .end))
    literals.reserve(ByteLane.width)
    literals.append(0x0A)
  }

  /// The place behind a member, given the place before it and what is delivered of the object.
  mutating func place(behind name: ByteView, after place: UInt32, outline: Int32) -> UInt32 {
    var child = places[place].firstChild
    while child != 0 {
      let known = places[child]
      if Int(known.nameCount) == name.count,
        unsafe JSONWords.areEqual(literals.base + Int(known.name), name.start, name.count)
      {
        return child
      }
      child = known.nextChild
    }
    let entry = unsafe outlines.entry(of: name.buffer, in: outline)
    var new = JSONShapePlace(outline: entry)
    new.name = append(name)
    new.nameCount = UInt32(name.count)
    new.nextChild = places[place].firstChild
    let number = places.append(new)
    places[place].firstChild = number
    return number
  }

  /// The place inside a container whose place is known, before its first member or element.
  mutating func place(inside place: UInt32, isObject: Bool) -> UInt32 {
    let known = isObject ? places[place].inObject : places[place].inArray
    if known != 0 { return known }
    let number = places.append(JSONShapePlace(outline: places[place].outline))
    if isObject { places[place].inObject = number } else { places[place].inArray = number }
    return number
  }

  /// Whether an edge like this one is known already.
  func hasEdge(from place: UInt32, _ literal: ByteView, _ next: JSONShapeEdge.Next) -> Bool {
    var edge = places[place].firstEdge
    while edge != 0 {
      let known = edges[edge]
      if known.next == next, Int(known.count) == literal.count,
        unsafe JSONWords.areEqual(literals.base + Int(known.literal), literal.start, literal.count)
      {
        return true
      }
      edge = known.nextEdge
    }
    return false
  }

  /// Adds an edge, and the steps that belong to it.
  mutating func addEdge(
    from place: UInt32, _ literal: ByteView, _ new: JSONShapeEdge, _ steps: [JSONShapeStep]
  ) {
    var edge = new
    edge.literal = append(literal)
    edge.count = UInt32(literal.count)
    edge.firstStep = UInt32(self.steps.count)
    for step in steps { self.steps.append(step) }
    edge.endStep = UInt32(self.steps.count)
    edge.nextEdge = places[place].firstEdge
    let number = edges.append(edge)
    places[place].firstEdge = number
    places[place].latest = number
    places[place].edgeCount += 1
  }

  /// Adds bytes, with room behind them for a whole lane to be read; where they start.
  private mutating func append(_ bytes: ByteView) -> UInt32 {
    let start = UInt32(literals.count)
    literals.reserve(bytes.count + ByteLane.width)
    for offset in 0..<bytes.count { literals.append(bytes[offset]) }
    return start
  }
}
