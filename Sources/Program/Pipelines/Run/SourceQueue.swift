import Bytes
import Diagnostics
import Read

/// The pieces of many files, handed out to whichever thread asks next.
///
/// Every thread that asks does what is most useful at that moment, and nothing is done under the
/// lock: it digests, reads a stretch of a plain file, inflates the next piece of a gzip file, or
/// opens the next file. What it read it gets itself, still in its cache; only when another thread
/// has nothing to do is a piece passed on, and the one that inflates goes on inflating. So two
/// threads on one gzip file are an inflater and a parser when parsing is quick, and take turns when
/// it is slow; and on many files each has its own.
///
/// Pieces have the same bounds and indices at any number of threads.
final class SourceQueue: Sendable {
  /// One file to read.
  struct File: Sendable {
    var path: String
    var name: String
  }

  /// A piece, and where it comes from.
  struct Item: Sendable {
    /// The file, as a place in the list.
    var file: Int
    var layout: StripeFileLayout
    var piece: Piece
  }

  private enum Task: Sendable {
    case stop
    case deliver(Item)
    case work(SourceState.Task, file: Int)
  }

  fileprivate struct State: Sendable {
    var files: [SourceState]
    /// All files before this one are settled.
    var start = 0
    /// Pieces passed on to threads that wait.
    var ready: [Item] = []
    /// How many more of them there may be than threads that wait: with one, a thread that is busy
    /// for a moment does not make the decoder move to its core.
    let spare: Int
    var faults: [Fault] = []
  }

  fileprivate struct Fault: Sendable {
    var file: Int
    /// The piece, so that of several failures the first in the file is told, not in time.
    var index: Int
    var failure: Failure
  }

  private let files: [File]
  private let limits: ReadLimits
  private let codec: GzipCodec
  /// How many files are read at the same time.
  private let openLimit: Int
  /// How many parts of a file may wait to be digested.
  private let window: Int
  private let state: Monitor<State>

  /// Prepares to read files for a number of threads that will ask; nothing is opened yet.
  ///
  /// - Parameters:
  ///   - files: what to read.
  ///   - width: how many threads will ask.
  ///   - limits: what a file may ask for.
  ///   - codec: what inflates gzip.
  ///   - isDigested: whether the receipts shall have the files' digests.
  init(
    _ files: [File], width: Int, limits: ReadLimits = ReadLimits(),
    codec: GzipCodec = .preferred, isDigested: Bool = true
  ) {
    self.files = files
    self.limits = limits
    self.codec = codec
    openLimit = width + 1
    window = width * 2 + 6
    state = Monitor(
      State(
        files: Array(repeating: SourceState(isDigested: isDigested), count: files.count),
        spare: width > 1 ? 1 : 0))
  }

  /// The next piece of any file; waits for one, and answers nil when nothing is left to do.
  ///
  /// Nothing in a piece counts before ``receipts()`` has answered.
  func next() -> Item? {
    while true {
      switch state.wait(for: { nextTask(&$0) }) {
      case .stop: return nil
      case .deliver(let item): return item
      case .work(let task, let file):
        if let item = work(task, file) { return item }
      }
    }
  }

  /// What reading each file proved, in order; to be asked for when ``next()`` has answered nil to
  /// every thread.
  ///
  /// - Throws: of several failures that of the first file and its first piece: those of opening,
  ///   ``LinePieces`` and ``PieceReader``.
  func receipts() throws(Failure) -> [InputReceipt] {
    let (faults, receipts) = state.change { state, _ in
      (state.faults, state.files.map(\.receipt))
    }
    let first = faults.min { ($0.file, $0.index) < ($1.file, $1.index) }
    if let first { throw first.failure }
    let found = receipts.compactMap(\.self)
    precondition(found.count == files.count, "the queue was not drained")
    return found
  }

