import Bytes

/// One text on its way into the known shapes: what a strict reader found in it, cut into constant
/// bytes and values that vary.
///
/// Control path: it runs for the few texts that have something new.
struct JSONShapeLesson {
  /// A container that is open.
  private struct Open {
    /// The node after its last.
    var end: Int
    /// The offset after its closing bracket.
    var endByte: Int
    var isObject: Bool
    /// How it counts in the container around it.
    var name: UInt32
    var role: JSONShapeEdge.Role
    /// The place of the container itself, behind which it closes.
    var place: UInt32
  }

  private let text: ByteView
  private let nodes: JSONValue
  private let passedOver: StaticString?
  private let depthLimit: Int

  private var open: [Open] = []
  /// The place of the value read last, in the innermost open container.
  private var place = JSONShapes.start

  // The edge that is being made.
  private var source = JSONShapes.start
  private var literalStart = 0
  private var sum: UInt64 = 0
  private var steps: [JSONShapeStep] = []
  /// The states of the containers that opened in the constant bytes: constant themselves so far.
  private var known: [UInt64] = []

  init(
    _ text: ByteView, _ value: JSONValue, passingOver name: StaticString?, depthLimit: Int
  ) {
    self.text = text
    nodes = value
    passedOver = name
    self.depthLimit = depthLimit
  }

  /// Learns what is new in the text, or as much as there is room for.
  mutating func teach(_ shapes: inout JSONShapes) {
    var index = nodes.index
    repeat {
      var name: JSONValue?
      if let last = open.last, last.isObject {
        name = nodes.sibling(index)
        index += 1
      }
      let value = nodes.sibling(index)
      index += 1
      guard take(value, named: name, &shapes) else { return }
      while let last = open.last, last.end == index { close(last, shapes) }
    } while !open.isEmpty
    finish(to: text.count, JSONShapeEdge(next: .end), &shapes)
  }

  /// Takes the next value; false when the lesson can not go on.
  private mutating func take(
    _ value: JSONValue, named name: JSONValue?, _ shapes: inout JSONShapes
  ) -> Bool {
    // The text of an escaped name is not its name, and may repeat another.
    if let name, name.node.isMarked { return false }
    let role = enter(name, &shapes)
    if let constant = constant(value, shapes) {
      keep(.keepConstant, value, name, shapes)
      add(constant, name?.node.link ?? 0, role)
      return true
    }
    if value.isObject || value.isArray {
      guard open.count < depthLimit else { return false }
      keep(.keepOpen, value, name, shapes)
      known.append(value.isObject ? JSONContent.object : JSONContent.array)
      open.append(
        Open(
          end: Int(value.node.link), endByte: value.startByte + value.byteCount,
          isObject: value.isObject, name: name?.node.link ?? 0, role: role, place: place))
      place = shapes.place(inside: place, isObject: value.isObject)
      return true
    }
    var edge = JSONShapeEdge(target: place, next: value.isString ? .string : .number, role: role)
    edge.isKept = shapes.places[place].outline != JSONOutlineTable.nothing
    if let name {
      edge.name = name.node.link
      edge.nameDistance = UInt32(value.startByte - name.startByte)
      edge.nameCount = name.node.count
    }
    let isNew = finish(to: value.startByte + (value.isString ? 1 : 0), edge, &shapes)
    literalStart = value.startByte + value.byteCount
    source = place
    return isNew
  }

  /// Moves to the place of the next value; how the value counts.
  private mutating func enter(
    _ name: JSONValue?, _ shapes: inout JSONShapes
  ) -> JSONShapeEdge.Role {
    guard let container = open.last, let name else { return .element }
    let key = JSONKey(place: name)
    place = shapes.place(
      behind: key.quotedText, after: place, outline: shapes.places[container.place].outline)
    if open.count == 1, let passedOver, key.equals(passedOver) { return .passedOver }
    return .member
  }

