import Bytes
public import Diagnostics
public import Reconciliation

/// A simulated Stripe account and the application that listened to it, written as exports.
///
/// The same definition and size give the same bytes, on any number of threads.
public struct SimulationExport: Sendable {
  /// What was written.
  public struct Summary: Hashable, Sendable {
    /// Distinct events.
    public var events = 0
    /// Lines of the stream: some events are delivered twice.
    public var deliveries = 0
    /// Bytes of events, before compression.
    public var eventBytes = 0
    /// Faults that the truth lists.
    public var faults = 0
    /// The names of the tables that were written.
    public var tables: [String] = []
  }

  /// The most bytes of one compressed file of events, before compression.
  private static let fileByteCount = 256 << 20
  /// How many deliveries one thread writes at a time: a few megabytes.
  private static let deliveriesAtOnce = 1_024
  private static let accountsAtOnce = 4_096

  private let world: World
  private let workers: ParallelMap
  private let isCompressed: Bool

  /// Prepares an export.
  ///
  /// - Parameters:
  ///   - definition: the system whose tables the application keeps.
  ///   - size: how large the world is; it has no ``SimulationSize/fault``.
  ///   - jobs: how many threads work, one or more.
  ///   - isCompressed: whether files are gzipped.
  public init(
    of definition: SystemDefinition, size: SimulationSize, jobs: Int, isCompressed: Bool
  ) {
    world = World(definition, size)
    workers = ParallelMap(width: jobs)
    self.isCompressed = isCompressed
  }

  /// Whether rows can be made for tables in a role.
  public static func knows(_ role: TableRole) -> Bool { TableWriter.knows(role) }

  /// Whether entries can be made for a cache.
  public static func knows(_ cache: CacheDefinition) -> Bool { CacheWriter.knows(cache) }

  /// Writes everything into a folder that is not there yet, or empty.
  ///
  /// - Parameters:
  ///   - path: the folder.
  ///   - pipeline: the text of the pipeline file that reads the export.
  /// - Returns: what was written.
  /// - Throws: `output-unwritable`.
  public func write(to path: String, pipeline: [UInt8]) throws(Failure) -> Summary {
    let folder = try NewFolder(path)
    var summary = Summary(events: world.layout.size.events)
    try folder.write("pipeline.xml", pipeline)
    let stripe = try folder.folder("stripe")
    try writeEvents(to: stripe, &summary)
    try stripe.write("webhook_endpoints.json", Endpoint(world).list)
    try writeTables(to: try folder.folder("database"), &summary)
    if !world.caches.isEmpty { try writeCaches(to: try folder.folder("cache")) }
    try writeTruth(to: folder, &summary)
    try folder.write("README.txt", Array(GuideText(world, summary).text.utf8))
    return summary
  }

  // MARK: Events

  private func writeEvents(to folder: NewFolder, _ summary: inout Summary) throws(Failure) {
    let stream = DeliverySchedule(world).all(workers)
    summary.deliveries = stream.count
    guard isCompressed else {
      var written = 0
      try folder.write("events.ndjson") { file throws(Failure) in
        written = try writeEvents(stream[...], atMost: .max, to: file).byteCount
      }
      summary.eventBytes = written
      return
    }
    var rest = stream[...]
    var number = 1
    while !rest.isEmpty {
      let name = String(number + 10_000).dropFirst()
      try folder.write("events-\(name).ndjson.gz") { file throws(Failure) in
        let written = try writeEvents(rest, atMost: Self.fileByteCount, to: file)
        summary.eventBytes += written.byteCount
        rest = rest.dropFirst(written.count)
      }
      number += 1
    }
  }

  /// Writes deliveries until there are none left or the file is full.
  private func writeEvents(
    _ stream: ArraySlice<UInt64>, atMost limit: Int, to file: DescriptorWriter
  ) throws(Failure) -> (count: Int, byteCount: Int) {
    var file = file
    var written = (count: 0, byteCount: 0)
    while written.count < stream.count, written.byteCount < limit - (64 << 20) {
      let start = stream.startIndex + written.count
      let parts = min(workers.width * 2, (stream.endIndex - start - 1) / Self.deliveriesAtOnce + 1)
      let pieces = workers.map(parts) { part in
        let first = start + part * Self.deliveriesAtOnce
        return piece(stream[first..<min(stream.endIndex, first + Self.deliveriesAtOnce)])
      }
      for piece in pieces {
        try file.write(piece.bytes)
        written.byteCount += piece.byteCount
      }
      written.count += min(parts * Self.deliveriesAtOnce, stream.endIndex - start)
    }
    return written
  }

