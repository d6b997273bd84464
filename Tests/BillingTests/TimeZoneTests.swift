import Billing
import Diagnostics
import Foundation
import TestSupport
import Testing

/// Zones whose changes are of every kind: none, early and late, by half an hour, at midnight, over
/// midnight, against the sun, with a rule beyond a day, and many at once.
private let zones = [
  "America/New_York", "America/St_Johns", "America/Sao_Paulo", "America/Havana",
  "America/Los_Angeles", "Africa/Casablanca", "Asia/Tokyo", "Asia/Kathmandu", "Asia/Gaza",
  "Australia/Lord_Howe", "Europe/Berlin", "Europe/Dublin", "Europe/London", "Pacific/Apia",
  "Pacific/Auckland", "Pacific/Kiritimati", "America/Nuuk",
]

@Suite struct `zones of the machine` {
  /// `zdump`, which the C library's authors wrote, says when the clocks of a place change.
  @Test(arguments: zones) func `the clocks are those that zdump shows`(_ name: String) throws {
    let zone = try ZoneFile.system(name)
    let lines = try zdump(name)
    #expect(try lines.count > 0 || zone.offset(at: instant("2025-01-01T00:00:00Z")) != 0)
    for (second, offset) in lines {
      #expect(zone.offset(at: Timestamp(seconds: second)) == offset, "\(name) at \(second)")
    }
  }

  private func zdump(_ name: String) throws -> [(Int64, Int64)] {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/zdump")
    process.arguments = ["-v", "-c", "1960,2100", name]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    let format = DateFormatter()
    format.locale = Locale(identifier: "en_US_POSIX")
    format.timeZone = TimeZone(identifier: "UTC")
    format.dateFormat = "MMM d HH:mm:ss yyyy"
    return try text.split(separator: "\n").compactMap { line in
      // … Sun Mar 30 01:00:00 2025 UT = Sun Mar 30 03:00:00 2025 CEST isdst=1 gmtoff=7200
      guard let mark = line.range(of: " gmtoff="), let equals = line.range(of: " UT = ") else {
        return nil
      }
      let words = line[..<equals.lowerBound].split(separator: " ").suffix(4)
      let date = try #require(format.date(from: words.joined(separator: " ")), "\(line)")
      return (Int64(date.timeIntervalSince1970), try #require(Int64(line[mark.upperBound...])))
    }
  }

  @Test(arguments: zones) func `days follow each other without gap or overlap`(
    _ name: String
  ) throws {
    let zone = try ZoneFile.system(name)
    var day = try day("1985-01-01")
    let end = try BillingTests.day("2045-01-01")
    while day < end {
      let range = zone.range(of: day)
      #expect(
        (22 * 3600...26 * 3600).contains(range.upperBound.seconds - range.lowerBound.seconds)
          || name == "Pacific/Apia" || name == "Pacific/Kiritimati", "\(name) \(day.text)")
      if !range.isEmpty {
        #expect(zone.day(of: range.lowerBound) == day, "\(name) \(day.text)")
        let last = range.upperBound.adding(seconds: -1)
        #expect(zone.day(of: last) == day, "\(name) \(day.text)")
      }
      day = day.adding(days: 1)
    }
  }

  @Test func `a day that a place skipped has no instants`() throws {
    let apia = try ZoneFile.system("Pacific/Apia")
    #expect(apia.range(of: try day("2011-12-30")).isEmpty)
    #expect(try apia.day(of: apia.start(of: try day("2011-12-30"))) == day("2011-12-31"))
  }

  @Test func `a midnight that comes twice begins the day once`() throws {
    // At 00:01 on 5 November 2006 the clocks went back to 23:01 of the day before.
    let zone = try ZoneFile.system("America/St_Johns")
    let start = zone.start(of: try day("2006-10-29"))
    #expect(try zone.day(of: start.adding(seconds: -1)) == day("2006-10-28"))
    #expect(try zone.day(of: start.adding(seconds: 120)) == day("2006-10-29"))
  }
}

@Suite struct `zone files` {
  @Test func `before the first change a zone has its first type`() throws {
    let zone = try ZoneFile(types: [3600, 7200], changes: [(1_000_000, 1)]).rules()
    #expect(zone.offset(at: Timestamp(seconds: 999_999)) == 3600)
    #expect(zone.offset(at: Timestamp(seconds: 1_000_000)) == 7200)
  }

  @Test func `a file of version 1 tells times in 32 bits`() throws {
    let zone = try ZoneFile(types: [0, -60], changes: [(-5, 1)], version: "\0").rules()
    #expect(zone.offset(at: Timestamp(seconds: -6)) == 0)
    #expect(zone.offset(at: Timestamp(seconds: 2_000_000_000)) == -60)
  }

