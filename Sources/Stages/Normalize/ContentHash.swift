import Bytes
import JSON

/// A hash of what a JSON value says: the order of members and the spaces between do not matter.
///
/// Two copies of one event may come from a webhook body, a list page and a `jsonb` column, which
/// sorts keys its own way; they are the same event all the same. Numbers count as written.
struct ContentHash: Sendable {
  private enum Open {
    case object(JSONMembers, sum: UInt64, key: UInt64)
    case array(JSONElements, state: UInt64)
  }

  private var scratch: [UInt8] = []

  /// The hash of a value, passing over one member of the outermost object.
  mutating func hash(of value: JSONValue, passingOver name: StaticString) -> UInt64 {
    guard value.isObject else { return hash(of: value) }
    var sum: UInt64 = 1
    for (key, member) in value.members where !key.equals(name) {
      sum &+= Self.mix(UInt64(key.hash) ^ hash(of: member))
    }
    return Self.mix(sum)
  }

  /// The hash of a value of any depth, with the open containers on a stack of our own.
  mutating func hash(of value: JSONValue) -> UInt64 {
    guard value.isObject || value.isArray else { return scalar(value) }
    var open: [Open] = [Self.open(value)]
    while true {
      switch open.removeLast() {
      case .object(var members, let sum, _):
        guard let (name, member) = members.next() else {
          if Self.close(Self.mix(sum), onto: &open) { continue }
          return Self.mix(sum)
        }
        open.append(.object(members, sum: sum, key: UInt64(name.hash)))
        descend(into: member, &open)
      case .array(var elements, let state):
        guard let element = elements.next() else {
          if Self.close(state, onto: &open) { continue }
          return state
        }
        open.append(.array(elements, state: state))
        descend(into: element, &open)
      }
    }
  }

  private mutating func descend(into value: JSONValue, _ open: inout [Open]) {
    if value.isObject || value.isArray {
      open.append(Self.open(value))
    } else {
      _ = Self.close(scalar(value), onto: &open)
    }
  }

  private static func open(_ value: JSONValue) -> Open {
    value.isObject
      ? .object(value.members, sum: 1, key: 0) : .array(value.elements, state: 0x5bd1)
  }

  /// Adds a finished value to the container it stands in; false when there is none.
  private static func close(_ hash: UInt64, onto open: inout [Open]) -> Bool {
    guard let last = open.popLast() else { return false }
    switch last {
    case .object(let members, let sum, let key):
      open.append(.object(members, sum: sum &+ mix(key ^ hash), key: 0))
    case .array(let elements, let state):
      open.append(.array(elements, state: mix(state ^ hash)))
    }
    return true
  }

  private mutating func scalar(_ value: JSONValue) -> UInt64 {
    let text = value.text(into: &scratch) ?? value.bytes
    // Mixed before any byte comes in, so that a byte can not make up for another kind.
    var state = Self.mix(UInt64(value.kind.rawValue) &+ UInt64(text.count) << 8)
    var offset = 0
    while offset + 8 <= text.count {
      let word = unsafe UnsafeRawPointer(text.start + offset).loadUnaligned(as: UInt64.self)
      state = Self.mix(state ^ word)
      offset += 8
    }
    var tail: UInt64 = 0
    while offset < text.count {
      tail = tail << 8 | UInt64(text[offset])
      offset += 1
    }
    return Self.mix(state ^ tail)
  }

  @inline(__always)
  private static func mix(_ value: UInt64) -> UInt64 {
    let product = (value ^ 0xA076_1D64_78BD_642F).multipliedFullWidth(by: 0xE703_7ED1_A0B4_28DB)
    return product.high ^ product.low
  }
}
