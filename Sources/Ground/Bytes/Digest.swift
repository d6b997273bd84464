import CNettle

/// A SHA-256 digest: thirty-two bytes that stand for a content.
public struct Digest: Hashable, Sendable {
  /// The thirty-two bytes.
  public let bytes: [UInt8]

  fileprivate init(bytes: [UInt8]) { self.bytes = bytes }

  /// The digest of a content.
  public init(of content: ByteView) {
    var running = RunningDigest()
    running.update(content)
    self = running.finish()
  }

  /// The digest of a content.
  public init(of content: [UInt8]) {
    self = unsafe content.withUnsafeBufferPointer { unsafe Digest(of: ByteView($0)) }
  }

  /// The digest as sixty-four lower-case hexadecimal digits.
  public var hex: String {
    let digits = Array("0123456789abcdef".utf8)
    let text = bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    return String(decoding: text, as: UTF8.self)
  }

  /// The digest as forty-four characters of base64 (RFC 4648), as web pages name digests.
  public var base64: String {
    let length = (bytes.count + 2) / 3 * 4
    let text = unsafe [CChar](unsafeUninitializedCapacity: length) { buffer, count in
      if let start = buffer.baseAddress {
        unsafe nettle_base64_encode_raw(start, bytes.count, bytes)
      }
      count = length
    }
    return String(decoding: text.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}

/// A SHA-256 digest of a content that arrives in parts.
public struct RunningDigest: Sendable {
  private var state = sha256_ctx()

  /// Begins with no bytes.
  public init() { unsafe nettle_sha256_init(&state) }

  /// Adds the next bytes of the content.
  public mutating func update(_ part: ByteView) {
    unsafe nettle_sha256_update(&state, part.count, part.start)
  }

  /// The digest of everything added so far.
  public func finish() -> Digest {
    var state = state
    var bytes = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_SIZE))
    unsafe nettle_sha256_digest(&state, bytes.count, &bytes)
    return Digest(bytes: bytes)
  }
}

/// HMAC-SHA-256 under one key: digests that only the holder of the key can make or guess.
///
/// Plain digests of e-mail addresses can be found by trying all of them; these cannot.
public struct KeyedDigest: Sendable {
  private var state = hmac_sha256_ctx()

  /// Prepares a key of any length.
  public init(key: [UInt8]) { unsafe nettle_hmac_sha256_set_key(&state, key.count, key) }

  /// The keyed digest of a content.
  public func digest(of content: ByteView) -> Digest {
    var state = state
    var bytes = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_SIZE))
    unsafe nettle_hmac_sha256_update(&state, content.count, content.start)
    unsafe nettle_hmac_sha256_digest(&state, bytes.count, &bytes)
    return Digest(bytes: bytes)
  }

  /// The keyed digest of a content.
  public func digest(of content: [UInt8]) -> Digest {
    unsafe content.withUnsafeBufferPointer { unsafe digest(of: ByteView($0)) }
  }
}

/// A SHA3-256 digest: what the program of SQLite can compute.
public struct SHA3Digest: Hashable, Sendable {
  /// The digest as sixty-four lower-case hexadecimal digits.
  public let hex: String

  /// The digest of a content.
  public init(of content: [UInt8]) {
    var state = sha3_256_ctx()
    var bytes = [UInt8](repeating: 0, count: Int(SHA3_256_DIGEST_SIZE))
    unsafe nettle_sha3_256_init(&state)
    unsafe nettle_sha3_256_update(&state, content.count, content)
    unsafe nettle_sha3_256_digest(&state, bytes.count, &bytes)
    hex = Digest(bytes: bytes).hex
  }
}
