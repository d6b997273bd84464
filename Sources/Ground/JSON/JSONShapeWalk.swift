import Bytes

/// A container that is open during a walk.
struct JSONShapeFrame: BitwiseCopyable {
  /// The state of the hash around it.
  var state: UInt64
  /// At the depth of containers that are delivered: the node of the one around it.
  var container: Int
}

/// One pass over one line along the edges of known shapes.
///
/// Data path: no recursion, no allocation but for escapes. It stops at the first byte that no edge
/// explains; what it did until then counts for nothing. A line feed ends the line, and no edge, no
/// string and no number goes beyond one, so that nothing else looks for the end.
@safe struct JSONShapeWalk {
  private let text: UnsafePointer<UInt8>
  private let end: Int
  private let places: UnsafeMutablePointer<JSONShapePlace>
  private let edges: UnsafeMutablePointer<JSONShapeEdge>
  private let steps: UnsafeMutablePointer<JSONShapeStep>
  private let literals: UnsafeMutablePointer<UInt8>
  private let nodes: UnsafeMutablePointer<JSONNode>
  private let frames: UnsafeMutablePointer<JSONShapeFrame>

  private var at = 0
  private var nodeCount = 0
  /// The innermost container that is delivered.
  private var container = 0
  private var keptDepth = 0
  private var depth = 0
  /// The hash of what is in the innermost container so far; in the end that of the document.
  private(set) var state: UInt64 = 0

  init(
    _ text: UnsafePointer<UInt8>, end: Int, places: UnsafeMutablePointer<JSONShapePlace>,
    edges: UnsafeMutablePointer<JSONShapeEdge>, steps: UnsafeMutablePointer<JSONShapeStep>,
    literals: UnsafeMutablePointer<UInt8>, nodes: UnsafeMutablePointer<JSONNode>,
    frames: UnsafeMutablePointer<JSONShapeFrame>
  ) {
    unsafe self.text = text
    self.end = end
    unsafe self.places = places
    unsafe self.edges = edges
    unsafe self.steps = steps
    unsafe self.literals = literals
    unsafe self.nodes = nodes
    unsafe self.frames = frames
  }

  /// Goes through the line; nil when all of it was known, else the place where it was not.
  @inline(__always)
  mutating func run(_ scratch: inout [UInt8]) -> UInt32? {
    var place = JSONShapes.start
    while true {
      let number = edge(from: place)
      if number == 0 { return place }
      let edge = unsafe edges + Int(number)
      let start = at
      at &+= unsafe Int(edge.pointee.count)
      state &+= unsafe edge.pointee.sum
      if unsafe edge.pointee.firstStep != edge.pointee.endStep {
        unsafe take(edge.pointee.firstStep..<edge.pointee.endStep, at: start)
      }
      let hash: UInt64
      let word: UInt32
      switch unsafe edge.pointee.next {
      case .end: return nil
      case .string:
        guard let string = readString(&scratch) else { return place }
        (hash, word) = string
      case .number:
        guard let number = readNumber() else { return place }
        (hash, word) = number
      }
      unsafe use(edge, hash: hash, from: start &+ Int(edge.pointee.count), word)
      place = unsafe edge.pointee.target
    }
  }

  // MARK: Edges

  /// The edge that fits what comes, tried first where it was taken last; zero if there is none.
  @inline(__always)
  private func edge(from place: UInt32) -> UInt32 {
    let place = unsafe places + Int(place)
    let latest = unsafe place.pointee.latest
    let here = unsafe text + at
    if unsafe Self.fits(edges + Int(latest), literals, here, end &- at) { return latest }
    return unsafe Self.otherEdge(from: place, edges, literals, here, end &- at)
  }

  /// Looks through all edges of a place; apart, so that the state of the walk stays in registers.
  @inline(never)
  private static func otherEdge(
    from place: UnsafeMutablePointer<JSONShapePlace>, _ edges: UnsafeMutablePointer<JSONShapeEdge>,
    _ literals: UnsafeMutablePointer<UInt8>, _ here: UnsafePointer<UInt8>, _ available: Int
  ) -> UInt32 {
    var number = unsafe place.pointee.firstEdge
    while number != 0 {
      if unsafe fits(edges + Int(number), literals, here, available) {
        unsafe place.pointee.latest = number
        return number
      }
      number = unsafe edges[Int(number)].nextEdge
    }
    return 0
  }

