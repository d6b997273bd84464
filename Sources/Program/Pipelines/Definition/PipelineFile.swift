public import Bytes
public import Diagnostics
import XML

/// What the texts of a pipeline may not exceed.
public enum PipelineLimits {
  /// The most bytes of one text that are ever read; the XML reader refuses longer ones.
  public static let textByteCount = XMLLimits.byteCount
  /// The most parts one pipeline may include, counted as often as they are included.
  public static let includeCount = 64
  /// The most characters in a name, a pattern or a reason.
  public static let textLength = 1_000
}

/// A pipeline as it was written: every word of it with its place, and its includes in place.
///
/// It follows the schema, but what it says may still make no sense; ``PipelineResolver`` finds out.
public struct PipelineFile: Sendable {
  /// The element `pipeline`.
  public let root: PipelineElement
  /// Where its paths start.
  public let folder: PipelineFolder
  /// The texts it was made from, in the order they were read; the pipeline file itself first.
  public let texts: [String]
  /// The digest of all these texts.
  public let digest: Digest

  /// Reads a pipeline file and the parts it includes.
  ///
  /// - Parameters:
  ///   - path: the pipeline file.
  ///   - allowsOutside: whether paths may leave the root.
  /// - Returns: the pipeline as written.
  /// - Throws: `input-missing`, `input-unreadable`, what `XMLReader` and `XMLSchema` throw,
  ///   `pipeline-path` and `pipeline-include-…`.
  public static func read(
    _ path: String, allowsOutside: Bool = false
  ) throws(Failure) -> PipelineFile {
    let bytes = try WholeFile.read(path)
    return try PipelineFile(bytes, name: path, allowsOutside: allowsOutside) {
      folder, path throws(Failure) in try folder.read(path)
    }
  }

  /// Reads a pipeline from memory.
  ///
  /// - Parameters:
  ///   - bytes: the text.
  ///   - name: how messages call it, and what its root is taken from.
  ///   - allowsOutside: whether paths may leave the root.
  ///   - include: gives the text of a part by its path from the root.
  /// - Throws: as ``read(_:allowsOutside:)``, and what `include` throws.
  public init(
    _ bytes: [UInt8], name: String, allowsOutside: Bool = false,
    include: @escaping (PipelineFolder, String) throws(Failure) -> [UInt8]
  ) throws(Failure) {
    let document = try XMLDocument(bytes, name: name)
    let folder = PipelineFolder(
      of: name, root: document.root.attribute("root")?.value ?? ".", allowsOutside: allowsOutside)
    var includes = try PipelineIncludes(folder: folder, load: include)
    root = try includes.pipeline(document, bytes)
    self.folder = folder
    texts = includes.texts
    digest = includes.digest.finish()
  }

  private init(_ file: PipelineFile, root: PipelineElement) {
    self.root = root
    folder = file.folder
    texts = file.texts
    digest = file.digest
  }

  /// The pipeline as it would be with what another file says in place of what it says itself.
  ///
  /// - Parameter path: a part. A section of it stands for the pipeline's section of that name; a
  ///   `<status>`, `<policy>` or `<alias>` for the one of that word, consumer or price.
  /// - Returns: the altered pipeline; its digest is that of the one it is made from.
  /// - Throws: as ``read(_:allowsOutside:)``; `pipeline-include-root` for a file that is no part,
  ///   `pipeline-misplaced` for an element that stands for nothing.
  public func altered(by path: String) throws(Failure) -> PipelineFile {
    let bytes = try WholeFile.read(path)
    var includes = try PipelineIncludes(folder: folder) {
      folder, path throws(Failure) in try folder.read(path)
    }
    let part = try includes.part(try XMLDocument(bytes, name: path), bytes)
    return PipelineFile(self, root: try root.altered(by: part))
  }
}

/// The schema of pipeline files.
public enum PipelineSchema {
  /// The text of pipelines/trueup.rng, which the program carries inside.
  public static var bytes: [UInt8] { PackageResources.trueup_rng }
}

