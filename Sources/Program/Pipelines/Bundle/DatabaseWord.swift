import Billing
import Bytes
import Dumps
import Reconciliation

/// Texts that say nothing about anybody, and what stands where a value is left out.
enum DatabaseWord {
  /// Whether a text is a currency's code in letters of either case.
  static func isCurrency(_ text: [UInt8]) -> Bool {
    text.count == 3 && text.allSatisfy { (0x61...0x7A).contains($0 | 0x20) }
  }

  /// Whether a text is a version of Stripe's API: a date, and since 2024 a word.
  static func isVersion(_ text: [UInt8]) -> Bool {
    let digits = text.prefix(10)
    return digits.count == 10 && text.count <= 24
      && digits.enumerated().allSatisfy { place, byte in
        [4, 7].contains(place) ? byte == 0x2D : (0x30...0x39).contains(byte)
      }
      && text.dropFirst(10).allSatisfy { $0 == 0x2E || (0x61...0x7A).contains($0) }
  }

  /// Whether a text is a period in the words of databases.
  static func isPeriod(_ text: [UInt8]) -> Bool {
    BillingPeriod(word: String(decoding: text, as: UTF8.self)) != nil
  }

  /// Whether a text is a state of an invoice or a payment in the words of databases.
  static func isState(_ text: [UInt8]) -> Bool {
    MoneyState(word: String(decoding: text, as: UTF8.self)) != nil
  }

  /// Whether a text is a value of a type that is no text.
  static func isValue(_ text: ByteView, of type: ColumnType) -> Bool {
    switch type {
    case .integer, .epochSeconds: DumpNumber.integer(text) != nil
    case .decimal(let scale): DumpNumber.decimal(text, scale: scale) != nil
    case .boolean: DumpNumber.boolean(text) != nil
    case .timestamp, .timestampWithZone: DumpTimestamp.microseconds(text) != nil
    case .date: DumpTimestamp.microseconds(ofDate: text) != nil
    case .text, .enumeration, .jsonb, .json, .uuid: false
    }
  }

  /// What stands where a value that may not be null is left out.
  static func filler(of type: ColumnType) -> [UInt8] {
    let text =
      switch type {
      case .integer, .decimal, .epochSeconds: "0"
      case .boolean: "f"
      case .timestamp, .timestampWithZone: "1970-01-01 00:00:00"
      case .date: "1970-01-01"
      case .jsonb, .json: "{}"
      case .uuid: "00000000-0000-4000-8000-000000000000"
      case .text, .enumeration: "redacted"
      }
    return Array(text.utf8)
  }
}