  /// Whether the constant bytes of an edge come next, and then what it says.
  @inline(__always)
  private static func fits(
    _ edge: UnsafeMutablePointer<JSONShapeEdge>, _ literals: UnsafeMutablePointer<UInt8>,
    _ here: UnsafePointer<UInt8>, _ available: Int
  ) -> Bool {
    let count = unsafe Int(edge.pointee.count)
    let literal = unsafe literals + Int(edge.pointee.literal)
    var offset = 0
    while offset &+ 2 &* ByteLane.width <= count {
      let first = unsafe equal(here + offset, literal + offset)
      let second = unsafe equal(
        here + (offset &+ ByteLane.width), literal + (offset &+ ByteLane.width))
      if (first & second).bits != 0xFFFF { return false }
      offset &+= 2 &* ByteLane.width
    }
    if offset &+ ByteLane.width <= count {
      if unsafe equal(here + offset, literal + offset).bits != 0xFFFF { return false }
      offset &+= ByteLane.width
    }
    let rest = ~(~(0 as UInt32) &<< UInt32(truncatingIfNeeded: count &- offset))
    guard unsafe equal(here + offset, literal + offset).bits & rest == rest else {
      return false
    }
    switch unsafe edge.pointee.next {
    case .string: return true
    case .number:
      let byte = unsafe here[count]
      return byte &- UInt8(ascii: "0") < 10 || byte == UInt8(ascii: "-")
    case .end: return count == available
    }
  }

  /// Where two texts have the same byte, sixteen of them.
  @inline(__always)
  private static func equal(
    _ one: UnsafePointer<UInt8>, _ other: UnsafePointer<UInt8>
  ) -> ByteLane {
    unsafe ByteLane(at: one).equal(to: ByteLane(at: other))
  }

  // MARK: Containers and constants

  @inline(__always)
  private mutating func take(_ range: Range<UInt32>, at start: Int) {
    var number = Int(range.lowerBound)
    repeat {
      let step = unsafe steps + number
      unsafe take(step.pointee, at: start)
      number &+= 1
    } while number < Int(range.upperBound)
  }

  @inline(__always)
  private mutating func take(_ step: JSONShapeStep, at start: Int) {
    let place = start &+ Int(step.start)
    switch step.kind {
    case .open:
      unsafe frames[depth].state = state
      depth &+= 1
      state = step.value
    case .closeMember:
      let hash = leave()
      state &+= JSONContent.member(step.name, hash) &+ step.value
    case .closeElement:
      let hash = leave()
      state = JSONContent.element(state, hash)
    case .closePassedOver:
      _ = leave()
      state &+= step.value
    case .closeRoot: state = leave()
    case .element: state = JSONContent.element(state, step.value)
    case .keepName:
      append(place, Int(step.count), link: step.name, JSONNode.nameKind)
    case .keepConstant: keep(place, Int(step.count), step.name)
    case .keepOpen:
      unsafe frames[keptDepth].container = container
      keptDepth &+= 1
      let opened = nodeCount
      keep(place, 0, step.name)
      container = opened
    case .keepClose:
      let start = unsafe nodes[container].start
      unsafe nodes[container].count = UInt32(truncatingIfNeeded: place) &- start
      unsafe nodes[container].link = UInt32(truncatingIfNeeded: nodeCount)
      keptDepth &-= 1
      container = unsafe frames[keptDepth].container
    }
  }

  /// Closes the innermost container; its hash.
  @inline(__always)
  private mutating func leave() -> UInt64 {
    let hash = JSONContent.closed(state)
    depth &-= 1
    state = unsafe frames[depth].state
    return hash
  }

  /// Takes in the value that was read: into the hash, and into the tape if it is asked for.
  @inline(__always)
  private mutating func use(
    _ edge: UnsafeMutablePointer<JSONShapeEdge>, hash: UInt64, from first: Int, _ word: UInt32
  ) {
    let edge = unsafe edge.pointee
    switch edge.role {
    case .member: state &+= JSONContent.member(edge.name, hash)
    case .element: state = JSONContent.element(state, hash)
    case .passedOver: break
    }
    guard edge.isKept else { return }
    let start = first &- (edge.next == .string ? 1 : 0)
    if edge.nameCount > 0 {
      append(
        start &- Int(edge.nameDistance), Int(edge.nameCount), link: edge.name, JSONNode.nameKind)
    }
    keep(start, at &- start, word)
  }

  /// Writes the node of a value, and counts it in its container.
  @inline(__always)
  private mutating func keep(_ start: Int, _ count: Int, _ word: UInt32) {
    // Outside of any container the count is overwritten by the root.
    unsafe nodes[container].word &+= JSONNode.child
    append(start, count, link: UInt32(truncatingIfNeeded: nodeCount &+ 1), word)
  }

  @inline(__always)
  private mutating func append(_ start: Int, _ count: Int, link: UInt32, _ word: UInt32) {
    unsafe nodes[nodeCount] = JSONNode(start: start, count: count, link: link, word: word)
    nodeCount &+= 1
  }

