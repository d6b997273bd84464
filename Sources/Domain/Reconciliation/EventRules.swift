public import Billing

/// How far the application came with an event.
public enum EventProgress: String, Sendable, CaseIterable {
  /// It came in and waits.
  case received
  /// Somebody took it up and has not come back.
  case processing
  /// The application was done with it.
  case processed
  /// It failed and may be tried again.
  case failed
  /// It failed and nobody will try again.
  case dead
}

/// One status word of a ledger or of a dead-letter queue.
public struct EventStatusWord: Hashable, Sendable {
  /// The word as stored.
  public var word: String
  /// What it means.
  public var progress: EventProgress

  /// Creates a word.
  public init(_ word: String, means progress: EventProgress) {
    self.word = word
    self.progress = progress
  }
}

/// How the application's ledger and dead-letter queue speak of events.
public struct EventRules: Hashable, Sendable {
  /// The status words; an undeclared one says nothing.
  public var statuses: [EventStatusWord] = []
  /// How long an event may be in processing before it counts as stuck, in seconds.
  public var leaseSeconds: Int64 = 900
  /// After how many attempts nobody tries again; `nil` when not stated.
  public var maximumAttempts: Int64?
  /// Whether the handlers may run an event twice without harm.
  public var isIdempotent = false

  /// Creates the defaults: no words, a lease of fifteen minutes.
  public init() {}

  /// The word of an event that waits to be taken up; `nil` when none is declared.
  public var wordOfWaiting: String? { statuses.first { $0.progress == .received }?.word }

  /// What a status word means; `nil` for one that is not declared.
  public func progress(of word: String) -> EventProgress? {
    statuses.first { $0.word.utf8.elementsEqual(word.utf8) }?.progress
  }

  /// How far the application came, by what a row of a ledger says.
  ///
  /// - Parameters:
  ///   - word: the status word; `nil` when no column holds it.
  ///   - processedAt: when it was done: null while it is not, unknown when no column holds it.
  /// - Returns: the progress. A row that says nothing of it is one of an event that was processed:
  ///   that is what a plain ledger is for.
  public func progress(word: String?, processedAt: Cell) -> EventProgress {
    if let word, let declared = progress(of: word) { return declared }
    return processedAt.isNull ? .processing : .processed
  }

  /// How far the application came, by what a row of a dead-letter queue says.
  ///
  /// - Parameters:
  ///   - word: the status word; `nil` when no column holds it.
  ///   - attempts: how often it was tried; `nil` when not known.
  ///   - resolvedAt: when the failure was settled.
  /// - Returns: the progress; what was settled is processed.
  public func progress(word: String?, attempts: Int64?, resolvedAt: Cell) -> EventProgress {
    if resolvedAt.hasValue { return .processed }
    if let word, let declared = progress(of: word) { return declared }
    if let attempts, let maximumAttempts, attempts >= maximumAttempts { return .dead }
    return .failed
  }
}