/// Puts the content of parts in the place of the includes that name them.
private struct PipelineIncludes {
  let folder: PipelineFolder
  let load: (PipelineFolder, String) throws(Failure) -> [UInt8]
  let schema: XMLSchema
  /// The parts being read, outermost first.
  var open: [String] = []
  var count = 0
  var texts: [String] = []
  var digest = RunningDigest()

  init(
    folder: PipelineFolder,
    load: @escaping (PipelineFolder, String) throws(Failure) -> [UInt8]
  ) throws(Failure) {
    self.folder = folder
    self.load = load
    schema = try XMLSchema(PipelineSchema.bytes, name: "trueup.rng")
  }

  mutating func pipeline(
    _ document: XMLDocument, _ bytes: [UInt8]
  ) throws(Failure) -> PipelineElement {
    try take(document, bytes)
    guard document.root.name == "pipeline" else {
      throw Failure(
        .pipelineIncludeRoot, "this is a part, not a pipeline", file: document.name,
        position: document.root.position, help: "run the pipeline that includes it")
    }
    return try expanded(document.root, in: document.name)
  }

  /// A part by itself, its includes in place.
  mutating func part(_ document: XMLDocument, _ bytes: [UInt8]) throws(Failure) -> PipelineElement {
    try take(document, bytes)
    guard document.root.name == "part" else {
      throw Failure(
        .pipelineIncludeRoot, "this is a pipeline, not a part", file: document.name,
        position: document.root.position,
        help:
          "put the sections that would be different into a file whose outermost element is <part>"
      )
    }
    return try expanded(document.root, in: document.name)
  }

  /// Validates a text and adds it to the digest, its length first so that no two lists agree.
  private mutating func take(_ document: XMLDocument, _ bytes: [UInt8]) throws(Failure) {
    try schema.validate(document)
    texts.append(document.name)
    for part in [Array("\(bytes.count)\n".utf8), bytes] {
      unsafe part.withUnsafeBufferPointer { unsafe digest.update(ByteView($0)) }
    }
  }

  /// Recursion is bounded by the depth of a document and the number of includes.
  private mutating func expanded(
    _ node: XMLElement, in file: String
  ) throws(Failure) -> PipelineElement {
    PipelineElement(
      name: node.name, attributes: node.attributes, children: try children(of: node, in: file),
      place: PipelinePlace(file: file, position: node.position))
  }

  private mutating func children(
    of node: XMLElement, in file: String
  ) throws(Failure) -> [PipelineElement] {
    var children: [PipelineElement] = []
    for child in node.children {
      if child.name == "include" {
        children += try included(child, in: file)
      } else {
        children.append(try expanded(child, in: file))
      }
    }
    return children
  }

  private mutating func included(
    _ node: XMLElement, in file: String
  ) throws(Failure) -> [PipelineElement] {
    guard let attribute = node.attribute("file") else { return [] }
    let path = attribute.value
    let place = PipelinePlace(file: file, position: attribute.position)
    if let fault = folder.fault(in: path) {
      throw place.failure(.pipelinePath, fault.message, help: fault.help)
    }
    guard !open.contains(path) else {
      throw place.failure(
        .pipelineIncludeCycle, "“\(path)” includes itself",
        help: "the way there: \((open + [path]).joined(separator: " → "))")
    }
    count += 1
    guard count <= PipelineLimits.includeCount else {
      throw place.failure(
        .pipelineIncludeCount, "more than \(PipelineLimits.includeCount) parts are included",
        help: "join parts; one may hold any number of elements")
    }
    let document = try part(path, at: place)
    open.append(path)
    defer { open.removeLast() }
    return try children(of: document.root, in: document.name)
  }

  private mutating func part(
    _ path: String, at place: PipelinePlace
  ) throws(Failure) -> XMLDocument {
    let bytes: [UInt8]
    do {
      bytes = try load(folder, path)
    } catch {
      throw place.failure(error.code, error.message, help: error.help)
    }
    let document = try XMLDocument(bytes, name: folder.resolved(path))
    try take(document, bytes)
    guard document.root.name == "part" else {
      throw place.failure(
        .pipelineIncludeRoot, "“\(path)” is a pipeline, not a part",
        help: "only a file whose outermost element is <part> can be included")
    }
    return document
  }
}
