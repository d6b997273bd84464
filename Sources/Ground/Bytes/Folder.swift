import Diagnostics

#if canImport(Glibc)
import Glibc
#endif

/// An open folder; everything is done relative to it, so that nobody can move it away meanwhile.
final class Folder: Sendable {
  /// What a name in a folder stands for.
  enum Kind: Hashable, Sendable {
    case file
    case folder
    case link
    case other
  }

  /// A name in a folder.
  struct Entry: Hashable, Sendable {
    let name: String
    let kind: Kind
  }

  /// No output is nested deeper, so what is was not made by us.
  static let depthLimit = 8

  /// The path shown to people.
  let path: String
  private let descriptor: Int32

  private init(descriptor: Int32, path: String) {
    self.descriptor = descriptor
    self.path = path
  }

  deinit { _ = close(descriptor) }

  /// Opens a folder by its path, or nil when there is none.
  static func open(path: String) -> Folder? {
    let number = SystemCall.retrying {
      unsafe Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    }
    return number < 0 ? nil : Folder(descriptor: number, path: path)
  }

  /// Makes a folder and those above it where they are missing, for their owner alone.
  static func make(path: String) throws(Failure) -> Folder {
    if let folder = open(path: path) { return folder }
    var end = path.utf8.startIndex
    repeat {
      let from = end == path.endIndex ? end : path.utf8.index(after: end)
      end = path.utf8[from...].firstIndex(of: UInt8(ascii: "/")) ?? path.endIndex
      let part = String(path[..<end])
      if unsafe mkdir(part, 0o700) == 0 {
        _ = unsafe chmod(part, 0o700)
      } else if errno != EEXIST {
        throw Failure.unwritable("cannot create the folder", part)
      }
    } while end != path.endIndex
    guard let folder = open(path: path) else {
      throw Failure.unwritable("cannot open the folder", path)
    }
    return folder
  }

  /// Opens a folder in this one, never through a link; nil when there is none.
  func folder(_ name: String) -> Folder? {
    let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
    let number = SystemCall.retrying { unsafe openat(descriptor, name, flags) }
    return number < 0 ? nil : Folder(descriptor: number, path: path + "/" + name)
  }

  /// Makes a folder in this one, which must not be there yet.
  func makeFolder(_ name: String) throws(Failure) -> Folder {
    guard unsafe mkdirat(descriptor, name, 0o700) == 0 else {
      throw Failure.unwritable("cannot create the folder", path + "/" + name)
    }
    // The mode of mkdir is narrowed by the umask; this one is not.
    guard unsafe fchmodat(descriptor, name, 0o700, 0) == 0, let made = folder(name) else {
      throw Failure.unwritable("cannot open the folder", path + "/" + name)
    }
    return made
  }

  /// Creates a file that must not be there yet, for its owner alone.
  func createFile(_ name: String) throws(Failure) -> OwnedDescriptor {
    try openFile(name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC)
  }

  /// Opens a file for writing, which is created when missing.
  func openFile(_ name: String, _ flags: Int32) throws(Failure) -> OwnedDescriptor {
    let number = SystemCall.retrying { unsafe openat(descriptor, name, flags, 0o600) }
    let file = OwnedDescriptor(number: number, name: path + "/" + name)
    guard number >= 0, fchmod(number, 0o600) == 0 else {
      throw Failure.unwritable("cannot create the file", path + "/" + name)
    }
    return file
  }

  /// The path by which an entry can be opened as an input.
  func pathOf(_ name: String) -> String { path + "/" + name }

  /// Brings the names in this folder to the disk.
  func sync() throws(Failure) {
    // A file system that cannot flush a folder says EINVAL; there is nothing more to ask of it.
    if SystemCall.retrying({ fsync(descriptor) }) == 0 || errno == EINVAL { return }
    throw Failure.unwritable("cannot flush the folder", path)
  }

  /// Brings the names in this folder and in all folders below it to the disk.
  func syncTree() throws(Failure) {
    var waiting = [self]
    while let folder = waiting.popLast() {
      for case let entry? in folder.entries() ?? [] where entry.kind == .folder {
        if let inner = folder.folder(entry.name) { waiting.append(inner) }
      }
      try folder.sync()
    }
  }

  /// Gives an entry another name, replacing what had it.
  func rename(_ old: String, to new: String) throws(Failure) {
    guard unsafe renameat(descriptor, old, descriptor, new) == 0 else {
      throw Failure.unwritable("cannot move into place", path + "/" + new)
    }
  }

  /// Makes a symbolic link.
  func link(_ name: String, to target: String) throws(Failure) {
    guard unsafe symlinkat(target, descriptor, name) == 0 else {
      throw Failure.unwritable("cannot link", path + "/" + name)
    }
  }

  /// Where a symbolic link points; nil when it is none.
  func target(of name: String) -> String? {
    var buffer = [CChar](repeating: 0, count: 4096)
    let count = unsafe readlinkat(descriptor, name, &buffer, buffer.count)
    guard count >= 0 else { return nil }
    return String(decoding: buffer[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  /// What an entry is, links not followed; nil when there is none.
  func kind(of name: String) -> Kind? {
    var status = stat()
    guard unsafe fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { return nil }
    return switch status.st_mode & S_IFMT {
    case S_IFREG: .file
    case S_IFDIR: .folder
    case S_IFLNK: .link
    default: .other
    }
  }

  /// The entries, sorted by the bytes of their names; nil when they cannot be listed.
  ///
  /// Names that are not UTF-8 are left to the caller as nil, since they cannot be spelled.
  func entries() -> [Entry?]? {
    let number = unsafe openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard number >= 0, let stream = unsafe fdopendir(number) else { return nil }
    defer { _ = unsafe closedir(stream) }
    var names: [String?] = []
    while let entry = unsafe readdir(stream) {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { tuple in
        unsafe String(
          validatingCString: UnsafeRawPointer(tuple).assumingMemoryBound(to: CChar.self))
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted { ($0 ?? "").utf8.lexicographicallyPrecedes(($1 ?? "").utf8) }
      .map { name in name.flatMap { Entry(name: $0, kind: kind(of: $0) ?? .other) } }
  }

  /// Removes an entry and all below it, links themselves and not what they point to.
  func remove(_ name: String, depth: Int = 0) throws(Failure) {
    if depth < Self.depthLimit, kind(of: name) == .folder, let inner = folder(name) {
      for case let entry? in inner.entries() ?? [] {
        try inner.remove(entry.name, depth: depth + 1)
      }
    }
    let flags = kind(of: name) == .folder ? AT_REMOVEDIR : 0
    guard unsafe unlinkat(descriptor, name, flags) == 0 || errno == ENOENT else {
      throw Failure.unwritable("cannot remove", path + "/" + name)
    }
  }

  /// The files below this folder as relative paths, sorted by their bytes.
  func files() -> [String] {
    var found: [String] = []
    var waiting: [(folder: Folder, prefix: String)] = [(self, "")]
    while let (folder, prefix) = waiting.popLast() {
      for case let entry? in folder.entries() ?? [] {
        if entry.kind == .folder, let inner = folder.folder(entry.name) {
          waiting.append((inner, prefix + entry.name + "/"))
        } else {
          found.append(prefix + entry.name)
        }
      }
    }
    return found.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }
}