  /// The hash of a value that counts as constant: words of the language, and short ones in strings
  /// as long as few of them were met here.
  private func constant(_ value: JSONValue, _ shapes: borrowing JSONShapes) -> UInt64? {
    switch value.kind {
    case .null: return JSONContent.null
    case .true: return JSONContent.true
    case .false: return JSONContent.false
    case .object, .array, .number: return nil
    case .string:
      guard shapes.places[source].edgeCount < JSONShapes.mostWordEdges,
        let word = value.plainText, word.count <= 32
      else { return nil }
      for offset in 0..<word.count {
        guard word[offset] == UInt8(ascii: "_") || word[offset] &- UInt8(ascii: "a") < 26 else {
          return nil
        }
      }
      return JSONContent.text(word, from: JSONContent.string)
    }
  }

  /// Adds the hash of a constant value to the container that is open.
  private mutating func add(_ hash: UInt64, _ name: UInt32, _ role: JSONShapeEdge.Role) {
    switch role {
    case .passedOver: return
    case .element:
      if let last = known.indices.last {
        known[last] = JSONContent.element(known[last], hash)
      } else {
        steps.append(JSONShapeStep(kind: .element, value: hash))
      }
    case .member:
      let part = JSONContent.member(name, hash)
      if let last = known.indices.last {
        known[last] &+= part
      } else if let closing = steps.lastIndex(where: \.endsInObject) {
        steps[closing].value &+= part
      } else {
        sum &+= part
      }
    }
  }

  /// Closes the innermost container.
  private mutating func close(_ container: Open, _ shapes: borrowing JSONShapes) {
    open.removeLast()
    if shapes.places[container.place].outline != JSONOutlineTable.nothing {
      steps.append(
        JSONShapeStep(kind: .keepClose, start: UInt32(container.endByte - literalStart)))
    }
    place = container.place
    if !open.isEmpty, let state = known.popLast() {
      return add(JSONContent.closed(state), container.name, container.role)
    }
    openKnown()
    let kind: JSONShapeStep.Kind =
      open.isEmpty
      ? .closeRoot
      : container.role == .member
        ? .closeMember : container.role == .element ? .closeElement : .closePassedOver
    steps.append(JSONShapeStep(kind: kind, name: container.name))
  }

  /// Opens for the walk what is open in the constant bytes.
  private mutating func openKnown() {
    for state in known { steps.append(JSONShapeStep(kind: .open, value: state)) }
    known.removeAll(keepingCapacity: true)
  }

  /// Delivers a constant or the start of a container, with its name, if the outline has it.
  private mutating func keep(
    _ kind: JSONShapeStep.Kind, _ value: JSONValue, _ name: JSONValue?,
    _ shapes: borrowing JSONShapes
  ) {
    guard shapes.places[place].outline != JSONOutlineTable.nothing else { return }
    if let name { steps.append(step(.keepName, name, name.node.link)) }
    steps.append(step(kind, value, value.node.word & 7))
  }

  private func step(
    _ kind: JSONShapeStep.Kind, _ place: JSONValue, _ name: UInt32
  ) -> JSONShapeStep {
    JSONShapeStep(
      kind: kind, start: UInt32(place.startByte - literalStart), count: place.node.count,
      name: name)
  }

  /// Ends the constant bytes; false when there is no room for a new edge.
  @discardableResult
  private mutating func finish(
    to end: Int, _ edge: JSONShapeEdge, _ shapes: inout JSONShapes
  ) -> Bool {
    openKnown()
    defer {
      steps.removeAll(keepingCapacity: true)
      sum = 0
    }
    let literal = text[literalStart..<end]
    if shapes.hasEdge(from: source, literal, edge.next) { return true }
    guard shapes.places[source].edgeCount < JSONShapes.mostEdges, !shapes.isFull else {
      return false
    }
    var edge = edge
    edge.sum = sum
    shapes.addEdge(from: source, literal, edge, steps)
    return true
  }
}

extension JSONShapeStep {
  /// Whether it closes a container that stands in an object.
  fileprivate var endsInObject: Bool { kind == .closeMember || kind == .closePassedOver }
}
