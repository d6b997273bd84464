import Dumps
import Foundation
import TestSupport
import Testing

private func time(_ text: String) -> DumpTimestamp? {
  withView(Array(text.utf8)) { DumpTimestamp($0) }
}

@Suite struct `a time` {
  @Test(
    arguments: [
      ("1970-01-01 00:00:00", 0), ("2026-01-02 03:04:05", 1_767_323_045_000_000),
      ("2026-01-02T03:04:05Z", 1_767_323_045_000_000),
      ("2026-01-02 03:04:05.6", 1_767_323_045_600_000),
      ("2026-01-02 03:04:05.000001+00", 1_767_323_045_000_001),
      ("2026-01-02 03:04:05-03:30", 1_767_335_645_000_000),
      ("2026-01-02T03:04:05.5+02", 1_767_315_845_500_000),
      ("1969-12-31 23:59:59.999999", -1), ("0001-01-01 00:00:00", -62_135_596_800_000_000),
      ("9999-12-31 23:59:59.999999", 253_402_300_799_999_999),
      ("2000-02-29 00:00:00", 951_782_400_000_000),
    ] as [(String, Int64)])
  func `is microseconds since 1970`(_ text: String, _ value: Int64) {
    #expect(time(text) == .microseconds(value))
  }

  @Test(arguments: [
    "", "2026-01-02", "02.01.2026 03:04:05", "01/02/2026 03:04:05", "2026-13-01 00:00:00",
    "2026-00-01 00:00:00", "0000-00-00 00:00:00", "2026-02-29 00:00:00", "1900-02-29 00:00:00",
    "2026-04-31 00:00:00", "2026-01-02 24:00:00", "2026-01-02 00:60:00", "2026-01-02 00:00:60",
    "2026-01-02 03:04:05.", "2026-01-02 03:04:05.1234567", "2026-01-02 03:04:05 ",
    "2026-01-02 03:04:05+1", "2026-01-02 03:04:05+16", "2026-01-02 03:04:05+02:60",
    "2026-01-02 03:04:05+02:3", "2026-01-02 03:04:05z", "2026-01-02 03:04:05 BC",
    "2026-01-02-03:04:05", "2026-1-2 03:04:05xx", " 2026-01-02 03:04:05", "10000-01-01 00:00:00",
    "2026-01-02 03:04:05Zx", "２026-01-02 03:04:05", "2026-01-02 0a:04:05", "Infinity",
  ])
  func `in any other form is none`(_ text: String) {
    #expect(time(text) == nil)
  }

  @Test func `may be infinite`() {
    #expect(time("infinity") == .infinity)
    #expect(time("-infinity") == .minusInfinity)
  }

  @Test func `equals what the calendar says for every day of four centuries`() {
    for day in stride(from: -73_000 as Int64, to: 73_000, by: 1) {
      var seconds = time_t(day * 86_400)
      var parts = unsafe tm()
      unsafe gmtime_r(&seconds, &parts)
      func two(_ value: Int32) -> String { value < 10 ? "0\(value)" : "\(value)" }
      let text = unsafe "\(parts.tm_year + 1_900)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday))"
      let found = withView(Array(text.utf8)) { DumpTimestamp.microseconds(ofDate: $0) }
      #expect(found == day * 86_400_000_000)
    }
  }
}

@Suite struct `a number` {
  @Test(
    arguments: [
      ("0", 0), ("-0", 0), ("007", 7), ("9223372036854775807", .max),
      ("-9223372036854775808", .min),
      ("9223372036854775808", nil), ("-9223372036854775809", nil), ("", nil), ("-", nil),
      ("+1", nil), ("1.0", nil), ("1e5", nil), (" 1", nil), ("1 ", nil), ("1,000", nil), ("０", nil),
    ] as [(String, Int64?)])
  func `is whole and exact`(_ text: String, _ value: Int64?) {
    #expect(withView(Array(text.utf8)) { DumpNumber.integer($0) } == value)
  }

  @Test(
    arguments: [
      ("10.5", 2, 1_050), ("10", 2, 1_000), ("10.50000", 2, 1_050), ("10.505", 2, nil),
      ("-0.01", 2, -1), ("0.001", 2, nil), ("1.", 2, nil), (".5", 2, nil), ("1.5", 0, nil),
      ("1.0", 0, 1), ("92233720368547758.07", 2, .max), ("92233720368547758.08", 2, nil),
      ("12345678901234567890.1234", 4, nil), ("1e5", 2, nil), ("1.2.3", 2, nil), ("NaN", 2, nil),
    ] as [(String, Int, Int64?)])
  func `is decimal and exact`(_ text: String, _ scale: Int, _ value: Int64?) {
    #expect(withView(Array(text.utf8)) { DumpNumber.decimal($0, scale: scale) } == value)
  }

  @Test(
    arguments: [
      ("t", true), ("f", false), ("true", true), ("false", false), ("1", true), ("0", false),
      ("\u{1}", true), ("\u{0}", false), ("", nil), ("TRUE", nil), ("y", nil), ("2", nil),
    ] as [(String, Bool?)])
  func `may be a truth value`(_ text: String, _ value: Bool?) {
    #expect(withView(Array(text.utf8)) { DumpNumber.boolean($0) } == value)
  }
}
