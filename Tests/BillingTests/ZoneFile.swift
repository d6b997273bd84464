import Billing
import Bytes
import Foundation
import Testing

/// A zone file written by hand, byte by byte as RFC 8536 says.
struct ZoneFile {
  /// Offsets of the types, in seconds ahead of UTC.
  var types: [Int32] = [0]
  /// When the offset changes and to which type.
  var changes: [(second: Int64, type: UInt8)] = []
  /// The rule for the years after.
  var footer = ""
  var version = "2"
  var leapCount = 0

  /// The file.
  var bytes: [UInt8] {
    guard version >= "2" else { return block(wide: false) }
    return block(wide: false) + block(wide: true) + Array("\n\(footer)\n".utf8)
  }

  private func block(wide: Bool) -> [UInt8] {
    var bytes = Array("TZif".utf8) + Array(version.utf8) + [UInt8](repeating: 0, count: 15)
    for count in [0, 0, leapCount, changes.count, types.count, 4] {
      bytes += big(UInt32(count))
    }
    for change in changes {
      bytes +=
        wide
        ? big(UInt64(bitPattern: change.second)) : big(UInt32(truncatingIfNeeded: change.second))
    }
    bytes += changes.map(\.type)
    for type in types { bytes += big(UInt32(bitPattern: type)) + [0, 0] }
    bytes += Array("XYZ\0".utf8)
    return bytes + [UInt8](repeating: 0, count: leapCount * (wide ? 12 : 8))
  }

  private func big<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
    (0..<Number.bitWidth / 8).map { UInt8(truncatingIfNeeded: number.byteSwapped >> ($0 * 8)) }
  }

  /// The rules in the file.
  func rules(named name: String = "Here/There") throws -> TimeZoneRules {
    try Self.rules(in: bytes, named: name)
  }

  static func rules(in bytes: [UInt8], named name: String = "Here/There") throws -> TimeZoneRules {
    try unsafe bytes.withUnsafeBufferPointer { buffer in
      try unsafe TimeZoneRules(name: name, tzif: ByteView(buffer))
    }
  }

  /// The rules of a zone that the machine has.
  static func system(_ name: String) throws -> TimeZoneRules {
    let file = URL(filePath: "/usr/share/zoneinfo").appending(path: name)
    return name == "UTC" ? .utc : try rules(in: Array(Data(contentsOf: file)), named: name)
  }
}

/// An instant in the form `2025-02-01T04:30:00Z`.
func instant(_ text: String) throws -> Timestamp {
  let date = try #require(try? Date(text, strategy: .iso8601))
  return Timestamp(seconds: Int64(date.timeIntervalSince1970))
}

/// A day in the form `2025-02-01`.
func day(_ text: String) throws -> CalendarDay { CalendarDay(try instant(text + "T00:00:00Z")) }
