import Bytes

/// A container that is open while its contents are read.
struct JSONFrame {
  /// The container's node.
  var node: Int
  /// One bit for each name seen, by its hash: a clear bit proves that a name is new.
  var names: UInt64
}

/// One pass over one text: checks the grammar and writes the tape.
///
/// Data path: no recursion, no allocation. Every method that may fail returns false after setting
/// ``flaw``.
@safe struct JSONScan {
  let base: UnsafePointer<UInt8>
  let end: Int
  let nodes: UnsafeMutablePointer<JSONNode>
  let frames: UnsafeMutablePointer<JSONFrame>
  let depthLimit: Int

  var at = 0
  var nodeCount = 0
  var depth = 0
  var container = 0
  var names: UInt64 = 0
  var isInObject = false
  var flaw = JSONFlaw.empty
  var flawOffset = 0

  /// Prepares to read a text; `nodes` holds ``nodeLimit(bytes:depth:)``, `frames` one more than
  /// the depth limit.
  init(
    _ bytes: ByteView, nodes: UnsafeMutablePointer<JSONNode>,
    frames: UnsafeMutablePointer<JSONFrame>, depthLimit: Int
  ) {
    unsafe base = bytes.start
    end = bytes.count
    unsafe self.nodes = nodes
    unsafe self.frames = frames
    self.depthLimit = depthLimit
  }

  /// The most nodes a text can need before it is found wrong.
  ///
  /// Twice the nodes of a complete value exceed its bytes by one at most: a scalar has one byte
  /// or more, a name has its quotes, a container its brackets, and n children n - 1 commas. Each
  /// container still open adds one.
  static func nodeLimit(bytes: Int, depth: Int) -> Int { (bytes + depth) / 2 + 2 }

  /// Reads the whole text as one value.
  mutating func readDocument() -> Bool {
    skipBlanks()
    if at >= end { return fail(.empty, at) }
    if isByteOrderMark { return fail(.byteOrderMark, 0) }
    while true {
      if isInObject, !readName() { return false }
      guard at < end else { return fail(.truncated, end) }
      let byte = unsafe base[at]
      if byte == UInt8(ascii: "\"") {
        countChild()
        guard readString(kind: UInt32(JSONKind.string.rawValue)) else { return false }
      } else if byte | 0x20 == UInt8(ascii: "{") {
        guard open(byte) else { return false }
        skipBlanks()
        // An object's closing bracket, as an array's, is its opening bracket plus two.
        guard at < end, unsafe base[at] == byte &+ 2 else {
          if at >= end { return fail(.truncated, end) }
          continue
        }
        at += 1
        guard close() else { return false }
      } else {
        countChild()
        guard readScalar(byte) else { return false }
      }
      if !readSeparators() { return false }
      if depth == 0 { return at == end || fail(.trailingContent, at) }
    }
  }

  /// Reads the string or the number at the start of a text, whatever follows; nil if it is none.
  static func scalar(at text: ByteView, node: UnsafeMutablePointer<JSONNode>) -> JSONNode? {
    var frame = JSONFrame(node: 0, names: 0)
    return unsafe withUnsafeMutablePointer(to: &frame) { frames in
      var scan = unsafe JSONScan(text, nodes: node, frames: frames, depthLimit: 0)
      let isString = text[0] == UInt8(ascii: "\"")
      let kind = UInt32(JSONKind.string.rawValue)
      guard isString ? scan.readString(kind: kind) : scan.readScalar(text[0]) else { return nil }
      return unsafe node.pointee
    }
  }

  /// Reads the closing brackets after a value, then a comma, so that a value or a name is next.
  @inline(__always)
  private mutating func readSeparators() -> Bool {
    while true {
      skipBlanks()
      if depth == 0 { return true }
      guard at < end else { return fail(.truncated, end) }
      let byte = unsafe base[at]
      at += 1
      if byte == UInt8(ascii: ",") { break }
      guard byte == (isInObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) else {
        let isBracket = byte | 0x20 == UInt8(ascii: "}")
        return fail(isBracket ? .wrongClose : .separatorExpected, at - 1)
      }
      guard close() else { return false }
    }
    let comma = at - 1
    skipBlanks()
    if at < end, unsafe base[at] | 0x20 == UInt8(ascii: "}") { return fail(.trailingComma, comma) }
    return true
  }

  /// Reads a member's name and the colon after it.
  @inline(__always)
  private mutating func readName() -> Bool {
    guard at < end else { return fail(.truncated, end) }
    guard unsafe base[at] == UInt8(ascii: "\"") else { return fail(.keyExpected, at) }
    let node = nodeCount
    guard readString(kind: JSONNode.nameKind), admitName(node) else { return false }
    skipBlanks()
    guard at < end else { return fail(.truncated, end) }
    guard unsafe base[at] == UInt8(ascii: ":") else { return fail(.colonExpected, at) }
    at += 1
    skipBlanks()
    return true
  }

  /// Opens an object or an array.
  @inline(__always)
  private mutating func open(_ bracket: UInt8) -> Bool {
    if depth == depthLimit { return fail(.depth, at) }
    unsafe frames[depth] = JSONFrame(node: container, names: names)
    depth += 1
    isInObject = bracket == UInt8(ascii: "{")
    let kind = isInObject ? JSONKind.object : JSONKind.array
    countChild()
    container = nodeCount
    names = 0
    append(start: at, count: 0, word: UInt32(kind.rawValue))
    at += 1
    return true
  }

  /// Closes the innermost container; the bracket has been read.
  @inline(__always)
  private mutating func close() -> Bool {
    if isInObject, unsafe nodes[container].childCount > Self.fewNames, !admitManyNames() {
      return false
    }
    let start = unsafe Int(nodes[container].start)
    unsafe nodes[container].count = UInt32(truncatingIfNeeded: at - start)
    unsafe nodes[container].link = UInt32(truncatingIfNeeded: nodeCount)
    depth -= 1
    container = unsafe frames[depth].node
    names = unsafe frames[depth].names
    isInObject =
      unsafe depth > 0 && nodes[container].word & 7 == UInt32(JSONKind.object.rawValue)
    return true
  }

  /// Counts a value in its container; outside of any, the count is overwritten by the root.
  @inline(__always)
  mutating func countChild() { unsafe nodes[container].word &+= JSONNode.child }

  /// Writes a node.
  @inline(__always)
  mutating func append(start: Int, count: Int, word: UInt32) {
    let node = nodeCount
    nodeCount = node &+ 1
    unsafe nodes[node] = JSONNode(
      start: start, count: count, link: UInt32(truncatingIfNeeded: node &+ 1), word: word)
  }

  @inline(__always)
  mutating func skipBlanks() {
    while at < end {
      let byte = unsafe base[at]
      if byte > 0x20 { return }
      guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return }
      at += 1
    }
  }

  private var isByteOrderMark: Bool {
    unsafe end >= 3 && base[0] == 0xEF && base[1] == 0xBB && base[2] == 0xBF
  }

  /// Notes why the text is wrong; always false.
  @inline(never)
  mutating func fail(_ flaw: JSONFlaw, _ offset: Int) -> Bool {
    self.flaw = flaw
    flawOffset = offset
    return false
  }
}
