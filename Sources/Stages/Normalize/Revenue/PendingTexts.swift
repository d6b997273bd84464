import Bytes

/// The texts of one record, looked up together once all are known: in a large table each waits for
/// memory, and so they wait together.
struct PendingTexts {
  private var texts: [ByteView] = []
  private var symbols: [Symbol] = []

  /// Begins a record.
  mutating func begin() { texts.removeAll(keepingCapacity: true) }

  /// Adds a text, which must last until all are settled; the number that stands for it until then.
  mutating func add(_ text: ByteView) -> Symbol {
    texts.append(text)
    return Symbol(rawValue: UInt32(texts.count - 1))
  }

  /// Looks up all texts of the record.
  mutating func settle(in table: inout Symbols) { table.intern(texts, into: &symbols) }

  /// The symbol of a text that was settled.
  subscript(pending: Symbol) -> Symbol { symbols[Int(pending.rawValue)] }
}
