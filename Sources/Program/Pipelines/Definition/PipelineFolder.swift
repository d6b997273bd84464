import Bytes
import Diagnostics

#if canImport(Glibc)
import Glibc
#endif

/// The folder that all paths of a pipeline start at, and the rule that they stay in it.
///
/// It is the folder of the pipeline file, or that folder's parent. A path names folders and a file
/// below it: no `..`, no leading `/`, no control character. `--allow-outside` lifts the first two.
public struct PipelineFolder: Hashable, Sendable {
  /// The folder as a path from the working directory, which itself is `.`.
  public let path: String
  /// Whether paths may lead out of it.
  public let allowsOutside: Bool

  /// The root of a pipeline file.
  ///
  /// - Parameters:
  ///   - file: the pipeline file's path.
  ///   - root: the attribute `root`: `.` or `..`.
  ///   - allowsOutside: whether paths may lead out of it.
  public init(of file: String, root: String = ".", allowsOutside: Bool = false) {
    let own = Self.parent(of: file)
    let folder = root == ".." ? Self.parentFolder(of: own) : own
    path = folder.isEmpty ? "." : folder
    self.allowsOutside = allowsOutside
  }

  /// A path of the pipeline as a path from the working directory.
  public func resolved(_ path: String) -> String {
    guard self.path != ".", !path.utf8.starts(with: "/".utf8) else { return path }
    return self.path.utf8.last == slash ? self.path + path : self.path + "/" + path
  }

  /// What is wrong with a path, if anything is.
  func fault(in path: String) -> (message: String, help: String)? {
    if path.utf8.isEmpty { return ("a path is empty", "name a file below the root") }
    if path.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
      return (
        "a path holds a control character", "paths end up in logs and SQL comments: rename the file"
      )
    }
    if allowsOutside { return nil }
    if path.utf8.first == slash {
      return (
        "the path “\(path)” is absolute",
        "paths start at the root of the pipeline; --allow-outside lifts this"
      )
    }
    let names = path.utf8.split(separator: slash, omittingEmptySubsequences: false)
    if names.contains(where: { $0.elementsEqual("..".utf8) }) {
      return (
        "the path “\(path)” leaves the root",
        "write root=\"..\" on <pipeline> to start at the parent folder, or use --allow-outside"
      )
    }
    if names.contains(where: { $0.isEmpty || $0.elementsEqual(".".utf8) }) {
      return ("the path “\(path)” has an empty name or a “.” in it", "write it without")
    }
    return nil
  }

  /// Reads a whole file below the root, through real folders and no symbolic links.
  ///
  /// - Throws: `input-missing` or `input-unreadable`, without a place.
  func read(_ path: String) throws(Failure) -> [UInt8] {
    guard !allowsOutside else { return try WholeFile.read(resolved(path)) }
    return try WholeFile.read(path, below: self.path)
  }

  private static func parent(of path: String) -> String {
    guard let cut = path.utf8.lastIndex(of: slash) else { return "" }
    return cut == path.utf8.startIndex ? "/" : String(path[..<cut])
  }

  private static func parentFolder(of folder: String) -> String {
    let last = folder.utf8.split(separator: slash).last.map { String($0) ?? "" } ?? ""
    switch last {
    case "" where folder.utf8.first == slash: return "/"
    case "", ".": return folder.isEmpty ? ".." : folder + "/.."
    case "..": return folder + "/.."
    default: return parent(of: folder)
    }
  }
}

private let slash = UInt8(ascii: "/")

/// Reads a short regular file at once: a definition, or the rules of a time zone.
///
/// Of a file that is longer than ``PipelineLimits/textByteCount`` it gives more bytes than that,
/// if not all of them: whoever takes the text refuses it. Exports and tables are read by a
/// `PieceReader`, which does so itself.
enum WholeFile {
  /// Reads the file at a path from the working directory, symbolic links followed.
  static func read(_ path: String) throws(Failure) -> [UInt8] {
    let file = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    return try contents(of: file, path)
  }

  /// Reads the file at a path below a folder; no symbolic link is followed on the way.
  static func read(_ path: String, below folder: String) throws(Failure) -> [UInt8] {
    var current = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    let names = path.utf8.split(separator: slash).map { String(decoding: $0, as: UTF8.self) }
    for (index, name) in names.enumerated() where current >= 0 {
      let kind = index == names.count - 1 ? O_NONBLOCK : O_DIRECTORY
      let next = unsafe openat(current, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | kind)
      let reason = errno
      close(current)
      errno = reason
      current = next
    }
    return try contents(of: current, path)
  }

  private static func contents(of file: Int32, _ path: String) throws(Failure) -> [UInt8] {
    guard file >= 0 else { throw failure(path, errno) }
    defer { close(file) }
    var status = stat()
    guard unsafe fstat(file, &status) == 0 else { throw failure(path, errno) }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw Failure(
        .inputUnreadable, "“\(path)” is not a regular file",
        help: "name a file; folders, pipes and devices are not read")
    }
    var bytes: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 64 * 1024)
    while bytes.count <= PipelineLimits.textByteCount {
      let count = unsafe Glibc.read(file, &part, part.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw failure(path, errno) }
      guard count > 0 else { break }
      bytes.append(contentsOf: part[..<count])
    }
    return bytes
  }

  private static func failure(_ path: String, _ reason: Int32) -> Failure {
    switch reason {
    case ENOENT, ENOTDIR:
      Failure(
        .inputMissing, "there is no file “\(path)”",
        help: "look for it with ls; a part is looked for below the root of its pipeline")
    case ELOOP:
      Failure(
        .inputUnreadable, "“\(path)” is a symbolic link",
        help: "only --allow-outside follows links")
    default:
      Failure(
        .inputUnreadable, "“\(path)” cannot be read: \(unsafe String(cString: strerror(reason)))",
        help: "ls -l shows whose it is")
    }
  }
}
