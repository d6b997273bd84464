/// Which status words give access, as another part of the application has it.
///
/// The pipeline's own statuses are the policy; this is a copy of it that somebody keeps elsewhere,
/// in a gate, a nightly job or a report.
public struct AccessPolicy: Hashable, Sendable {
  /// Whose it is, for example `nightly-sweep`.
  public var consumer: String
  /// The status words of the database that give access there.
  public var words: [String]

  /// Creates a policy.
  public init(consumer: String, words: [String]) {
    self.consumer = consumer
    self.words = words
  }

  /// Whether a status word gives access.
  public func givesAccess(_ word: String) -> Bool {
    words.contains { $0.utf8.elementsEqual(word.utf8) }
  }
}
