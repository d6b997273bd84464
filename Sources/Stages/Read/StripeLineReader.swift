import Bytes
public import JSON

/// The readers of JSON that one thread needs; they remember the shapes of events from piece to
/// piece, so keep it as long as there is something to read.
public struct StripeLineReader: ~Copyable {
  /// Reads everything, and has the last word.
  var strict: JSONReader
  /// Reads most lines: events of a shape that was met before.
  var shapes: JSONShapeReader

  /// Creates the readers.
  ///
  /// - Parameters:
  ///   - outline: what the receiver of an event looks at; the rest is checked all the same.
  ///   - limits: what one document may cost.
  public init(outline: JSONOutline = .everything, limits: JSONLimits = JSONLimits()) {
    strict = JSONReader(limits: limits)
    // How many endpoints still have to answer is not part of what an event says.
    shapes = JSONShapeReader(
      outline: outline.merging(Shape.outline), passingOver: "pending_webhooks", limits: limits)
  }
}