  private struct Piece: Sendable {
    var bytes: [UInt8]
    /// Before compression.
    var byteCount: Int
  }

  private func piece(_ stream: ArraySlice<UInt64>) -> Piece {
    var writer = EventWriter(world)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(stream.count * 4_096)
    for value in stream { writer.write(Delivery(rawValue: value), to: &bytes) }
    return packed(bytes)
  }

  /// Every piece is a gzip member of its own, so that pieces can be made side by side.
  private func packed(_ bytes: [UInt8]) -> Piece {
    Piece(bytes: isCompressed ? gzipped(bytes) : bytes, byteCount: bytes.count)
  }

  // MARK: Tables

  private func writeTables(to folder: NewFolder, _ summary: inout Summary) throws(Failure) {
    for table in world.definition.database.tables where Self.knows(table.role) {
      summary.tables.append(table.name)
      try folder.write(table.name + (isCompressed ? ".csv.gz" : ".csv")) { file throws(Failure) in
        var file = file
        let head = TableWriter(table, world).header
        if table.role == .plans {
          var writer = TableWriter(table, world)
          return try file.write(packed(head + writer.catalogue()).bytes)
        }
        try file.write(packed(head).bytes)
        try writeRows(of: table, to: file)
      }
    }
  }

  private func writeRows(of table: TableDefinition, to file: DescriptorWriter) throws(Failure) {
    let heap = HeapOrder(world)
    try writeAccounts(to: file) { accounts in
      var writer = TableWriter(table, world)
      return writer.rows(of: accounts.lazy.map(heap.account))
    }
  }

  // MARK: Caches

  private func writeCaches(to folder: NewFolder) throws(Failure) {
    for cache in world.caches {
      let name = cache.name + (isCompressed ? ".ndjson.gz" : ".ndjson")
      try folder.write(name) { file throws(Failure) in
        try writeAccounts(to: file) { accounts in
          var writer = CacheWriter(cache, world)
          return accounts.flatMap { writer.line(about: $0) }
        }
      }
    }
  }

  /// Writes what there is of all accounts, some thousands of them on each thread at a time.
  private func writeAccounts(
    to file: DescriptorWriter, _ bytes: @Sendable (Range<Int>) -> [UInt8]
  ) throws(Failure) {
    var file = file
    let count = world.layout.count
    let chunks = (count - 1) / Self.accountsAtOnce + 1
    for first in stride(from: 0, to: chunks, by: workers.width * 2) {
      let pieces = workers.map(min(workers.width * 2, chunks - first)) { part in
        let start = (first + part) * Self.accountsAtOnce
        return packed(bytes(start..<min(count, start + Self.accountsAtOnce)))
      }
      for piece in pieces { try file.write(piece.bytes) }
    }
  }

  // MARK: Truth

  private func writeTruth(to folder: NewFolder, _ summary: inout Summary) throws(Failure) {
    let chunks = (world.layout.count - 1) / Self.accountsAtOnce + 1
    let parts = workers.map(chunks) { chunk in
      let start = chunk * Self.accountsAtOnce
      var writer = TruthWriter(world)
      return (start..<min(world.layout.count, start + Self.accountsAtOnce))
        .compactMap { writer.line(about: $0) }
    }
    var lines = parts.flatMap { $0 }
    lines.sort { $0.lexicographicallyPrecedes($1) }
    summary.faults = lines.count
    try folder.write("truth.ndjson", lines.flatMap { $0 })
  }
}

/// The order of rows in a table's heap: none that anybody could rely on.
struct HeapOrder {
  private let count: Int
  private let step: Int
  private let start: Int

  init(_ world: World) {
    count = world.layout.count
    var dice = Dice(world.place(.heap))
    start = dice.below(count)
    // A step without a common divisor meets every account once.
    var step = count > 2 ? count * 5 / 8 | 1 : 1
    while Self.commonDivisor(step, count) > 1 { step += 2 }
    self.step = step
  }

  /// The account at a place of the heap.
  func account(_ place: Int) -> Int { (start + place * step) % count }

  private static func commonDivisor(_ one: Int, _ two: Int) -> Int {
    var (one, two) = (one, two)
    while two > 0 { (one, two) = (two, one % two) }
    return one
  }
}
