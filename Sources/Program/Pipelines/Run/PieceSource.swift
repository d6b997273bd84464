import Bytes
import Diagnostics
import Read
import Synchronization

/// The pieces of one file, handed out to whichever thread asks next.
///
/// Reading and inflating happen under the lock: while one thread is at it the others parse.
final class PieceSource: Sendable {
  private struct State: ~Copyable {
    var reader: PieceReader
    var first: Piece?
  }

  /// The most bytes a file may have that must be in memory as a whole.
  private static let wholeLimit = 2 << 30

  let layout: StripeFileLayout
  private let state: Mutex<State>

  init(_ file: StripeInput.File) throws(Failure) {
    let input = try InputFile(path: file.path, name: file.name)
    var reader = PieceReader(input)
    var first = try reader.next()
    let layout = first.map { piece in piece.withView { StripeReader.layout(of: $0) } } ?? .lines
    if layout == .documents {
      reader = PieceReader(input, mode: .whole(limit: Self.wholeLimit))
      first = try reader.next()
    }
    self.layout = layout
    let start = first
    state = Mutex(State(reader: reader, first: start))
  }

  /// The next piece; nil when the file is read and proved whole.
  func next() throws(Failure) -> Piece? {
    let result: Result<Piece?, Failure> = state.withLock { state in
      if let first = state.first {
        state.first = nil
        return .success(first)
      }
      return Result { () throws(Failure) in try state.reader.next() }
    }
    return try result.get()
  }

  /// What reading proved; nil before the last piece was handed out.
  var receipt: InputReceipt? { state.withLock { $0.reader.receipt } }
}