  // MARK: Values that vary

  /// Where sixteen bytes have a quote, a backslash, a control character or what is not ASCII.
  @inline(__always)
  private static func stops(_ start: UnsafePointer<UInt8>) -> UInt32 {
    let lane = unsafe ByteLane(at: start)
    let marks =
      lane.equal(to: ByteLane(repeating: UInt8(ascii: "\"")))
      | lane.equal(to: ByteLane(repeating: UInt8(ascii: "\\")))
    return (marks | lane.isOutside(asciiFrom: 0x20)).bits
  }

  /// Reads a string behind its opening quote, and its closing quote; its hash and its node's word.
  @inline(__always)
  private mutating func readString(_ scratch: inout [UInt8]) -> (UInt64, UInt32)? {
    let start = at
    var state = JSONContent.string
    while true {
      let stops = unsafe Self.stops(text + at)
      if stops != 0 {
        let count = stops.trailingZeroBitCount
        guard unsafe text[at &+ count] == UInt8(ascii: "\"") else { break }
        let hash = unsafe JSONContent.rest(state, text + at, count)
        at &+= count &+ 1
        return (hash, UInt32(JSONKind.string.rawValue))
      }
      state = unsafe JSONContent.lane(state, text + at)
      at &+= ByteLane.width
    }
    return readStrictly(from: start &- 1, &scratch)
  }

  /// Reads a number; its hash and its node's word.
  @inline(__always)
  private mutating func readNumber() -> (UInt64, UInt32)? {
    let start = at
    let first = unsafe text[at] == UInt8(ascii: "-") ? at &+ 1 : at
    at = first
    passDigits()
    guard unsafe at > first && (text[first] != UInt8(ascii: "0") || at == first &+ 1) else {
      return nil
    }
    var word = UInt32(JSONKind.number.rawValue)
    if unsafe text[at] == UInt8(ascii: ".") {
      at &+= 1
      let fraction = at
      passDigits()
      if at == fraction { return nil }
      word |= JSONNode.mark
    }
    let follower = unsafe text[at]
    if at &- start > 15 || follower | 0x20 == UInt8(ascii: "e") {
      var none: [UInt8] = []
      return readStrictly(from: start, &none)
    }
    let hash = unsafe JSONContent.rest(JSONContent.number, text + start, at &- start)
    return (hash, word)
  }

  /// Goes on behind the digits that come.
  @inline(__always)
  private mutating func passDigits() {
    var count = digits(at)
    at &+= count
    while count == 8 {
      count = digits(at)
      at &+= count
    }
  }

  /// How many of the eight bytes at an offset are digits, from the first on.
  @inline(__always)
  private func digits(_ offset: Int) -> Int {
    let word = unsafe JSONWords.load(text + offset) ^ 0x3030_3030_3030_3030
    // A carry can mislead only above the first byte that is no digit.
    let others = ((word &+ 0x7676_7676_7676_7676) | word) & 0x8080_8080_8080_8080
    return others == 0 ? 8 : others.trailingZeroBitCount &>> 3
  }

  /// Reads a string with escapes or beyond ASCII, or an odd number; its hash and its node's word.
  @inline(__always)
  private mutating func readStrictly(
    from start: Int, _ scratch: inout [UInt8]
  ) -> (UInt64, UInt32)? {
    let value = unsafe ByteView(start: text + start, count: end &- start)
    // The node is written where the next one belongs, and overwritten there.
    guard
      let found = unsafe Self.strictly(value, node: nodes + nodeCount, &scratch)
    else { return nil }
    at = start &+ found.count
    return (found.hash, found.word)
  }

  /// Reads a scalar as the strict reader does.
  @inline(never)
  private static func strictly(
    _ value: ByteView, node: UnsafeMutablePointer<JSONNode>, _ scratch: inout [UInt8]
  ) -> (hash: UInt64, word: UInt32, count: Int)? {
    guard let scanned = unsafe JSONScan.scalar(at: value, node: node) else { return nil }
    let count = Int(scanned.count)
    guard value[0] == UInt8(ascii: "\"") else {
      let hash = JSONContent.text(within: value[0..<count], from: JSONContent.number)
      return (hash, scanned.word, count)
    }
    let quoted = value[1..<count - 1]
    guard scanned.isMarked else {
      return (JSONContent.text(within: quoted, from: JSONContent.string), scanned.word, count)
    }
    let plain = JSONText.unescape(quoted, into: &scratch)
    return (JSONContent.text(within: plain, from: JSONContent.string), scanned.word, count)
  }
}
