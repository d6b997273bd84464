public import Bytes

/// What a cell needs to know of its format: a few bytes, copied with each row.
@safe @frozen @usableFromInline
struct CellStyle {
  @usableFromInline
  enum Null: UInt8 {
    case empty
    case token
    case keyword
    case never
  }

  @usableFromInline let escape: DumpFormat.Escape
  @usableFromInline let null: Null
  /// Zero when the format has no quote.
  @usableFromInline let quote: UInt8
  @usableFromInline let token: ByteView

  /// The style of a format whose token is kept alive by the caller.
  init(_ format: DumpFormat, token: ByteView) {
    escape = format.escape
    quote = format.quote ?? 0
    self.token = token
    switch format.nullRule {
    case .unquotedEmpty: null = .empty
    case .backslashN, .token: null = .token
    case .keyword: null = .keyword
    case .never, .unstated: null = .never
    }
  }

  /// The bytes that ``token`` must borrow.
  static func token(of format: DumpFormat) -> [UInt8] {
    switch format.nullRule {
    case .backslashN: Array("\\N".utf8)
    case .token(let bytes): bytes
    case .unquotedEmpty, .keyword, .never, .unstated: []
    }
  }

  @inlinable @inline(__always)
  func isNull(_ raw: ByteView) -> Bool {
    switch null {
    case .empty: raw.count == 0
    case .token: raw.count == token.count && isToken(raw)
    case .keyword: raw.count == 4 && isKeyword(raw)
    case .never: false
    }
  }

  @inlinable
  func isToken(_ raw: ByteView) -> Bool {
    for offset in 0..<raw.count where raw[offset] != token[offset] { return false }
    return true
  }

  @inlinable
  func isKeyword(_ raw: ByteView) -> Bool {
    raw[0] | 0x20 == UInt8(ascii: "n") && raw[1] | 0x20 == UInt8(ascii: "u")
      && raw[2] | 0x20 == UInt8(ascii: "l") && raw[3] | 0x20 == UInt8(ascii: "l")
  }
}
