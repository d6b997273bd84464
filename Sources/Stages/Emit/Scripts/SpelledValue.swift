/// Values of changes as databases without truth values or zones write them.
enum SpelledValue {
  /// `1` or `0` for a truth value in any of its usual words; other bytes as they are.
  static func flag(_ bytes: [UInt8]) -> [UInt8] {
    switch String(decoding: bytes, as: UTF8.self) {
    case "t", "true", "TRUE": Array("1".utf8)
    case "f", "false", "FALSE": Array("0".utf8)
    default: bytes
    }
  }

  /// A time in UTC without the words that say so.
  static func withoutUTC(_ bytes: [UInt8]) -> [UInt8] {
    for zone in ["+00:00", "+00", "Z"] where bytes.suffix(zone.utf8.count).elementsEqual(zone.utf8)
    {
      return Array(bytes.dropLast(zone.utf8.count))
    }
    return bytes
  }
}
