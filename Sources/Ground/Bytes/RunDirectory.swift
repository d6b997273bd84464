public import Diagnostics

#if canImport(Glibc)
import Glibc
#endif

/// A run being written; it is removed again unless it is published.
public struct RunDirectory: ~Copyable {
  /// What publishing did.
  public enum Publication: Hashable, Sendable {
    /// The run is new.
    case published
    /// A finished run with the same identifier has the same contents and was kept.
    case alreadyThere
  }

  /// The identifier it will have.
  public let id: String

  private let store: RunStore
  private let folder: Folder
  private let partial: String
  private let pending = PendingFiles()

  init(store: RunStore, folder: Folder, id: String, partial: String) {
    self.store = store
    self.folder = folder
    self.id = id
    self.partial = partial
  }

  /// After publishing, nothing has this name any more and there is nothing to remove.
  deinit { try? store.folder.remove(partial) }

  /// Creates a file, and the folders above it within the run.
  ///
  /// - Parameter path: relative, for example `metrics/revenue.csv`; its parts are made of letters,
  ///   digits, `.`, `_` and `-`.
  /// - Returns: the file, which must be finished before the run is published.
  /// - Throws: `output-unwritable`, also when the file is there already.
  public func create(_ path: String) throws(Failure) -> OutputFile {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard parts.count <= Folder.depthLimit, parts.allSatisfy(OutputName.isAllowed),
      let name = parts.last
    else {
      throw Failure(.outputUnwritable, "the name of the output is not allowed", file: path)
    }
    var place = folder
    for part in parts.dropLast() {
      place = if let there = place.folder(part) { there } else { try place.makeFolder(part) }
    }
    return OutputFile(try place.createFile(name), pending: pending)
  }

  /// Gives a finished file another name in the same folder, one that follows from its contents.
  ///
  /// - Parameters:
  ///   - path: the file, as it was created.
  ///   - name: its new name, without folders.
  /// - Returns: the new path.
  /// - Throws: `output-unwritable`.
  public func rename(_ path: String, to name: String) throws(Failure) -> String {
    let parts = path.split(separator: "/").map(String.init)
    guard OutputName.isAllowed(name), let old = parts.last else {
      throw Failure(.outputUnwritable, "the name of the output is not allowed", file: name)
    }
    var place = folder
    for part in parts.dropLast() { place = place.folder(part) ?? place }
    try place.rename(old, to: name)
    return (parts.dropLast() + [name]).joined(separator: "/")
  }

  /// Makes the run visible under its identifier, and as `latest`.
  ///
  /// Equal inputs give equal runs, so a finished run of the same identifier must have the same
  /// contents, decompressed where they are gzip; it is then kept as it is.
  ///
  /// - Parameter volatile: the paths of files that may differ, such as measured times.
  /// - Returns: whether the run is new.
  /// - Throws: `output-unwritable`, also when a file was not finished; `output-conflict` when
  ///   there is a finished run of the same identifier with other contents.
  public consuming func publish(ignoring volatile: Set<String> = []) throws(Failure) -> Publication
  {
    guard pending.count == 0 else {
      throw Failure(
        .outputUnwritable, "\(pending.count) outputs were not finished", file: folder.path)
    }
    if let existing = store.folder.folder(id) {
      try Self.verify(folder, equals: existing, ignoring: volatile)
      try store.makeLatest(id)
      return .alreadyThere
    }
    try folder.syncTree()
    try store.folder.rename(partial, to: id)
    try store.folder.sync()
    try store.makeLatest(id)
    return .published
  }

  private static func verify(
    _ fresh: Folder, equals existing: Folder, ignoring volatile: Set<String>
  ) throws(Failure) {
    let paths = fresh.files().filter { !volatile.contains($0) }
    var differing = existing.files().filter { !volatile.contains($0) } == paths ? nil : "its files"
    for path in paths where differing == nil {
      let digests = (try digest(fresh.pathOf(path)), try digest(existing.pathOf(path)))
      if digests.0 != digests.1 { differing = path }
    }
    guard let differing else { return }
    throw Failure(
      .outputConflict, "a finished run of this name differs in \(differing)",
      file: existing.path,
      help: "the same inputs must give the same run; move the old run away to keep both")
  }

  /// The digest of what a file says: the compressor of the earlier run may have been another one.
  private static func digest(_ path: String) throws(Failure) -> Digest {
    let file = try InputFile(path: path)
    return try file.isGzip ? GzipReader.digest(of: file) : RawReader.digest(of: file)
  }
}
