import Billing
import Bytes
import Diagnostics
import Dumps
import Reconciliation

/// The files of a run, found and put in order: Stripe's, then the tables', then the caches'.
///
/// The order is that of the names' bytes within each source, so that it depends neither on the
/// file system nor on the order in which a pipeline lists patterns.
struct InputList: Sendable {
  /// The files of the Stripe side.
  private(set) var stripe: [StripeInput.File] = []
  /// The files of the tables.
  private(set) var tables: [TableInput.File] = []
  /// The files of the caches.
  private(set) var caches: [CacheInput.File] = []
  /// The names of all of them.
  var sources = SourceMap()
  /// Optional tables and caches of which no file is there.
  private(set) var missingTables: [String] = []
  /// The files that can be opened, as they are now.
  private(set) var stamps: [FileStamp] = []
  /// The size of all files on the disk, in bytes.
  var byteCount: Int { stamps.reduce(0) { $0 + Int(clamping: $1.byteCount) } }

  /// Finds the files of a pipeline.
  ///
  /// - Throws: `input-missing` when a source has no file; `dump-unknown-format`.
  init(_ pipeline: ResolvedPipeline) throws(Failure) {
    let folder = pipeline.folder
    let glob = Glob(
      root: folder.path.isEmpty ? "." : folder.path, allowsEscape: folder.allowsOutside)
    var found: [(name: String, index: Int)] = []
    for (index, source) in pipeline.sources.enumerated() {
      for name in try Self.names(source.patterns, in: glob, source.place) {
        found.append((name, index))
      }
    }
    found.sort { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    var seen: Set<String> = []
    for (name, index) in found where seen.insert(name).inserted {
      let source = pipeline.sources[index]
      stripe.append(
        StripeInput.File(
          path: folder.resolved(name), name: name, id: sources.add(name),
          takenAt: source.takenAt ?? pipeline.definition.clock.asOf,
          purpose: source.kind.rawValue, source: index))
    }
    for source in pipeline.tables { try add(source, of: pipeline, in: glob) }
    for source in pipeline.caches { try add(source, of: pipeline, in: glob) }
    for name in sources.names {
      guard let file = try? InputFile(path: folder.resolved(name), name: name) else { continue }
      stamps.append(FileStamp(file))
    }
  }

  private mutating func add(
    _ source: TableSource, of pipeline: ResolvedPipeline, in glob: Glob
  ) throws(Failure) {
    let table = pipeline.definition.database.tables[source.table]
    guard var format = DumpFormat(name: source.format) else {
      throw Failure(.dumpWrongFormat, "there is no dump format of this name")
    }
    if let promise = source.nullRule.flatMap({ NullRule(promise: $0) }) {
      format = format.promising(promise)
    }
    var names: [String] = []
    do throws(Failure) {
      names = try Self.names(source.patterns, in: glob, source.place)
    } catch {
      guard source.isOptional, error.code == .inputMissing else { throw error }
      missingTables.append(table.name)
    }
    for name in names {
      tables.append(
        TableInput.File(
          path: pipeline.folder.resolved(name), name: name, id: sources.add(name),
          table: source.table, format: format))
    }
  }

  /// A file may hold the entries of several caches; it is read once for all of them.
  private mutating func add(
    _ source: CacheSource, of pipeline: ResolvedPipeline, in glob: Glob
  ) throws(Failure) {
    var names: [String] = []
    do throws(Failure) {
      names = try Self.names(source.patterns, in: glob, source.place)
    } catch {
      guard source.isOptional, error.code == .inputMissing else { throw error }
      missingTables.append(pipeline.definition.caches[source.cache].name)
    }
    for name in names {
      if let known = caches.firstIndex(where: { $0.name.utf8.elementsEqual(name.utf8) }) {
        caches[known].caches.append(source.cache)
      } else {
        caches.append(
          CacheInput.File(
            path: pipeline.folder.resolved(name), name: name, id: sources.add(name),
            caches: [source.cache]))
      }
    }
  }

  /// The files that patterns name, each once; a pattern that finds nothing is a mistake.
  private static func names(
    _ patterns: [String], in glob: Glob, _ place: PipelinePlace
  ) throws(Failure) -> [String] {
    var names: [String] = []
    for pattern in patterns {
      let found = try glob.expand(pattern)
      guard !found.isEmpty else {
        throw Failure(
          .inputMissing, "no file matches \(pattern)", file: place.file,
          position: place.position,
          help: "put the export there, or correct the pattern in the pipeline")
      }
      names.append(contentsOf: found)
    }
    var seen: Set<String> = []
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
      .filter { seen.insert($0).inserted }
  }
}
