import Bytes

/// What the hash of a value's content is made of.
///
/// A text is taken sixteen bytes at a time and its rest; a member is its name's hash and its
/// value's mixed; an object the sum of its members, so that their order does not matter; an array
/// its elements one after the other. A number is the text it was written as.
enum JSONContent {
  static let null: UInt64 = 0x2D35_8DCC_AA6C_78A5
  static let `true`: UInt64 = 0x8BB8_4B93_962E_ACC9
  static let `false`: UInt64 = 0x4B33_A62E_D433_D4A3

  /// What a string starts from.
  static let string: UInt64 = 0x1B87_3593_CC9E_2D51
  /// What a number starts from.
  static let number: UInt64 = 0x85EB_CA6B_C2B2_AE35
  /// What an object starts from.
  static let object: UInt64 = 0x9E37_79B9_7F4A_7C15
  /// What an array starts from.
  static let array: UInt64 = 0x27D4_EB2F_1656_67C5

  /// No UTF-8 has a byte of all ones, so no text can make a factor zero.
  private static let never: UInt64 = 0xFF51_FFD7_FFED_FF8C

  /// Takes in a lane of text.
  @inline(__always)
  static func lane(_ state: UInt64, _ start: UnsafePointer<UInt8>) -> UInt64 {
    unsafe Fingerprint.fold(state ^ JSONWords.load(start), never ^ JSONWords.load(start + 8))
  }

  /// Takes in the rest of a text, fewer bytes than a lane, with zeros after them.
  ///
  /// Their number makes up for the zeros; the last byte of the rest is never used.
  @inline(__always)
  static func rest(_ state: UInt64, _ low: UInt64, _ high: UInt64, _ count: Int) -> UInt64 {
    Fingerprint.fold(state ^ low, never ^ high ^ UInt64(truncatingIfNeeded: count) &<< 56)
  }

  /// Takes in the rest of a text, of which a whole lane can be read.
  @inline(__always)
  static func rest(_ state: UInt64, _ start: UnsafePointer<UInt8>, _ count: Int) -> UInt64 {
    let bits = UInt64(truncatingIfNeeded: count) &* 8
    let isLong = count >= 8
    // A shift by 64 is none, which makes the mask of a rest of eight bytes empty.
    let mask = ((1 as UInt64) &<< bits) &- 1
    let low = unsafe JSONWords.load(start) & (isLong ? ~0 : mask)
    let high = unsafe JSONWords.load(start + 8) & (isLong ? mask : 0)
    return rest(state, low, high, count)
  }

  /// The hash of a text, of which nothing beyond can be read.
  static func text(_ text: ByteView, from start: UInt64) -> UInt64 {
    let (state, at) = lanes(of: text, from: start)
    let count = text.count &- at
    var (low, high): (UInt64, UInt64) = (0, 0)
    for offset in 0..<count {
      let byte = UInt64(text[at &+ offset]) &<< UInt64((offset & 7) &* 8)
      if offset < 8 { low |= byte } else { high |= byte }
    }
    return rest(state, low, high, count)
  }

  /// The hash of a text, behind which a whole lane can be read.
  static func text(within text: ByteView, from start: UInt64) -> UInt64 {
    let (state, at) = lanes(of: text, from: start)
    return unsafe rest(state, text.start + at, text.count &- at)
  }

  /// Takes in all whole lanes of a text; the hash so far, and where the rest begins.
  @inline(__always)
  private static func lanes(of text: ByteView, from start: UInt64) -> (state: UInt64, rest: Int) {
    var state = start
    var at = 0
    while at &+ ByteLane.width <= text.count {
      state = unsafe lane(state, text.start + at)
      at &+= ByteLane.width
    }
    return (state, at)
  }

  /// What a member adds to its object.
  @inline(__always)
  static func member(_ name: UInt32, _ value: UInt64) -> UInt64 { mix(UInt64(name) ^ value) }

  /// Takes the next element into an array.
  @inline(__always)
  static func element(_ state: UInt64, _ value: UInt64) -> UInt64 { mix(state ^ value) }

  /// The hash of a container, once all of it is in.
  @inline(__always)
  static func closed(_ state: UInt64) -> UInt64 { mix(state) }

  @inline(__always)
  private static func mix(_ value: UInt64) -> UInt64 {
    Fingerprint.fold(value ^ 0xA076_1D64_78BD_642F, 0xE703_7ED1_A0B4_28DB)
  }
}

/// A hash of what a value says: the order of members, spaces and escapes do not matter.
///
/// Two copies of one document may come from different writers, of which one sorts keys its own
/// way; they say the same all the same. Numbers count as written. The same value has the same
/// hash in every run, and whether it is found here or by a ``JSONShapeReader`` on its way.
public struct JSONContentHash: Sendable {
  private var scratch: [UInt8] = []

  /// Creates a hash that can be used again and again.
  public init() {}

  /// A container of which some is in.
  private struct Open {
    var end: Int
    var isObject: Bool
    var name: UInt32
    var state: UInt64

    mutating func add(_ hash: UInt64, named name: UInt32) {
      if isObject {
        state &+= JSONContent.member(name, hash)
      } else {
        state = JSONContent.element(state, hash)
      }
    }
  }

  /// The hash of a value; of an object, without its own member of a name.
  ///
  /// `value` must stand in a document that a ``JSONReader`` read: of an outline alone it would be
  /// another one.
  public mutating func hash(of value: JSONValue, passingOver passed: StaticString? = nil) -> UInt64
  {
    var open: [Open] = []
    var index = value.index
    var name: UInt32 = 0
    while true {
      if let last = open.last, last.end == index {
        open.removeLast()
        let hash = JSONContent.closed(last.state)
        if open.isEmpty { return hash }
        open[open.count - 1].add(hash, named: last.name)
        continue
      }
      if let last = open.last, last.isObject {
        let key = JSONKey(place: value.sibling(index))
        index += 1
        if open.count == 1, let passed, key.equals(passed) {
          index = Int(value.sibling(index).node.link)
          continue
        }
        name = key.hash
      }
      let place = value.sibling(index)
      index += 1
      if place.isObject || place.isArray {
        let state = place.isObject ? JSONContent.object : JSONContent.array
        open.append(
          Open(end: Int(place.node.link), isObject: place.isObject, name: name, state: state))
        continue
      }
      let hash = scalar(place)
      if open.isEmpty { return hash }
      open[open.count - 1].add(hash, named: name)
    }
  }

  private mutating func scalar(_ value: JSONValue) -> UInt64 {
    switch value.kind {
    case .null: JSONContent.null
    case .true: JSONContent.true
    case .false: JSONContent.false
    case .string:
      JSONContent.text(value.text(into: &scratch) ?? value.bytes, from: JSONContent.string)
    case .number, .object, .array: JSONContent.text(value.bytes, from: JSONContent.number)
    }
  }
}
