import Bytes
import Diagnostics
import Normalize
import Reconciliation
import Revenue
import Synchronization

/// The packed facts of all threads, by part; beyond a limit they go to the disk.
final class SightStore: Sendable {
  /// One part's packed bytes, in memory or on the disk.
  private enum Chunk: Sendable {
    case memory([UInt8])
    case disk(ScratchFile.Extent)
  }

  private struct Shelf {
    var sights: [[Chunk]]
    var entries: [[Chunk]]
    var survey = StripeSurvey()
    var tainted: [[UInt8]] = []
    /// The words of each thread; empty until it has brought its facts.
    var books: [WordBook] = []
    /// What subscriptions refer to.
    var terms = TermsBook()
    var scratch: ScratchFile?

    init(partCount: Int) {
      sights = Array(repeating: [], count: partCount)
      entries = Array(repeating: [], count: partCount)
    }
  }

  /// Into which parts the facts are divided.
  let division: FactDivision
  /// How many bytes one thread may hold before they go to the disk.
  let limitPerThread: Int
  private let folder: String
  private let shelf: Mutex<Shelf>

  /// Creates an empty store.
  ///
  /// - Parameters:
  ///   - division: into which parts the facts are divided.
  ///   - limit: how many bytes may be in memory, whatever the number of threads.
  ///   - workers: the threads that share the limit.
  ///   - folder: a folder of the disk that takes the rest.
  init(_ division: FactDivision, limit: Int, workers: Workers, folder: String) {
    self.division = division
    shelf = Mutex(Shelf(partCount: division.count))
    limitPerThread = max(limit / workers.width, 1 << 12)
    self.folder = folder
  }

  /// A number for the words of one more thread.
  func addBook() -> Int {
    shelf.withLock { shelf in
      shelf.books.append(WordBook())
      return shelf.books.count - 1
    }
  }

  /// The words of all threads; all must have brought their facts.
  var words: Words { Words(shelf.withLock { $0.books }) }

  /// Takes a thread's facts to the disk if they are too many.
  func relieve(_ facts: inout StripeNormalizer) throws(Failure) {
    guard facts.packedByteCount > limitPerThread else { return }
    let scratch = try scratch()
    for (number, part) in facts.takeParts().enumerated() {
      let sights = try Self.write(part.sights, to: scratch)
      let entries = try Self.write(part.entries, to: scratch)
      shelf.withLock {
        $0.sights[number] += sights
        $0.entries[number] += entries
      }
    }
  }

  /// Takes over the rest of a thread's facts; it has read its last piece.
  ///
  /// - Parameters:
  ///   - facts: the thread's facts.
  ///   - number: the number of its words.
  func add(_ facts: inout StripeNormalizer, book number: Int) {
    let parts = facts.takeParts()
    let (survey, tainted, book) = (facts.survey, facts.tainted, facts.book)
    let terms = facts.terms
    shelf.withLock { shelf in
      shelf.terms.add(terms)
      shelf.books[number] = book
      for (number, part) in parts.enumerated() {
        shelf.sights[number] += part.sights.chunks.map { .memory($0) }
        shelf.entries[number] += part.entries.chunks.map { .memory($0) }
      }
      shelf.survey.add(survey)
      shelf.tainted += tainted
    }
  }

  /// What subscriptions refer to; all threads must have brought their facts.
  var terms: TermsBook { shelf.withLock { $0.terms } }

  /// What the records say about the export as a whole.
  var survey: StripeSurvey { shelf.withLock { $0.survey } }

  /// Ids of objects that a rejected record may have been about.
  var tainted: [[UInt8]] { shelf.withLock { $0.tainted } }

  /// Hands over the packed events of a part.
  func takeEntries(of part: Int) throws(Failure) -> [[UInt8]] {
    let (chunks, scratch) = shelf.withLock { shelf in
      defer { shelf.entries[part] = [] }
      return (shelf.entries[part], shelf.scratch)
    }
    return try Self.read(chunks, scratch)
  }

  /// The packed sights of a part; they stay, for the history of what turns out to differ.
  func sights(of part: Int) throws(Failure) -> [[UInt8]] {
    let (chunks, scratch) = shelf.withLock { ($0.sights[part], $0.scratch) }
    return try Self.read(chunks, scratch)
  }

  private static func write(
    _ packed: PackedChunks, to scratch: ScratchFile
  ) throws(Failure) -> [Chunk] {
    var written: [Chunk] = []
    for chunk in packed.chunks { written.append(.disk(try scratch.append(chunk))) }
    return written
  }

  private static func read(
    _ chunks: [Chunk], _ scratch: ScratchFile?
  ) throws(Failure) -> [[UInt8]] {
    var read: [[UInt8]] = []
    for chunk in chunks {
      switch chunk {
      case .memory(let bytes): read.append(bytes)
      case .disk(let extent): if let scratch { read.append(try scratch.read(extent)) }
      }
    }
    return read
  }

  private func scratch() throws(Failure) -> ScratchFile {
    let result: Result<ScratchFile, Failure> = shelf.withLock { shelf in
      if let scratch = shelf.scratch { return .success(scratch) }
      return Result { () throws(Failure) in
        let made = try ScratchFile(folder: folder)
        shelf.scratch = made
        return made
      }
    }
    return try result.get()
  }
}
