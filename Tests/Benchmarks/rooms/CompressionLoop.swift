import Bytes
import Diagnostics

/// Compresses a file as reports are compressed.
struct CompressionLoop {
  let threads: Threads

  /// Reads a file and writes it compressed.
  func run(_ path: String, to output: DescriptorWriter) throws(Failure) {
    var pieces = PieceReader(try InputFile(path: path), digesting: .nobody)
    // A few blocks for each thread, so that none waits long for the last.
    var writer = GzipWriter(
      to: output, gathering: threads.width * 4, map: { threads.map($0, $1) })
    while let piece = try pieces.next() {
      try piece.withView { view throws(Failure) in try writer.write(view) }
    }
    _ = try writer.finish()
  }
}
