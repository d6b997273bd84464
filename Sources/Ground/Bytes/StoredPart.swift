/// Some bytes of a file as they lie on the disk, with the memory that holds them.
///
/// The parts of a file follow each other without a gap; put together they are what its digest is
/// taken of.
public struct StoredPart: Sendable {
  private let block: ByteBlock
  private let view: ByteView
  /// Where the bytes begin in the file.
  public let startByte: UInt64

  init(_ block: ByteBlock, _ view: ByteView, startByte: UInt64) {
    self.block = block
    self.view = view
    self.startByte = startByte
  }

  /// Where the bytes end in the file.
  public var endByte: UInt64 { startByte + UInt64(view.count) }

  /// Adds the bytes to a digest.
  public func digest(into running: inout RunningDigest) {
    running.update(view)
    withExtendedLifetime(block) {}
  }
}
