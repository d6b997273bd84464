/// An index into the list of files a run has opened.
@frozen public struct FileID: Hashable, Comparable, Sendable {
  /// The position of the file in the run's ``SourceMap``, counted from zero.
  public var rawValue: UInt32

  /// Creates an identifier.
  @inlinable public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// Orders by position in the source map.
  @inlinable public static func < (one: FileID, other: FileID) -> Bool {
    one.rawValue < other.rawValue
  }
}

/// A stretch of bytes in one input file.
@frozen public struct SourceSpan: Hashable, Sendable {
  /// The first byte, counted from zero at the start of the decompressed file.
  public var startByte: UInt64
  /// The number of bytes covered; zero marks a point.
  public var byteCount: UInt32
  /// The input file.
  public var file: FileID

  /// Creates a span.
  @inlinable public init(file: FileID, startByte: UInt64, byteCount: UInt32) {
    self.startByte = startByte
    self.byteCount = byteCount
    self.file = file
  }
}

/// The names of the files a run has opened, in the order the plan lists them.
public struct SourceMap: Sendable {
  /// The names as they are shown to people: relative to the pipeline's root.
  public private(set) var names: [String]

  /// Creates a map of the given files.
  public init(names: [String] = []) { self.names = names }

  /// Adds one file and returns its identifier.
  public mutating func add(_ name: String) -> FileID {
    names.append(name)
    return FileID(rawValue: UInt32(names.count - 1))
  }

  /// The name of a file; `?` for an identifier that belongs to another map.
  public func name(of file: FileID) -> String {
    names.indices.contains(Int(file.rawValue)) ? names[Int(file.rawValue)] : "?"
  }
}
