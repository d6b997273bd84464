public import Diagnostics

#if canImport(Glibc)
import Glibc
#endif

/// A folder that is filled for the first time: nothing that is there is ever written over.
public struct NewFolder {
  /// Its path.
  public let path: String

  /// Makes a folder, or takes an empty one that is there.
  ///
  /// - Throws: `output-unwritable`, also when something is in it.
  public init(_ path: String) throws(Failure) {
    self.path = path
    if unsafe mkdir(path, 0o700) != 0 {
      guard errno == EEXIST, Self.isEmpty(path) else {
        throw Failure(
          .outputUnwritable, "“\(path)” cannot be made, or is not empty",
          help: "name a folder that is not there yet, in one that is")
      }
    }
  }

  /// Makes a folder within.
  ///
  /// - Throws: `output-unwritable`.
  public func folder(_ name: String) throws(Failure) -> NewFolder {
    try NewFolder(path + "/" + name)
  }

  /// Creates a file and lets a function write it.
  ///
  /// - Throws: `output-unwritable`.
  public func write(
    _ name: String, _ body: (DescriptorWriter) throws(Failure) -> Void
  ) throws(Failure) {
    let place = path + "/" + name
    let file = unsafe open(place, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw Failure(.outputUnwritable, "“\(place)” cannot be created") }
    do throws(Failure) {
      try body(DescriptorWriter(file, name: place))
    } catch {
      close(file)
      throw error
    }
    guard close(file) == 0 else {
      throw Failure(.outputUnwritable, "“\(place)” cannot be closed")
    }
  }

  /// Creates a file of the given bytes.
  public func write(_ name: String, _ bytes: [UInt8]) throws(Failure) {
    try write(name) { file throws(Failure) in
      var file = file
      try file.write(bytes)
    }
  }

  private static func isEmpty(_ path: String) -> Bool {
    guard let listing = unsafe opendir(path) else { return false }
    defer { unsafe closedir(listing) }
    var count = 0
    while unsafe readdir(listing) != nil { count += 1 }
    return count <= 2
  }
}
