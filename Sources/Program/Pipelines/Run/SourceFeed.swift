import Bytes
import Diagnostics
import Read
import Synchronization

/// An opened file of the Stripe side, as it will be read.
enum SourceFeed: Sendable {
  /// Plain lines: every thread may read a stretch of its own.
  case stretches(LinePieces)
  /// Anything else: one thread at a time gets the next piece.
  case stream(SourceStream)

  /// What the first look at a file found; the bytes that were looked at are not read again.
  struct Opening: Sendable {
    var feed: SourceFeed
    var layout: StripeFileLayout
    var first: Piece?
    var parts: [StoredPart]
  }

  /// The most bytes a file may have that must be in memory as a whole.
  private static let wholeLimit = 2 << 30
  /// How far the layout is looked for where the first line does not show it, in bytes.
  private static let longLook = 8 << 20

  /// Opens a file and looks at its first piece.
  static func open(
    _ file: SourceQueue.File, limits: ReadLimits, codec: GzipCodec
  ) throws(Failure) -> Opening {
    let input = try InputFile(path: file.path, name: file.name)
    let opening = try begin(input, limits: limits, codec: codec)
    guard let first = opening.first,
      try layout(of: input, first, limits: limits, codec: codec) == .documents
    else { return opening }
    let stream = SourceStream(
      PieceReader(input, mode: .whole(limit: wholeLimit), limits: limits, codec: codec))
    let pull = try stream.next()
    return Opening(feed: .stream(stream), layout: .documents, first: pull.piece, parts: [])
  }

  private static func begin(
    _ input: InputFile, limits: ReadLimits, codec: GzipCodec
  ) throws(Failure) -> Opening {
    if input.isGzip {
      let stream = SourceStream(
        PieceReader(input, limits: limits, digesting: .elsewhere, codec: codec))
      let pull = try stream.next()
      return Opening(
        feed: .stream(stream), layout: .lines, first: pull.piece, parts: pull.parts)
    }
    let pieces = LinePieces(input, limits: limits)
    var opening = Opening(feed: .stretches(pieces), layout: .lines, first: nil, parts: [])
    guard pieces.count > 0 else { return opening }
    let part = try pieces.read(0)
    opening.first = part.piece
    if let stored = part.stored { opening.parts = [stored] }
    return opening
  }

  /// A first line that is a whole value settles it; otherwise more of the file is looked at.
  private static func layout(
    of input: InputFile, _ first: Piece, limits: ReadLimits, codec: GzipCodec
  ) throws(Failure) -> StripeFileLayout {
    let isSettled = first.withView { view in
      let lineEnd = unsafe view.buffer.firstIndex(of: 0x0A) ?? view.count
      let opens = view.count > 0 && view[0] | 0x20 == UInt8(ascii: "{")
      return opens && StripeReader.layout(of: view[0..<lineEnd]) == .lines
    }
    if isSettled { return .lines }
    var limits = limits
    limits.pieceByteCount = max(limits.pieceByteCount, longLook)
    var reader = PieceReader(input, limits: limits, codec: codec)
    let piece = try reader.next()
    return piece.map { $0.withView { StripeReader.layout(of: $0) } } ?? .lines
  }
}

/// The pieces of a file that can only be read from its first byte to its last.
final class SourceStream: Sendable {
  /// What reading on came to: no piece at the end of the file.
  struct Pull: Sendable {
    var piece: Piece?
    /// The parts that were read on the way and have to be digested.
    var parts: [StoredPart]
  }

  private let reader: Mutex<PieceReader>

  init(_ reader: consuming sending PieceReader) { self.reader = Mutex(reader) }

  /// Reads the next piece; whoever owns the stream calls this, so nobody waits.
  func next() throws(Failure) -> Pull {
    let result: Result<Pull, Failure> = reader.withLock { reader in
      do throws(Failure) {
        let piece = try reader.next()
        return .success(Pull(piece: piece, parts: reader.takeParts()))
      } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }

  /// What was read, with the digest if it was taken elsewhere.
  func receipt(with digest: Digest?) -> InputReceipt? {
    reader.withLock { $0.receipt ?? $0.receipt(with: digest) }
  }
}
