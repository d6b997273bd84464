import Reconciliation

/// One record of the inputs, copied, so that a bundle may keep it.
struct CaseRecord {
  /// What a record is in: a source, a table or a cache, by its place in the pipeline.
  enum Origin: Hashable {
    case stripe(Int)
    case table(Int)
    case cache(Int)
  }

  /// What a record says.
  enum Content {
    /// An event or an object, as JSON; of an event that is only there for its time, nothing else
    /// is looked at.
    case stripe([UInt8], StripeRecord.Kind, isFrame: Bool)
    /// A row: a value for each column of the definition; nil for NULL.
    case row([[UInt8]?])
    /// A line of a cache's dump.
    case entry([UInt8])
  }

  let origin: Origin
  /// The place among the records of its origin.
  let number: Int
  let content: Content
}
