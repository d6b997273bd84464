import Bytes
import Diagnostics
import Read
import Reconciliation

/// Reads a few records of the Stripe side where an index says that they stand.
///
/// A plain file is read there and nowhere else. One that is gzip is decompressed up to the last of
/// them, but nothing else in it is parsed.
struct ExcerptReader: Sendable {
  let files: [StripeInput.File]
  let workers: Workers

  /// The records, one piece each, in the order of their places.
  ///
  /// - Parameter origins: where they stand, by the places of the files; each file's in order.
  /// - Returns: the pieces, by file; `nil` when one of them is not there any more.
  /// - Throws: what reading a file throws.
  func pieces(_ origins: [[RecordOrigin]]) throws(Failure) -> [[Piece]]? {
    let read = workers.map(files.count) { place in
      Result { () throws(Failure) in try pieces(of: files[place], origins[place]) }
    }
    var all: [[Piece]] = []
    for (result, wanted) in zip(read, origins) {
      let pieces = try result.get()
      guard pieces.count == wanted.count else { return nil }
      all.append(pieces)
    }
    return all
  }

  private func pieces(
    of file: StripeInput.File, _ origins: [RecordOrigin]
  ) throws(Failure) -> [Piece] {
    guard !origins.isEmpty else { return [] }
    let input = try InputFile(path: file.path, name: file.name)
    let pieces =
      input.isGzip ? try inflated(input, origins) : try stretches(of: input, origins)
    try input.verifyUnchanged()
    return pieces
  }

  private func stretches(
    of input: InputFile, _ origins: [RecordOrigin]
  ) throws(Failure) -> [Piece] {
    var pieces: [Piece] = []
    for origin in origins {
      let block = try input.block(at: origin.startByte, byteCount: Int(origin.byteCount))
      guard block.view.count == Int(origin.byteCount) else { break }
      pieces.append(
        Piece(block: block, view: block.view, startByte: origin.startByte, index: pieces.count))
    }
    return pieces
  }

  /// A record that two pieces of the content share is not found.
  private func inflated(
    _ input: InputFile, _ origins: [RecordOrigin]
  ) throws(Failure) -> [Piece] {
    var reader = PieceReader(input, digesting: .nobody)
    var pieces: [Piece] = []
    while pieces.count < origins.count, let piece = try reader.next() {
      let end = piece.startByte + UInt64(piece.view.count)
      while pieces.count < origins.count {
        let origin = origins[pieces.count]
        guard origin.startByte < end else { break }
        guard origin.startByte >= piece.startByte,
          origin.startByte + UInt64(origin.byteCount) <= end
        else { return pieces }
        let start = Int(origin.startByte - piece.startByte)
        let copy = piece.withView { ByteBlock($0[start..<start + Int(origin.byteCount)].array) }
        pieces.append(
          Piece(block: copy, view: copy.view, startByte: origin.startByte, index: pieces.count))
      }
    }
    return pieces
  }
}
