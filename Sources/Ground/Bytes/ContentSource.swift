import Diagnostics

/// The content of a file, decompressed if it is gzip.
struct ContentSource: ~Copyable {
  private var plain: RawReader
  private var gzip: GzipReader?
  private let digesting: PieceReader.Digesting
  private var running = RunningDigest()
  private var parts: [StoredPart] = []

  init(
    _ file: InputFile, ratioLimit: Int, digesting: PieceReader.Digesting, codec: GzipCodec
  ) {
    precondition(file.isGzip || digesting != .elsewhere, "plain files are read by LinePieces")
    plain = RawReader(file)
    gzip = file.isGzip ? GzipReader(file, ratioLimit: ratioLimit, codec: codec) : nil
    self.digesting = digesting
  }

  /// How many bytes of the file as it lies on the disk were read.
  var byteCount: UInt64 {
    switch gzip {
    case .some(let gzip): gzip.byteCount
    case .none: plain.byteCount
    }
  }

  /// The digest of the file as far as it was read; nil when it is not taken here.
  var digest: Digest? { digesting == .here ? running.finish() : nil }

  var memberCount: Int {
    switch gzip {
    case .some(let gzip): gzip.memberCount
    case .none: 0
    }
  }

  /// Hands the parts over to whoever digests them.
  mutating func takeParts() -> [StoredPart] {
    defer { parts.removeAll(keepingCapacity: true) }
    return parts
  }

  /// Appends the next bytes; zero means the end.
  mutating func read(into buffer: inout ByteBuffer) throws(Failure) -> Int {
    try unsafe buffer.fill(atMost: RawReader.stepByteCount) { space throws(Failure) in
      if let count = try unsafe gzip?.read(into: space) {
        passOn()
        return count
      }
      let count = try unsafe plain.read(into: space)
      if digesting == .here {
        unsafe running.update(ByteView(UnsafeBufferPointer(rebasing: space[..<count])))
      }
      return count
    }
  }

  private mutating func passOn() {
    for part in gzip?.takeParts() ?? [] {
      switch digesting {
      case .here: part.digest(into: &running)
      case .elsewhere: parts.append(part)
      case .nobody: break
      }
    }
  }
}
