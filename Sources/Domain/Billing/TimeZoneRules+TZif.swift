public import Bytes
public import Diagnostics

extension TimeZoneRules {
  /// The rules in a compiled zone file, such as those under `/usr/share/zoneinfo`.
  ///
  /// Source: RFC 8536. Files of version 1 tell times in 32 bits and have no rule for the years
  /// after; those of version 2 and later repeat all in 64 bits, and only that part is read.
  ///
  /// - Parameters:
  ///   - name: the zone's name.
  ///   - file: the whole file.
  /// - Throws: `zone-unreadable` for anything that is no such file, and for one that counts leap
  ///   seconds, since times elsewhere do not.
  public init(name: String, tzif file: ByteView) throws(Failure) {
    var reader = ZoneFileReader(file: file, name: name)
    var block = try reader.takeHeader()
    let hasWideBlock = block.version >= UInt8(ascii: "2")
    if hasWideBlock {
      try reader.pass(block.byteCount(timeSize: 4))
      block = try reader.takeHeader()
    }
    guard block.leapCount == 0, block.typeCount > 0 else { throw reader.failure }
    try reader.takeRules(block, timeSize: hasWideBlock ? 8 : 4)
    let rule = hasWideBlock ? try reader.takeRule() : nil
    self.init(name: name, changes: reader.changes, offsets: reader.offsets, rule: rule)
  }
}

/// The counts at the head of one of the two blocks.
private struct ZoneBlock {
  var version: UInt8
  var universalCount: Int
  var standardCount: Int
  var leapCount: Int
  var changeCount: Int
  var typeCount: Int
  var nameByteCount: Int

  func byteCount(timeSize: Int) -> Int {
    changeCount * (timeSize + 1) + typeCount * 6 + nameByteCount + leapCount * (timeSize + 4)
      + standardCount + universalCount
  }
}

private struct ZoneFileReader {
  let file: ByteView
  let name: String
  var at = 0
  var changes: [Int64] = []
  var offsets: [Int32] = []

  init(file: ByteView, name: String) {
    self.file = file
    self.name = name
  }

  var failure: Failure {
    Failure(
      .zoneUnreadable, "the time zone's file is not one of the IANA database", file: name,
      byte: UInt64(at), help: "install the system's time zone files anew, such as tzdata")
  }

  mutating func pass(_ count: Int) throws(Failure) {
    guard count <= file.count - at else { throw failure }
    at += count
  }

  mutating func takeHeader() throws(Failure) -> ZoneBlock {
    guard file.count - at >= 44, file[at..<at + 4].equals("TZif") else { throw failure }
    var block = ZoneBlock(
      version: file[at + 4], universalCount: 0, standardCount: 0, leapCount: 0, changeCount: 0,
      typeCount: 0, nameByteCount: 0)
    at += 20
    block.universalCount = Int(takeWord())
    block.standardCount = Int(takeWord())
    block.leapCount = Int(takeWord())
    block.changeCount = Int(takeWord())
    block.typeCount = Int(takeWord())
    block.nameByteCount = Int(takeWord())
    return block
  }

  mutating func takeRules(_ block: ZoneBlock, timeSize: Int) throws(Failure) {
    let start = at
    try pass(block.byteCount(timeSize: timeSize))
    let end = at
    let kinds = start + block.changeCount * timeSize
    let types = kinds + block.changeCount
    at = types
    let ofType = (0..<block.typeCount).map { _ in takeOffset() }
    // Before its first change a zone has its first type.
    offsets = [ofType[0]]
    at = start
    for index in 0..<block.changeCount {
      let time = timeSize == 8 ? takeTime() : Int64(Int32(bitPattern: takeWord()))
      let type = Int(file[kinds + index])
      guard type < ofType.count, changes.last.map({ $0 < time }) ?? true else { throw failure }
      changes.append(time)
      offsets.append(ofType[type])
    }
    at = end
  }

  /// Takes the last line; an empty one says nothing about the years after.
  mutating func takeRule() throws(Failure) -> DaylightRule? {
    guard file.count - at >= 2, file[at] == 0x0A, file[file.count - 1] == 0x0A else {
      throw failure
    }
    let text = file[at + 1..<file.count - 1]
    if text.count == 0 { return nil }
    guard let rule = DaylightRule(text) else { throw failure }
    return rule
  }

  /// Takes a type: its offset, then what standard time and its name are, which do not matter here.
  private mutating func takeOffset() -> Int32 {
    let offset = Int32(bitPattern: takeWord())
    at += 2
    return offset
  }

  private mutating func takeTime() -> Int64 {
    let high = UInt64(takeWord())
    return Int64(bitPattern: high << 32 | UInt64(takeWord()))
  }

  /// Four bytes, the highest first; whoever calls has looked that they are there.
  private mutating func takeWord() -> UInt32 {
    defer { at += 4 }
    return (0..<4).reduce(0) { $0 << 8 | UInt32(file[at + $1]) }
  }
}

extension Failure.Code {
  /// A time zone's file is damaged, or no such file at all.
  public static let zoneUnreadable = Failure.Code(rawValue: "zone-unreadable")
}
