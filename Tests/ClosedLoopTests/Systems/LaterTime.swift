import Foundation
import TestSupport
import Testing

/// Texts whose instants are eight years later: as many days, of the same months and weeks of leap
/// years, so that every rule about a calendar says the same.
enum LaterTime {
  private static let years = 8
  private static let seconds = 2_922 * 86_400

  /// The text of a file, plain or gzipped.
  static func text(of url: URL) throws -> String {
    let told = DatabaseProgram.run(["gzip", "-dcf", url.path])
    try #require(told.status == 0, "\(told.notices)")
    return text(told.output)
  }

  /// A script that takes the time shortly before the instant of a run for the present.
  static func script(_ text: String) -> String {
    let time = "'2034-01-15 05:50:00.000'"
    return text.replacing("pg_catalog.now()", with: "timestamptz '2034-01-15 05:50:00Z'")
      .replacing("UTC_TIMESTAMP(3)", with: time)
      .replacing("strftime('%Y-%m-%d %H:%M:%f', 'now')", with: time)
  }

  /// Moves dates such as `2026-01-15` and numbers that are seconds since 1970.
  static func text(_ text: String) -> String {
    let bytes = Array(text.utf8)
    var moved: [UInt8] = []
    moved.reserveCapacity(bytes.count)
    var at = 0
    while at < bytes.count {
      guard isDigit(bytes[at]), at == 0 || !isWord(bytes[at - 1]) else {
        moved.append(bytes[at])
        at += 1
        continue
      }
      var end = at
      while end < bytes.count, isDigit(bytes[end]) { end += 1 }
      let next = end < bytes.count ? bytes[end] : 0
      moved += later(bytes[at..<end], before: next)
      at = end
    }
    return String(decoding: moved, as: UTF8.self)
  }

  private static func later(_ digits: ArraySlice<UInt8>, before next: UInt8) -> [UInt8] {
    guard let number = Int(String(decoding: digits, as: UTF8.self)) else { return Array(digits) }
    switch digits.count {
    case 4 where next == UInt8(ascii: "-") && (2_020..<2_030).contains(number):
      return Array("\(number + years)".utf8)
    case 10 where !isWord(next) && (1_500_000_000..<1_900_000_000).contains(number):
      return Array("\(number + seconds)".utf8)
    default: return Array(digits)
    }
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

  /// Whether a byte belongs to a name, so that digits beside it are part of that.
  private static func isWord(_ byte: UInt8) -> Bool {
    isDigit(byte) || byte | 0x20 &- 0x61 < 26 || byte == UInt8(ascii: "_")
      || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
  }
}
