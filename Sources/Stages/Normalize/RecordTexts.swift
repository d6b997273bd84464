import Billing
import Bytes

/// The texts of one record, each known by a number until the next record is read.
///
/// Equal texts may have different numbers: a record has few, and none is looked up.
struct RecordTexts: Sendable {
  private var bytes: [UInt8] = []
  private var ends: [Int] = [0]

  /// Forgets the texts; their numbers mean nothing from now on.
  mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
    ends.append(0)
  }

  /// The number of a text, which is kept.
  @inline(__always)
  mutating func add(_ text: ByteView) -> Symbol {
    guard text.count > 0 else { return .empty }
    unsafe bytes.append(contentsOf: text.buffer)
    ends.append(bytes.count)
    return Symbol(rawValue: UInt32(ends.count - 1))
  }

  /// The number of a literal, which is kept.
  mutating func add(_ literal: StaticString) -> Symbol {
    unsafe add(ByteView(start: literal.utf8Start, count: literal.utf8CodeUnitCount))
  }

  /// Lends the bytes of a text.
  @inline(__always)
  func withView<Result>(of text: Symbol, _ body: (ByteView) -> Result) -> Result {
    let place = Int(text.rawValue)
    let range = place == 0 ? 0..<0 : ends[place - 1]..<ends[place]
    return unsafe bytes.withUnsafeBufferPointer { whole in
      unsafe body(ByteView(UnsafeBufferPointer(rebasing: whole[range])))
    }
  }

  /// The bytes of a text.
  func array(_ text: Symbol) -> [UInt8] { withView(of: text) { $0.array } }

  /// Whether two cells say the same: for texts, byte by byte.
  func areEqual(_ one: Cell, _ other: Cell) -> Bool {
    guard let text = one.symbol, let otherText = other.symbol else { return one == other }
    return withView(of: text) { text in
      withView(of: otherText) { unsafe text.buffer.elementsEqual($0.buffer) }
    }
  }
}
