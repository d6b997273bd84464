import Bytes
import Foundation
import TestSupport

/// The text of a file that a run published, decompressed if need be.
func published(_ file: URL) throws -> String {
  var reader = PieceReader(try InputFile(path: file.path))
  var text = Data()
  while let piece = try reader.next() { text.append(contentsOf: piece.withView { $0.array }) }
  return String(decoding: text, as: UTF8.self)
}
