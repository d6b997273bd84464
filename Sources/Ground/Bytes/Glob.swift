public import Diagnostics

#if canImport(Glibc)
import Glibc
#endif

/// Finds the inputs a definition names, below one folder and nowhere else.
///
/// A text may be the name of a file, the name of a folder (all files below it), or a shell pattern
/// with `*`, `?`, `[…]` in its parts and `**` for any number of folders. Names that begin with a
/// `.` are found only when spelled. The result is sorted by the bytes of the paths, so it never
/// depends on the order a file system lists its names in.
public struct Glob: Sendable {
  /// The most files one text may stand for.
  public static let fileLimit = 100_000
  /// The deepest nesting of folders looked into.
  public static let depthLimit = 32

  /// The folder every path is relative to.
  public let root: String
  /// Whether links may lead out of the root.
  public let allowsEscape: Bool

  /// Creates a search below a folder.
  public init(root: String, allowsEscape: Bool = false) {
    self.root = root
    self.allowsEscape = allowsEscape
  }

  /// The files a text stands for, as paths relative to the root.
  ///
  /// A pattern that matches nothing gives an empty list, which is the caller's to judge.
  ///
  /// - Throws: `input-missing` when a plain name is not there or a matching link leads nowhere;
  ///   `input-path-refused` for an absolute path, a `..`, a control character, or a link that
  ///   leaves the root; `input-unreadable` for a folder that cannot be listed; `input-too-large`
  ///   for too many files.
  public func expand(_ text: String) throws(Failure) -> [String] {
    let parts = try parts(of: text)
    var walk = Walk(glob: self, base: try resolved("", shown: root) ?? root)
    if let plain = parts.firstIndex(where: { GlobPattern.isPattern($0) }) {
      try walk.run(from: parts[..<plain].joined(separator: "/"), parts: Array(parts[plain...]))
    } else {
      try walk.runPlain(parts.joined(separator: "/"))
    }
    return walk.found.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  private func parts(of text: String) throws(Failure) -> [String] {
    let hasControl = text.utf8.contains { $0 < 0x20 || $0 == 0x7F }
    let parts = text.split(separator: "/").map(String.init).filter { $0 != "." }
    guard !hasControl, !text.hasPrefix("/"), !text.isEmpty, !parts.contains("..") else {
      throw Failure(
        .inputPathRefused, "a path must be relative, without `..` or control characters",
        file: hasControl ? nil : text, help: "name inputs relative to the folder of the pipeline")
    }
    guard parts.count <= Self.depthLimit else {
      throw Failure(.inputPathRefused, "a path has more than \(Self.depthLimit) parts", file: text)
    }
    return parts
  }

  /// The path below the root with all links followed; nil when there is nothing.
  fileprivate func resolved(_ path: String, shown: String) throws(Failure) -> String? {
    let whole = path.isEmpty ? root : root + "/" + path
    if let real = unsafe realpath(whole, nil) {
      defer { unsafe free(real) }
      return unsafe String(cString: real)
    }
    if [ENOENT, ENOTDIR, ELOOP].contains(errno) { return nil }
    throw Failure(.inputUnreadable, SystemCall.lastError, file: shown)
  }
}

/// One search in progress.
private struct Walk {
  /// A folder to look into, and what of the pattern is left for it.
  struct Stop {
    var path: String
    var parts: ArraySlice<String>
    var depth: Int
  }

  let glob: Glob
  /// The root with all links followed.
  let base: String
  var found: Set<String> = []
  var waiting: [Stop] = []

  mutating func runPlain(_ path: String) throws(Failure) {
    guard try kind(of: path, isNamed: true) != .folder else {
      return try run(from: path, parts: ["**"])
    }
    try add(path)
  }

  mutating func run(from path: String, parts: [String]) throws(Failure) {
    if !path.isEmpty, try kind(of: path, isNamed: false) != .folder { return }
    waiting = [Stop(path: path, parts: parts[...], depth: 0)]
    while let stop = waiting.popLast() {
      guard stop.depth <= Glob.depthLimit else {
        throw Failure(.inputPathRefused, "folders are nested too deeply", file: stop.path)
      }
      try visit(stop)
    }
  }

  private mutating func visit(_ stop: Stop) throws(Failure) {
    guard let part = stop.parts.first else { return }
    let rest = stop.parts.dropFirst()
    let isAnyDepth = part == "**"
    if isAnyDepth, !rest.isEmpty {
      waiting.append(Stop(path: stop.path, parts: rest, depth: stop.depth))
    }
    let pattern = GlobPattern(isAnyDepth ? "*" : part)
    for entry in try entries(of: stop.path) where pattern.matches(entry.name) {
      let path = stop.path.isEmpty ? entry.name : stop.path + "/" + entry.name
      let isLink = entry.kind == .link
      let kind = isLink ? try kind(of: path, isNamed: rest.isEmpty) : entry.kind
      if kind == .folder {
        // A link to a folder is followed where it is matched, not while searching at any depth:
        // it may lead back to where the search came from.
        if isAnyDepth, isLink { continue }
        let left = isAnyDepth ? stop.parts : rest
        waiting.append(Stop(path: path, parts: left, depth: stop.depth + 1))
      } else if rest.isEmpty {
        // What is no file either, a pipe for example, is for the reader to refuse, by its name.
        try add(path)
      }
    }
  }

  private mutating func add(_ path: String) throws(Failure) {
    found.insert(path)
    guard found.count <= Glob.fileLimit else {
      throw Failure(.inputTooLarge, "a pattern stands for more than \(Glob.fileLimit) files")
    }
  }

  /// What a path leads to; links that lead out of the root are refused, not passed over.
  private func kind(of path: String, isNamed: Bool) throws(Failure) -> Folder.Kind {
    guard let real = try glob.resolved(path, shown: path) else {
      if !isNamed { return .other }
      throw Failure(
        .inputMissing, "there is no such file or folder", file: path,
        help: "put the export there, or correct the path, which starts at the root of the pipeline")
    }
    let isInside = base == "/" || real == base || real.hasPrefix(base + "/")
    guard isInside || glob.allowsEscape else {
      throw Failure(
        .inputPathRefused, "a link leads out of the root", file: path,
        help: "put the file itself there, or say --allow-outside")
    }
    if let folder = Folder.open(path: real) {
      return folder.kind(of: ".") ?? .folder
    }
    return errno == ENOTDIR ? .file : .other
  }

  private func entries(of path: String) throws(Failure) -> [Folder.Entry] {
    let whole = path.isEmpty ? base : base + "/" + path
    guard let entries = Folder.open(path: whole)?.entries() else {
      throw Failure(.inputUnreadable, "the folder cannot be listed", file: whole)
    }
    var spelled: [Folder.Entry] = []
    for entry in entries {
      guard let entry, !entry.name.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) else {
        throw Failure(
          .inputPathRefused, "a name in the folder is not printable UTF-8", file: whole)
      }
      spelled.append(entry)
    }
    return spelled
  }
}
