import Billing
import Bytes

/// The texts of one record, each known by a number until the next record is read.
///
/// Equal texts may have different numbers: a record has few, and none is looked up. Most of them
/// stand in the record's own bytes and are not copied.
struct RecordTexts: Sendable {
  private var views = [RecordTexts.nothing]
  /// The bytes of texts that stand nowhere else.
  private var copies: [[UInt8]] = []

  private static let nothing = unsafe ByteView(UnsafeBufferPointer(start: nil, count: 0))

  /// Forgets the texts; their numbers mean nothing from now on.
  mutating func removeAll() {
    views.removeAll(keepingCapacity: true)
    views.append(Self.nothing)
    if !copies.isEmpty { copies.removeAll() }
  }

  /// The number of a text that stands in the record, or is a literal: where it is, it stays.
  @inline(__always)
  mutating func add(lasting text: ByteView) -> Symbol {
    guard text.count > 0 else { return .empty }
    views.append(text)
    return Symbol(rawValue: UInt32(truncatingIfNeeded: views.count &- 1))
  }

  /// The number of a text, which is copied.
  mutating func add(copyOf text: ByteView) -> Symbol {
    copies.append(text.array)
    // The copy's storage stays where it is for as long as the copy is kept.
    return unsafe copies[copies.count - 1].withUnsafeBufferPointer {
      unsafe add(lasting: ByteView($0))
    }
  }

  /// The number of a literal.
  mutating func add(_ literal: StaticString) -> Symbol {
    unsafe add(lasting: ByteView(start: literal.utf8Start, count: literal.utf8CodeUnitCount))
  }

  /// Lends the bytes of a text.
  @inline(__always)
  func withView<Result>(of text: Symbol, _ body: (ByteView) -> Result) -> Result {
    body(views[Int(text.rawValue)])
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
