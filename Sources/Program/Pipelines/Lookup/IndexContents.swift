import Billing
import Bytes
import JSON
import Reconciliation

/// One block of an index: what one part of the objects, by the fingerprints of their ids, has.
struct IndexBlock: Hashable, Sendable {
  /// A fingerprint and the number of an object.
  static let nameByteCount = 12
  /// Where a record starts, its length, its number and its file.
  static let recordByteCount = 20

  var startByte: UInt64
  var nameCount: Int
  var objectCount: Int
  var recordCount: Int

  /// Where the objects' first records are told.
  var startsByte: UInt64 { startByte + UInt64(nameCount * Self.nameByteCount) }
  var recordsByte: UInt64 { startsByte + UInt64((objectCount + 1) * 4) }
  var endByte: UInt64 { recordsByte + UInt64(recordCount * Self.recordByteCount) }
}

/// A file as it was when a run read it: whoever writes to it leaves another stamp.
struct FileStamp: Hashable, Sendable {
  var name: String
  var byteCount: UInt64
  var modifiedNanoseconds: Int64
  var inode: UInt64

  init(_ file: InputFile) {
    name = file.name
    byteCount = file.byteCount
    modifiedNanoseconds = file.modifiedNanoseconds
    inode = file.inode
  }

  fileprivate init?(_ value: JSONValue) {
    guard let name = value["name"]?.string, let bytes = value["bytes"]?.integer,
      let modified = value["modified"]?.integer, let inode = value["inode"]?.string,
      let byteCount = UInt64(exactly: bytes), let number = UInt64(inode)
    else { return nil }
    self.name = name
    self.byteCount = byteCount
    modifiedNanoseconds = modified
    self.inode = number
  }
}

/// What an index says about itself and about the run that wrote it.
struct IndexContents: Hashable, Sendable {
  var toolVersion: String
  var planDigest: String
  var runID: String
  var asOf: String
  var stamps: [FileStamp]
  var coverage: [Coverage.Hole]
  var missingTables: [String]
  /// Types of which the application's ledger has at least one of the exported events.
  var recordedTypes: [String]
  /// Types that the application's endpoints are sent; empty when no endpoint is exported.
  var endpointTypes: [String]
  var blocks: [IndexBlock] = []

  /// Creates the contents of the index of a run.
  init(_ report: RunReport, stamps: [FileStamp]) {
    let evidence = report.evidence
    toolVersion = report.toolVersion
    planDigest = report.planDigest
    runID = report.runID
    asOf = evidence.definition.clock.asOf.iso
    self.stamps = stamps
    coverage = evidence.coverage.holes
    missingTables = evidence.coverage.missingTables
    recordedTypes = evidence.ledger.audit.recordedTypes.map { evidence.symbols.text($0) }
    endpointTypes = evidence.ledger.audit.endpointTypes.map { evidence.symbols.text($0) }
  }

  /// Whether all blocks lie before an end, one behind the other.
  func fits(_ byteCount: UInt64) -> Bool {
    var end: UInt64 = 0
    for block in blocks {
      guard block.startByte == end, block.endByte <= byteCount else { return false }
      end = block.endByte
    }
    return end == byteCount
  }

  /// Reads contents; `nil` when they are not of this format.
  init?(json bytes: ByteView) {
    var reader = JSONReader()
    guard reader.read(bytes) == nil, let contents = IndexContents(reader.root) else { return nil }
    self = contents
  }

  private init?(_ value: JSONValue) {
    func texts(_ list: JSONValue?) -> [String]? {
      list.map { $0.elements.compactMap(\.string) }
    }
    guard value["format"]?.integer == Int64(RunIndex.formatVersion),
      let tool = value["tool"]?.string, let plan = value["plan"]?.string,
      let run = value["run"]?.string, let asOf = value["as_of"]?.string,
      let missing = texts(value["missing_tables"]), let types = texts(value["recorded_types"]),
      let sent = texts(value["endpoint_types"]),
      let files = value["files"], let holes = value["holes"], let list = value["blocks"]
    else { return nil }
    (toolVersion, planDigest, runID, self.asOf) = (tool, plan, run, asOf)
    (missingTables, recordedTypes, endpointTypes) = (missing, types, sent)
    stamps = files.elements.compactMap { FileStamp($0) }
    coverage = holes.elements.compactMap { hole in
      guard let name = hole["name"]?.string, let message = hole["message"]?.string,
        let blocks = hole["blocks"]?.bool
      else { return nil }
      return Coverage.Hole(name: name, message: message, blocksVerdict: blocks)
    }
    var end: UInt64 = 0
    for element in list.elements {
      let counts = element.elements.compactMap(\.integer)
      guard counts.count == 3, counts.allSatisfy({ 0...Int64(UInt32.max) ~= $0 }) else {
        return nil
      }
      let block = IndexBlock(
        startByte: end, nameCount: Int(counts[0]), objectCount: Int(counts[1]),
        recordCount: Int(counts[2]))
      blocks.append(block)
      end = block.endByte
    }
  }

  /// The contents as one JSON object.
  var json: [UInt8] {
    var writer = JSONWriter()
    func member(_ name: StaticString, _ text: String) {
      writer.key(name)
      writer.string(text)
    }
    func list<Element>(_ name: StaticString, _ all: [Element], _ write: (Element) -> Void) {
      writer.key(name)
      writer.beginArray()
      for element in all { write(element) }
      writer.endArray()
    }
    writer.beginObject()
    writer.key("format")
    writer.integer(RunIndex.formatVersion)
    member("tool", toolVersion)
    member("plan", planDigest)
    member("run", runID)
    member("as_of", asOf)
    list("files", stamps) { stamp in
      writer.beginObject()
      member("name", stamp.name)
      writer.key("bytes")
      writer.integer(stamp.byteCount)
      writer.key("modified")
      writer.integer(stamp.modifiedNanoseconds)
      member("inode", String(stamp.inode))
      writer.endObject()
    }
    list("holes", coverage) { hole in
      writer.beginObject()
      member("name", hole.name)
      member("message", hole.message)
      writer.key("blocks")
      writer.bool(hole.blocksVerdict)
      writer.endObject()
    }
    list("missing_tables", missingTables) { writer.string($0) }
    list("recorded_types", recordedTypes) { writer.string($0) }
    list("endpoint_types", endpointTypes) { writer.string($0) }
    list("blocks", blocks) { block in
      writer.beginArray()
      for count in [block.nameCount, block.objectCount, block.recordCount] {
        writer.integer(count)
      }
      writer.endArray()
    }
    writer.endObject()
    return writer.bytes
  }
}
