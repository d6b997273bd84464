import Foundation

/// A set of worked cases that others made, where the machine has them: the folder `vectors` of the
/// one that `TRUEUP_SHARED` names.
public struct Vectors: Sendable {
  /// Whether the machine has any.
  public static let areThere: Bool = root != nil

  private static let root = ProcessInfo.processInfo.environment["TRUEUP_SHARED"]
    .map { URL(filePath: $0).appending(path: "vectors") }

  private let folder: URL

  /// The set of a name.
  public init(_ name: String) throws {
    struct Missing: Error {}
    guard let root = Self.root else { throw Missing() }
    folder = root.appending(path: name)
  }

  /// A file.
  private func data(_ path: String) throws -> Data {
    try Data(contentsOf: folder.appending(path: path))
  }

  /// The lines of a file.
  public func lines(_ path: String) throws -> [String] {
    try String(contentsOf: folder.appending(path: path), encoding: .utf8)
      .split(whereSeparator: \.isNewline).map(String.init)
  }

  /// The lines of a file without the first, which names the columns.
  public func rows(_ path: String) throws -> [String] { Array(try lines(path).dropFirst()) }

  /// The lines of a CSV file by the names of its columns.
  public func records(_ path: String) throws -> [[String: String]] {
    let lines = try lines(path).map { line in
      line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    guard let names = lines.first else { return [] }
    return lines.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(names, $0)) }
  }

  /// A file as JSON, its names written in camel case.
  public func decoded<Content: Decodable>(_ path: String, as type: Content.Type) throws -> Content {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(type, from: data(path))
  }

  /// A file as JSON.
  public func json(_ path: String) throws -> JSONFields {
    JSONFields(try JSONSerialization.jsonObject(with: data(path)))
  }
}

/// A JSON value as worked cases have them: what is not there is empty or nothing.
public struct JSONFields {
  /// The value as Foundation reads it.
  public let value: Any?

  /// Takes a value.
  public init(_ value: Any?) { self.value = value }

  /// A member.
  public subscript(name: String) -> JSONFields { JSONFields(members[name]) }
  /// All members.
  public var members: [String: Any] { value as? [String: Any] ?? [:] }
  /// The elements of an array.
  public var list: [JSONFields] { (value as? [Any] ?? []).map { JSONFields($0) } }
  /// Whether there is anything.
  public var isThere: Bool { value != nil && !(value is NSNull) }
  /// The text; nothing for any other value.
  public var optionalText: String? { value as? String }
  /// The text; empty for any other value.
  public var text: String { optionalText ?? "" }
  /// The whole number; 0 for any other value.
  public var number: Int64 { (value as? NSNumber)?.int64Value ?? 0 }
  /// The flag; false for any other value.
  public var flag: Bool { value as? Bool ?? false }
}
