import Diagnostics

/// The content of a gzip file: all its members, each checked against its own trailer.
///
/// Decoded bytes prove nothing by themselves. A file cut at the end of a record and one with a
/// flipped bit both deliver perfect records first, so nothing that was read may count before
/// ``read(into:)`` has answered zero.
struct GzipReader: ~Copyable {
  private var input: GzipInput
  private var inflater: Inflater
  private let ratioLimit: UInt64
  private var isInsideMember = false
  private(set) var memberCount = 0
  private(set) var decodedByteCount: UInt64 = 0

  /// Up to here any ratio is allowed: short exports of equal rows compress very well.
  static let ratioFreeByteCount: UInt64 = 10 << 20

  init(_ file: InputFile, ratioLimit: Int, codec: GzipCodec) {
    input = GzipInput(file)
    inflater = Inflater(codec)
    self.ratioLimit = UInt64(ratioLimit)
  }

  /// The digest of what a file of our own says, decompressed.
  static func digest(of file: InputFile) throws(Failure) -> Digest {
    var reader = GzipReader(file, ratioLimit: .max, codec: .preferred)
    var running = RunningDigest()
    let space = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: RawReader.stepByteCount)
    defer { unsafe space.deallocate() }
    while true {
      let count = try unsafe reader.read(into: space)
      if count == 0 { return running.finish() }
      unsafe running.update(ByteView(UnsafeBufferPointer(rebasing: space[..<count])))
      _ = reader.takeParts()
    }
  }

  /// How many bytes of the file were read.
  var byteCount: UInt64 { input.byteCount }

  /// The parts of the file that were read since this was last called.
  mutating func takeParts() -> [StoredPart] { input.takeParts() }

  /// Decodes the next bytes into `space`, at least one; zero means the file has proved whole.
  ///
  /// - Throws: `gzip-damaged`, `gzip-bomb`, `input-unreadable`.
  mutating func read(
    into space: UnsafeMutableBufferPointer<UInt8>
  ) throws(Failure) -> Int {
    while true {
      if !isInsideMember {
        guard try findMember() else { return 0 }
        try readHeader()
        inflater.reset()
        isInsideMember = true
        memberCount += 1
      }
      let count = try unsafe inflate(into: space)
      if inflater.isDone {
        try readTrailer()
        isInsideMember = false
      }
      if count > 0 { return count }
    }
  }

  private mutating func inflate(
    into space: UnsafeMutableBufferPointer<UInt8>
  ) throws(Failure) -> Int {
    // A decoder may hold output back after it took the last byte of the file.
    let hasInput = try input.refill()
    let step = unsafe inflater.step(from: input.unread, into: space)
    input.skip(step.consumed)
    if let reason = step.damage { throw input.damage("the compressed data is broken: \(reason)") }
    if !hasInput, step.produced == 0, !inflater.isDone { throw input.damage(Self.cut) }
    decodedByteCount += UInt64(step.produced)
    let (allowed, isHuge) = input.position.multipliedReportingOverflow(by: ratioLimit)
    if decodedByteCount > Self.ratioFreeByteCount, !isHuge, decodedByteCount > allowed {
      throw Failure(
        .gzipBomb, "the content is more than \(ratioLimit) times as large as the file",
        file: input.name, byte: decodedByteCount,
        help: "no honest export compresses like that; if this one does, hand it over unpacked")
    }
    return step.produced
  }

  /// Whether another member follows; what else may follow is nothing, or nothing but zeros.
  private mutating func findMember() throws(Failure) -> Bool {
    guard let first = try input.peek() else { return false }
    if first == GzipFormat.magic.0 { return true }
    guard memberCount > 0, first == 0 else {
      throw input.damage(
        memberCount == 0
          ? "the file does not begin as gzip" : "bytes follow the last member that are not gzip")
    }
    while let byte = try input.next() {
      if byte != 0 { throw input.damage("bytes follow the zero padding after the last member") }
    }
    return false
  }

  private mutating func readHeader() throws(Failure) {
    input.beginChecksum()
    guard try headerByte() == GzipFormat.magic.0, try headerByte() == GzipFormat.magic.1 else {
      throw input.damage(
        memberCount == 0
          ? "the file does not begin as gzip" : "bytes follow the last member that are not gzip")
    }
    guard try headerByte() == GzipFormat.deflate else {
      throw input.damage("the compression method is unknown")
    }
    let flags = GzipFormat.Flags(rawValue: try headerByte())
    guard flags.isDisjoint(with: .reserved) else {
      throw input.damage("a reserved flag of the header is set")
    }
    for _ in 0..<6 { _ = try headerByte() }  // Time, level, system: nothing depends on them.
    if flags.contains(.extra) {
      let low = Int(try headerByte())
      for _ in 0..<(low | Int(try headerByte()) << 8) { _ = try headerByte() }
    }
    if flags.contains(.name) { while try headerByte() != 0 {} }
    if flags.contains(.comment) { while try headerByte() != 0 {} }
    if flags.contains(.headerChecksum) {
      let expected = UInt16(truncatingIfNeeded: input.checksum)
      let low = UInt16(try headerByte())
      guard low | UInt16(try headerByte()) << 8 == expected else {
        throw input.damage("the header does not match its checksum")
      }
    }
  }

  private mutating func readTrailer() throws(Failure) {
    guard try trailerWord() == inflater.checksum else {
      throw input.damage("the content does not match its CRC-32")
    }
    guard try trailerWord() == inflater.byteCount else {
      throw input.damage("the content does not have the length the trailer states")
    }
  }

  private mutating func trailerWord() throws(Failure) -> UInt32 {
    var word: UInt32 = 0
    for shift in [0, 8, 16, 24] as [UInt32] { word |= UInt32(try headerByte()) << shift }
    return word
  }

  private mutating func headerByte() throws(Failure) -> UInt8 {
    guard let byte = try input.next() else { throw input.damage(Self.cut) }
    return byte
  }

  private static let cut = "the file is cut off inside a member"
}
