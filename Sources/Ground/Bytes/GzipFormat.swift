/// The numbers of RFC 1952, the gzip file format.
enum GzipFormat {
  /// The first two bytes of every member.
  static let magic: (UInt8, UInt8) = (0x1F, 0x8B)
  /// The only compression method ever defined.
  static let deflate: UInt8 = 8
  /// The operating system byte for Unix; fixed, so that equal contents give equal files.
  static let unix: UInt8 = 3
  /// Raw deflate in zlib's coding of the window size: the largest, without header or trailer.
  static let rawWindowBits: Int32 = -15
  /// A header without flags, time, name or hint at the level.
  static let header: [UInt8] = [magic.0, magic.1, deflate, 0, 0, 0, 0, 0, 0, unix]
  /// An empty block of fixed codes that is marked as the last one (RFC 1951, section 3.2.3).
  static let lastBlock: [UInt8] = [3, 0]

  /// A number of the trailer, the lowest byte first.
  static func bytes(of word: UInt32) -> [UInt8] {
    [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: word >> $0) }
  }

  /// The flag bits of a header.
  struct Flags: OptionSet {
    let rawValue: UInt8
    static let headerChecksum = Flags(rawValue: 1 << 1)
    static let extra = Flags(rawValue: 1 << 2)
    static let name = Flags(rawValue: 1 << 3)
    static let comment = Flags(rawValue: 1 << 4)
    /// Section 2.3.1.2: a reader must give an error when one of these is set.
    static let reserved = Flags(rawValue: 0b1110_0000)
  }
}