  /// Files before the first that failed are read to their ends: one of them may fail too.
  private func nextTask(_ state: inout State) -> Task? {
    if !state.ready.isEmpty { return .deliver(state.ready.removeFirst()) }
    while state.start < files.count, state.files[state.start].isSettled { state.start += 1 }
    let end = state.faults.map(\.file).min() ?? files.count
    if state.start >= end { return .stop }
    for file in state.start..<min(end, state.start + openLimit) {
      if let task = state.files[file].nextTask(window: window) { return .work(task, file: file) }
    }
    return nil
  }

  private func work(_ task: SourceState.Task, _ file: Int) -> Item? {
    switch task {
    case .open: return open(file)
    case .digest(let work):
      let running = work.done()
      state.change { state, _ in state.files[file].didDigest(running) }
      return nil
    case .read(let pieces, let index): return read(index, of: pieces, file)
    case .pull(let stream): return pull(stream, file)
    case .settle(let feed, let lane):
      attempt(file, index: .max) { () throws(Failure) in
        try settle(feed, lane, file)
      } then: {
        $0.files[file].didSettle($1)
      }
      return nil
    }
  }

  private func open(_ file: Int) -> Item? {
    let opening = attempt(file, index: 0) { () throws(Failure) in
      try SourceFeed.open(files[file], limits: limits, codec: codec)
    } then: {
      $0.files[file].opened($1)
    }
    return opening?.first.map { Item(file: file, layout: opening?.layout ?? .lines, piece: $0) }
  }

  private func read(_ index: Int, of pieces: LinePieces, _ file: Int) -> Item? {
    attempt(file, index: index) { () throws(Failure) in
      try pieces.read(index)
    } then: {
      $0.files[file].didRead($1, index: index)
    }?
    .piece.map { Item(file: file, layout: .lines, piece: $0) }
  }

  /// Reads on in a stream for as long as there are others to parse what comes out.
  private func pull(_ stream: SourceStream, _ file: Int) -> Item? {
    while true {
      let result = Result { () throws(Failure) in try stream.next() }
      let (item, goesOn) = state.change { state, waiting in
        state.take(result, of: file, waiting: waiting, window: window)
      }
      if !goesOn { return item }
    }
  }

  private func settle(
    _ feed: SourceFeed, _ lane: DigestLane, _ file: Int
  ) throws(Failure) -> InputReceipt {
    precondition(lane.isIdle, "the digest is not finished")
    if !lane.isTorn {
      switch feed {
      case .stretches(let pieces):
        return try pieces.receipt(with: lane.digest, byteCount: lane.byteCount)
      case .stream(let stream):
        if let receipt = stream.receipt(with: lane.digest) { return receipt }
      }
    }
    throw Failure(
      .inputChanged, "the file was written to while it was read", file: files[file].name,
      help: "wait for the export to finish, then run again")
  }

  /// Does something without the lock and takes the result, or the failure, over with it.
  @discardableResult
  private func attempt<Result: Sendable>(
    _ file: Int, index: Int, _ body: () throws(Failure) -> Result,
    then use: (inout State, Result) -> Void
  ) -> Result? {
    do throws(Failure) {
      let result = try body()
      state.change { state, _ in use(&state, result) }
      return result
    } catch {
      state.change { state, _ in
        state.faults.append(Fault(file: file, index: index, failure: error))
      }
      return nil
    }
  }
}

extension SourceQueue.State {
  /// Takes over one piece of a stream: it goes to a thread that waits, if there is one.
  fileprivate mutating func take(
    _ result: Result<SourceStream.Pull, Failure>, of file: Int, waiting: Int, window: Int
  ) -> (item: SourceQueue.Item?, goesOn: Bool) {
    switch result {
    case .failure(let failure):
      faults.append(.init(file: file, index: 0, failure: failure))
      return (nil, false)
    case .success(let pull):
      let item = pull.piece.map {
        SourceQueue.Item(file: file, layout: files[file].layout, piece: $0)
      }
      let isWanted = item != nil && waiting + spare > ready.count
      let goesOn = isWanted && files[file].hasRoom(window: window)
      files[file].didPull(pull, goesOn: goesOn)
      guard let item, goesOn else { return (item, false) }
      ready.append(item)
      return (nil, true)
    }
  }
}
