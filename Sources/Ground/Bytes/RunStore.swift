public import Diagnostics

#if canImport(Glibc)
import Glibc
#endif

/// The output folder of a pipeline, held by one run at a time.
///
/// ```
/// <folder>/.lock                     who holds the folder, by a lock of the system
/// <folder>/<id>/…                    finished runs
/// <folder>/<id>.partial/…            at most one unfinished run
/// <folder>/latest → <id>             always a finished run, once there is one
/// <folder>/history.ndjson            a line for each run
/// ```
///
/// Whatever moment a process is killed at, `latest` names a finished run, and the next run cleans
/// up.
public final class RunStore: Sendable {
  /// The path of the folder.
  public var path: String { folder.path }

  let folder: Folder
  private let lock: Int32

  private static let latestName = "latest"
  private static let historyName = "history.ndjson"
  private static let partialSuffix = ".partial"
  private static let newPrefix = ".new."
  private static let temporaryPrefixes = [".latest.", newPrefix]

  /// Takes hold of an output folder, which is made if it is missing, and removes what a killed
  /// run left behind.
  ///
  /// - Throws: `output-locked` when another run holds it; `output-unwritable`.
  public init(path: String) throws(Failure) {
    let folder = try Folder.make(path: path)
    let file = try folder.openFile(".lock", O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC)
    let lock = try Self.hold(file)
    self.folder = folder
    self.lock = lock
    try sweep()
  }

  /// The lock dies with its descriptor, and so with the process, however that ends.
  deinit { _ = close(lock) }

  /// The folder of a finished run with this identifier, if there is one.
  public func existing(_ id: String) -> String? {
    folder.kind(of: id) == .folder ? folder.pathOf(id) : nil
  }

  /// The identifiers of the finished runs, in the order of their bytes.
  public var runs: [String] {
    (folder.entries() ?? []).compactMap { entry in
      guard let entry, entry.kind == .folder, OutputName.isAllowed(entry.name) else { return nil }
      return entry.name
    }
  }

  /// Removes a finished run, but never the one that `latest` names.
  ///
  /// It takes the name of an unfinished run first: killed half-way, the next run cleans up.
  ///
  /// - Throws: `output-unwritable`.
  public func remove(_ id: String) throws(Failure) {
    guard existing(id) != nil, id != latest else {
      throw Failure(.outputUnwritable, "the run is not there or the latest", file: path + "/" + id)
    }
    let partial = id + Self.partialSuffix
    try folder.rename(id, to: partial)
    try folder.remove(partial)
    try folder.sync()
  }

  /// The identifier of the run `latest` names, if there is one.
  public var latest: String? { folder.target(of: Self.latestName) }

  /// Begins a run that nobody sees until it is published.
  ///
  /// - Throws: `output-unwritable`, also for an identifier that is not made of letters, digits,
  ///   `.`, `_` and `-`.
  public func begin(_ id: String) throws(Failure) -> RunDirectory {
    guard OutputName.isAllowed(id), id != Self.latestName, id != Self.historyName,
      !id.hasSuffix(Self.partialSuffix)
    else {
      throw Failure(.outputUnwritable, "the name of the run is not allowed", file: path)
    }
    let partial = id + Self.partialSuffix
    let made = try folder.makeFolder(partial)
    return RunDirectory(store: self, folder: made, id: id, partial: partial)
  }

  /// Makes `latest` name a run, without a moment in which it names none.
  ///
  /// - Throws: `output-unwritable`.
  public func makeLatest(_ id: String) throws(Failure) {
    if latest == id { return }
    let temporary = ".latest.\(id)"
    try folder.remove(temporary)
    try folder.link(temporary, to: id)
    try folder.rename(temporary, to: Self.latestName)
    try folder.sync()
  }

  /// Adds a line to `history.ndjson`, unless that very line is there already.
  ///
  /// A run that is repeated after a crash therefore leaves one line. The file is replaced as a
  /// whole, so that no reader ever sees half a line.
  ///
  /// - Parameter line: the bytes without a newline.
  /// - Throws: `output-unwritable`; `input-unreadable` when the history cannot be read.
  public func appendHistory(_ line: [UInt8]) throws(Failure) {
    precondition(!line.contains(0x0A))
    var history: [UInt8] = []
    if folder.kind(of: Self.historyName) != nil {
      let file = try InputFile(path: folder.pathOf(Self.historyName))
      var reader = PieceReader(file, mode: .whole(limit: 256 << 20))
      while let piece = try reader.next() { history += piece.withView { $0.array } }
    }
    if history.split(separator: 0x0A).contains(where: { $0.elementsEqual(line) }) { return }
    if let last = history.last, last != 0x0A { history.append(0x0A) }
    history += line + [0x0A]
    try replace(Self.historyName) { file throws(Failure) in try file.write(history) }
  }

  /// Writes a file beside the runs, in place of the one that was there, in one step.
  ///
  /// - Parameters:
  ///   - name: the file's name.
  ///   - write: writes its content.
  /// - Throws: `output-unwritable`, and what `write` throws; the old file stays then.
  public func replace(
    _ name: String, _ write: (inout OutputFile) throws(Failure) -> Void
  ) throws(Failure) {
    let temporary = Self.newPrefix + name
    try folder.remove(temporary)
    var file = OutputFile(try folder.createFile(temporary), pending: PendingFiles())
    try write(&file)
    _ = try file.finish()
    try folder.rename(temporary, to: name)
    try folder.sync()
  }

  private static func hold(_ file: consuming OwnedDescriptor) throws(Failure) -> Int32 {
    guard SystemCall.retrying({ flock(file.number, LOCK_EX | LOCK_NB) }) == 0 else {
      if errno != EWOULDBLOCK { throw Failure.unwritable("cannot lock", file.name) }
      throw Failure(
        .outputLocked, "another run holds the output folder", file: file.name,
        help: "wait for it to end; nothing needs to be removed by hand")
    }
    var file = file
    return file.release()
  }

  private func sweep() throws(Failure) {
    for case let entry? in folder.entries() ?? [] {
      let isStale =
        entry.name.hasSuffix(Self.partialSuffix)
        || Self.temporaryPrefixes.contains { entry.name.hasPrefix($0) }
      if isStale { try folder.remove(entry.name) }
    }
  }
}

/// Which names outputs may have.
enum OutputName {
  /// Letters, digits, `.`, `_` and `-`, not beginning with a `.`, at most 128 bytes.
  static func isAllowed(_ name: String) -> Bool {
    guard 1...128 ~= name.utf8.count, name.utf8.first != UInt8(ascii: ".") else { return false }
    return name.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        true
      default: ".-_".utf8.contains(byte)
      }
    }
  }
}
