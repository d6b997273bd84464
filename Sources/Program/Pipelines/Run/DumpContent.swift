import Bytes
import Diagnostics
import Dumps
import Reconciliation
import Synchronization

/// The rows of one dump, to be looked at again in full.
///
/// A plain file is read once more where it lies, and only there; the content of a compressed one
/// and of a script was kept, because neither can be entered in the middle.
final class DumpContent: Sendable {
  private enum Bytes: Sendable {
    case onDisk(InputFile)
    case kept([DumpSource.Stretch])
  }

  /// What was read again last: rows are mostly asked for in the order of the file.
  fileprivate struct Window {
    var block: ByteBlock?
    var startByte: UInt64 = 0
    var failure: Failure?
  }

  /// How much is read at once, in bytes.
  private static let windowByteCount = 64 << 10

  let file: FileID
  private let bytes: Bytes
  private let source: DumpSource
  private let window = Mutex(Window())

  /// Remembers where the rows of a dump are.
  init(_ source: DumpSource) {
    file = source.file.id
    self.source = source
    bytes = source.canReadAgain ? .onDisk(source.input) : .kept(source.kept)
  }

  /// All values of one record as the database wrote them, in file order; nil for NULL.
  ///
  /// - Returns: the values; none when the file cannot be read again, which ``verify()`` tells.
  func cells(of origin: RecordOrigin) -> [[UInt8]?] {
    switch bytes {
    case .kept(let stretches):
      let end = origin.startByte + UInt64(origin.byteCount)
      let found = stretches.first { $0.startByte + UInt64($0.rows.count) >= end }
      return found.map { cells(of: origin, in: $0.block, $0.rows, startByte: $0.startByte) } ?? []
    case .onDisk(let input):
      return window.withLock { window in
        guard let block = window.bytes(around: origin, in: input, Self.windowByteCount) else {
          return []
        }
        return cells(of: origin, in: block, block.view, startByte: window.startByte)
      }
    }
  }

  /// Makes sure that what was read again is what was read before.
  ///
  /// - Throws: `input-unreadable`, or `input-changed` when somebody wrote to the file.
  func verify() throws(Failure) {
    if let failure = window.withLock({ $0.failure }) { throw failure }
    if case .onDisk(let input) = bytes { try input.verifyUnchanged() }
  }

  private func cells(
    of origin: RecordOrigin, in block: ByteBlock, _ view: ByteView, startByte: UInt64
  ) -> [[UInt8]?] {
    let start = Int(origin.startByte - startByte)
    let stretch = DumpSource.Stretch(
      block: block, rows: view[start..<start + Int(origin.byteCount)],
      startByte: origin.startByte, index: 0, isLast: true)
    var cells: [[UInt8]?] = []
    var log = DiagnosticLog()
    _ = source.read(stretch, log: &log) { row, _ in
      cells = (0..<row.columnCount).map { column in
        let cell = row.cell(column)
        return cell.isNull ? nil : cell.array
      }
    }
    return cells
  }
}

extension DumpContent.Window {
  /// Bytes that hold a whole record: those read last, or others.
  fileprivate mutating func bytes(
    around origin: RecordOrigin, in input: InputFile, _ byteCount: Int
  ) -> ByteBlock? {
    let end = origin.startByte + UInt64(origin.byteCount)
    if let block, origin.startByte >= startByte, end <= startByte + UInt64(block.view.count) {
      return block
    }
    do throws(Failure) {
      let read = try input.block(
        at: origin.startByte, byteCount: max(byteCount, Int(origin.byteCount)))
      guard read.view.count >= Int(origin.byteCount) else {
        throw Failure(.inputChanged, "the file became shorter", file: input.name)
      }
      (block, startByte) = (read, origin.startByte)
      return read
    } catch {
      failure = failure ?? error
      return nil
    }
  }
}
