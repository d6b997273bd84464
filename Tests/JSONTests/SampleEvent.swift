import TestSupport

/// Texts like the events of a billing service: few shapes, ever new values.
enum SampleEvent {
  /// What somebody might look at in one.
  static let members = [
    "id", "object", "created", "type", "data", "status", "customer", "items", "metadata", "owner",
    "price", "amount", "previous_attributes",
  ]

  /// One event, on one line, without blanks but where `gap` has some.
  static func text(_ random: inout SplitMix64, gap: String = "") -> String {
    func maybe(_ value: @autoclosure () -> String) -> String {
      Bool.random(using: &random) ? value() : "null"
    }
    var members = [
      "\"id\":\(gap)\"evt_\(word(&random))\"", "\"object\":\(gap)\"event\"",
      "\"api_version\":\"2024-06-20\"", "\"created\":\(gap)\(number(&random))",
    ]
    let changed = Int.random(in: 0..<4, using: &random) == 0
    let previous = changed ? #","previous_attributes":{"status":"\#(word(&random))"}"# : ""
    members.append(#""data":\#(gap){"object":\#(object(&random, gap))\#(previous)}"#)
    members.append("\"livemode\":\(Bool.random(using: &random))")
    members.append("\"pending_webhooks\":\(Int.random(in: 0..<4, using: &random))")
    members.append(#""request":{"id":\#(maybe("\"req_1\"")),"key":"\#(word(&random))"}"#)
    members.append(#""type":"customer.subscription.updated""#)
    return "{" + members.joined(separator: "," + gap) + "}"
  }

  private static func object(_ random: inout SplitMix64, _ gap: String) -> String {
    func maybe(_ value: @autoclosure () -> String) -> String {
      Bool.random(using: &random) ? value() : "null"
    }
    let items = (0..<Int.random(in: 0..<3, using: &random)).map { _ in item(&random) }
    let note = ["Müller", "a \\\"b\\\" {c}", "\\ud83d\\ude00", "", "{\\\"status\\\":1}", "x"]
      .randomElement(using: &random)
    return #"{"id":"sub_\#(word(&random))","object":"subscription","cancel_at":"#
      + maybe(number(&random)) + #","tax":{"enabled":false,"liability":null},"status":"#
      + #""\#(["active", "past_due"].randomElement(using: &random) ?? "")",\#(gap)"customer":"#
      + #""cus_\#(word(&random))","items":{"object":"list","data":["#
      + items.joined(separator: ",") + #"],"has_more":false},"rates":[],"methods":["card","link"],"#
      + #""metadata":{"owner":"\#(word(&random))","note":"\#(note ?? "")"},"#
      + #""matrix":[[1,2],[],[3]],"#
      + #""percent":\#(maybe(["1.5", "-2", "0", "1e3"].randomElement(using: &random) ?? "0"))}"#
  }

  private static func item(_ random: inout SplitMix64) -> String {
    #"{"id":"si_\#(word(&random))","price":{"id":"price_1","amount":\#(number(&random)),"#
      + #""nickname":null},"quantity":\#(Int.random(in: 1..<20, using: &random)),"rates":[]}"#
  }

  private static func word(_ random: inout SplitMix64) -> String {
    String(UInt64.random(in: 0...UInt64.max >> Int.random(in: 0..<60, using: &random)), radix: 36)
  }

  private static func number(_ random: inout SplitMix64) -> String {
    String(Int64.random(in: -9...2_000_000_000, using: &random))
  }
}

/// Ways in which a text can differ from those that were met before, most of them faults.
enum Mutation {
  /// Changes a text once.
  static func apply(to bytes: inout [UInt8], _ random: inout SplitMix64) {
    guard let place = bytes.indices.randomElement(using: &random) else { return }
    switch Int.random(in: 0..<12, using: &random) {
    case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
    case 1: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
    case 2: bytes.remove(at: place)
    case 3: insert(structure, at: place, in: &bytes, &random)
    case 4: bytes.removeSubrange(place...)
    case 5: rename(&bytes, &random)
    case 6: escapeName(&bytes, &random)
    case 7: replaceNumber(&bytes, &random)
    case 8: fillString(&bytes, &random)
    case 9: insertMember(&bytes, &random)
    case 10: spread(&bytes, &random)
    default: replaceValue(&bytes, &random)
    }
  }

  private static let structure = ["{", "}", "[", "]", ",", ":", "\"", "\\", " ", "\t", "\r", "\0"]
  private static let numbers = [
    "0", "-0", "00", "01", "-", "-1", "1.", ".1", "1.5", "1e5", "1E+", "1e-05", "+1", "12345678",
    "123456789012345", "1234567890123456", "99999999999999999999", "1_0", "0x1", "NaN",
  ]
  private static let values = [
    "null", "true", "false", "nul", "truE", "{}", "[]", "[{}]", "\"\"", "\"x\"", "{\"id\":\"x\"}",
    "[null,1,\"a\"]", "7", "-1.5e9", "{\"id\":1,\"id\":2}", "[[[[]]]]", "[1,]", "{\"a\":{}}",
  ]
  private static let contents: [[UInt8]] = [
    Array("\\u0041".utf8), Array("\\ud83d\\ude00".utf8), Array("\\ud83d".utf8),
    Array("\\udc00\\ud800".utf8), Array("\\uD83Dx".utf8), Array("\\u12".utf8), Array("\\x".utf8),
    Array("\\\"},{\\\"id\\\":\\\"x".utf8), Array("é€😀".utf8), [0xC0, 0x80], [0xED, 0xA0, 0x80],
    [0xF4, 0x90, 0x80, 0x80], [0xFF], [0xE2, 0x82], [0x7F], [0x1F], [0x00], Array("\\".utf8),
    Array("0123456789abcdef".utf8), Array("0123456789abcde".utf8), Array("0123456".utf8),
  ]

  private static func insert(
    _ choices: [String], at place: Int, in bytes: inout [UInt8], _ random: inout SplitMix64
  ) {
    bytes.insert(contentsOf: (choices.randomElement(using: &random) ?? "").utf8, at: place)
  }

  /// Gives a member the name of another: a decoy elsewhere, or a second of its kind.
  private static func rename(_ bytes: inout [UInt8], _ random: inout SplitMix64) {
    let names = names(in: bytes)
    guard let one = names.randomElement(using: &random),
      let other = names.randomElement(using: &random)
    else { return }
    bytes.replaceSubrange(one, with: Array(bytes[other]))
  }

  private static func escapeName(_ bytes: inout [UInt8], _ random: inout SplitMix64) {
    guard let name = names(in: bytes).randomElement(using: &random),
      let place = name.randomElement(using: &random)
    else { return }
    let digits = String(bytes[place], radix: 16)
    let zeros = String(repeating: "0", count: 4 - digits.utf8.count)
    bytes.replaceSubrange(place...place, with: Array("\\u\(zeros)\(digits)".utf8))
  }

  private static func replaceNumber(_ bytes: inout [UInt8], _ random: inout SplitMix64) {
    guard let start = starts(in: bytes, where: { (0x30...0x39).contains($0) }, &random) else {
      return
    }
    let end = bytes[start...].firstIndex { $0 == 0x2C || $0 == 0x7D } ?? bytes.count
    let number = numbers.randomElement(using: &random) ?? ""
    bytes.replaceSubrange(start..<end, with: Array(number.utf8))
  }

  private static func fillString(_ bytes: inout [UInt8], _ random: inout SplitMix64) {
    guard let start = starts(in: bytes, where: { $0 == 0x22 }, &random) else { return }
    let filler = contents.randomElement(using: &random) ?? []
    let isHuge = Int.random(in: 0..<40, using: &random) == 0
    let count = isHuge ? 3_000 : Int.random(in: 1..<4, using: &random)
    bytes.insert(contentsOf: Array(repeating: filler, count: count).joined(), at: start + 1)
  }

  /// Adds a member before another, new or the same once more.
  private static func insertMember(_ bytes: inout [UInt8], _ random: inout SplitMix64) {
    let names = names(in: bytes)
    guard let place = names.randomElement(using: &random),
      let other = names.randomElement(using: &random)
    else { return }
    let name = Bool.random(using: &random) ? Array(bytes[other]) : Array("new".utf8)
    let value = values.randomElement(using: &random) ?? ""
    let member = name + Array("\":\(value),\"".utf8)
    bytes.insert(contentsOf: member, at: place.lowerBound)
  }

  /// Puts a blank where blanks may stand.
  private static func spread(_ bytes: inout [UInt8], _ random: inout SplitMix64) {
    let places = bytes.indices.filter { bytes[$0] == 0x3A || bytes[$0] == 0x2C }
    guard let place = places.randomElement(using: &random) else { return }
    bytes.insert(0x20, at: place + (Bool.random(using: &random) ? 1 : 0))
  }

  private static func replaceValue(_ bytes: inout [UInt8], _ random: inout SplitMix64) {
    guard let start = starts(in: bytes, where: { _ in true }, &random) else { return }
    let end = bytes[start...].firstIndex { $0 == 0x2C || $0 == 0x7D } ?? bytes.count
    let value = values.randomElement(using: &random) ?? ""
    bytes.replaceSubrange(start..<end, with: Array(value.utf8))
  }

  /// Where a value starts whose first byte is of some sort.
  private static func starts(
    in bytes: [UInt8], where isWanted: (UInt8) -> Bool, _ random: inout SplitMix64
  ) -> Int? {
    bytes.indices.dropFirst(2)
      .filter { bytes[$0 - 1] == 0x3A && bytes[$0 - 2] == 0x22 && isWanted(bytes[$0]) }
      .randomElement(using: &random)
  }

  /// The names of members, without their quotes.
  private static func names(in bytes: [UInt8]) -> [Range<Int>] {
    var names: [Range<Int>] = []
    var start: Int?
    for place in bytes.indices where bytes[place] == 0x22 {
      if let open = start, place + 1 < bytes.count, bytes[place + 1] == 0x3A, open < place {
        names.append(open..<place)
        start = nil
      } else {
        start = place + 1
      }
    }
    return names
  }
}