  @Test(arguments: [
    ("UTC0", "2025-07-01T00:00:00Z", 0),
    ("<-0330>3:30", "2025-07-01T00:00:00Z", -12_600),
    ("CET-1CEST,M3.5.0,M10.5.0/3", "2060-03-28T00:59:59Z", 3600),
    ("CET-1CEST,M3.5.0,M10.5.0/3", "2060-03-28T01:00:00Z", 7200),
    ("CET-1CEST,M3.5.0,M10.5.0/3", "2060-10-31T00:59:59Z", 7200),
    ("CET-1CEST,M3.5.0,M10.5.0/3", "2060-10-31T01:00:00Z", 3600),
    // South of the equator the year begins in daylight time.
    ("NZST-12NZDT,M9.5.0,M4.1.0/3", "2060-01-01T00:00:00Z", 46_800),
    ("NZST-12NZDT,M9.5.0,M4.1.0/3", "2060-06-01T00:00:00Z", 43_200),
    // Winter time that is behind standard time.
    ("IST-1GMT0,M10.5.0,M3.5.0/1", "2060-01-01T00:00:00Z", 0),
    ("IST-1GMT0,M10.5.0,M3.5.0/1", "2060-07-01T00:00:00Z", 3600),
    // Hours beyond the day, and before it.
    ("IST-2IDT,M3.4.4/26,M10.5.0", "2060-03-25T23:59:59Z", 7200),
    ("IST-2IDT,M3.4.4/26,M10.5.0", "2060-03-26T00:00:00Z", 10_800),
    ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2060-03-28T00:59:59Z", -7200),
    ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2060-03-28T01:00:00Z", -3600),
    // Daylight time all year.
    ("XXX3EDT4,0/0,J365/23", "2060-12-31T23:59:59Z", -14_400),
    ("XXX3EDT4,0/0,J365/23", "2061-01-01T03:30:00Z", -14_400),
    // Days counted without and with 29 February.
    ("AAA0BBB,J60/0,J61/0", "2060-03-01T00:00:00Z", 3600),
    ("AAA0BBB,J60/0,J61/0", "2060-02-29T12:00:00Z", 0),
    ("AAA0BBB,59/0,60/0", "2060-02-29T12:00:00Z", 3600),
  ])
  func `the rule at the end goes on for all years`(
    _ footer: String, _ time: String, _ offset: Int64
  ) throws {
    let zone = try ZoneFile(types: [0], changes: [(0, 0)], footer: footer).rules()
    #expect(zone.offset(at: try instant(time)) == offset)
  }

  @Test(arguments: [
    "CET", "C-1", "CET-1CEST", "CET-1CEST,M3.5.0", "CET-25", "CET-1CEST,M13.5.0,M10.5.0",
    "CET-1CEST,M3.0.0,M10.5.0", "CET-1CEST,J0,J1", "CET-1CEST,M3.5.0/168,M10.5.0", "<CET-1",
    "CET-1 ",
  ])
  func `a rule that is none is refused`(_ footer: String) {
    #expect(throws: Failure.self) { try ZoneFile(footer: footer).rules() }
  }

  @Test func `a file cut anywhere is refused`() throws {
    let whole = ZoneFile(types: [0, 3600], changes: [(5, 1), (9, 0)], footer: "UTC0").bytes
    for count in 0..<whole.count {
      #expect(throws: Failure.self) { try ZoneFile.rules(in: Array(whole.prefix(count))) }
    }
    _ = try ZoneFile.rules(in: whole)
  }

  @Test func `a file that counts leap seconds is refused`() {
    #expect(throws: Failure.self) { try ZoneFile(leapCount: 1).rules() }
  }

  @Test func `changes out of order and types that are not there are refused`() {
    #expect(throws: Failure.self) { try ZoneFile(changes: [(9, 0), (5, 0)]).rules() }
    #expect(throws: Failure.self) { try ZoneFile(changes: [(9, 1)]).rules() }
  }

  @Test func `a damaged file never traps`() {
    var random = SplitMix64(seed: 8_536)
    let whole = ZoneFile(
      types: [0, 3600], changes: [(5, 1), (9, 0)], footer: "CET-1CEST,M3.5.0,M10.5.0"
    ).bytes
    for _ in 0..<20_000 {
      var bytes = whole
      for _ in 0...Int(random.next() % 3) {
        bytes[Int(random.next() % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: random.next())
      }
      let zone = try? ZoneFile.rules(in: bytes)
      _ = zone?.offset(at: Timestamp(seconds: Int64(bitPattern: random.next()) >> 24))
    }
  }
}

@Suite struct `weeks and months` {
  @Test func `a week begins on Monday`() throws {
    for text in ["2024-12-30", "2025-01-01", "2025-01-05"] {
      #expect(try day(text).weekStart.text == "2024-12-30")
    }
    #expect(try day("1969-12-31").weekStart.text == "1969-12-29")
    let week = TimeZoneRules.utc.range(ofWeekWith: try day("2025-01-01"))
    #expect(week.upperBound.seconds - week.lowerBound.seconds == 7 * 86_400)
  }

  @Test func `the same charge can be in two months`() throws {
    let time = try instant("2025-02-01T04:30:00Z")
    #expect(TimeZoneRules.utc.month(of: time).text == "2025-02")
    #expect(try ZoneFile.system("America/New_York").month(of: time).text == "2025-01")
  }
}
