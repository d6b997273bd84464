public import Bytes
public import Diagnostics
public import JSON
public import Reconciliation

/// Reads the Stripe side: finds the events and objects in whatever they are wrapped up in.
///
/// Containers are recognised by content, never by a file's name. What is odd is noted with its
/// place and reason; a broken record never hides the next one.
public struct StripeReader: Sendable {
  /// What one document may cost.
  public var limits: JSONLimits

  /// Creates a reader with the given limits.
  public init(limits: JSONLimits = JSONLimits()) { self.limits = limits }

  /// Decides how the values of a file follow each other; see ``StripeFileLayout/init(of:limits:)``.
  public static func layout(of firstPiece: ByteView) -> StripeFileLayout {
    StripeFileLayout(of: firstPiece)
  }

  /// Reads one piece of a file: whole lines, or all of it for a file of documents.
  ///
  /// Records are numbered from one within the piece, in `visit` and in `log`: pieces may be read
  /// side by side, and the caller adds the ``ReadCount/recordCount`` of the pieces before, to the
  /// log through `DiagnosticLog.merge(_:recordBase:)`. `startByte` is the piece's place in the
  /// decompressed file, and positions are of that file. A record is valid only inside `visit`.
  /// The documents' limits are those of `reader`.
  public func read(
    _ piece: ByteView, startByte: UInt64, file: FileID, layout: StripeFileLayout,
    reader: inout StripeLineReader, log: inout DiagnosticLog, visit: (StripeRecord) -> Void
  ) -> ReadCount {
    var pass = StripePass(piece, startByte: startByte, file: file, limits: limits)
    swap(&pass.log, &log)
    let start = pass.skipStart()
    switch layout {
    case .lines: pass.readLines(from: start, reader: &reader, visit)
    case .documents: pass.readDocuments(from: start, reader: &reader.strict, visit)
    }
    swap(&pass.log, &log)
    return pass.count
  }
}
