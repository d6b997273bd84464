/// What reading a piece of a file, or a whole one, came to.
///
/// Every record is counted once: ``recordCount`` is the sum of the delivered, the skipped and the
/// rejected.
public struct ReadCount: Hashable, Sendable {
  /// The records that were handed on.
  public var deliveredCount = 0
  /// The records that say nothing about any object, each with a remark.
  public var skippedCount = 0
  /// The records that do not count, each with a rejection.
  public var rejectedCount = 0
  /// The rejected records of which nobody can say what they were about.
  ///
  /// One of them is enough to doubt everything else that the input says.
  public var untrackedCount = 0
  /// Whether the last page of a list says that more pages follow; nil when there was no page.
  ///
  /// Pages that follow each other within a file make one list.
  public var lastPageHasMore: Bool?

  /// Creates a count of nothing.
  public init() {}

  /// The records that were read.
  public var recordCount: Int { deliveredCount + skippedCount + rejectedCount }

  /// Whether the input ends with a page that says that more follow: it is not whole.
  public var hasMore: Bool { lastPageHasMore ?? false }

  /// Adds the count of the piece that follows in the file.
  public mutating func add(_ next: ReadCount) {
    deliveredCount += next.deliveredCount
    skippedCount += next.skippedCount
    rejectedCount += next.rejectedCount
    untrackedCount += next.untrackedCount
    lastPageHasMore = next.lastPageHasMore ?? lastPageHasMore
  }
}
