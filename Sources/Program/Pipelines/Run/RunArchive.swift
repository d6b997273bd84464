import Billing
import Bytes
public import Diagnostics
import Dumps
import JSON
import Reconciliation

/// Which of a pipeline's finished runs are kept.
public struct Retention: Hashable, Sendable {
  /// So many of the newest runs are kept; `nil` where their number does not matter.
  public var runCount: Int?
  /// Runs are kept whose instant is at most so many days before the newest run's; `nil` where the
  /// time does not matter.
  ///
  /// Days before the newest run, not before today: a pipeline that rests loses nothing.
  public var dayCount: Int?

  /// Creates a rule that keeps what either number asks for.
  public init(runCount: Int?, dayCount: Int?) {
    self.runCount = runCount
    self.dayCount = dayCount
  }
}

/// The finished runs of a pipeline, held so that no run is written meanwhile.
public struct RunArchive: Sendable {
  private let store: RunStore

  /// Takes hold of a pipeline's output folder.
  ///
  /// - Parameter path: the folder, for example `output/nightly`.
  /// - Throws: `input-missing` when nothing was ever published there; `output-locked` when a run
  ///   holds it; `output-unwritable`.
  public init(path: String) throws(Failure) {
    // A folder without a history is not one of ours, and must not become one by being locked.
    _ = try InputFile(path: path + "/history.ndjson")
    store = try RunStore(path: path)
  }

  /// The runs that a rule gives up, the oldest first.
  ///
  /// Whatever the rule says, these stay: what `latest` names, the newest run whose verdict can be
  /// trusted, and every folder without a manifest, which no run has made.
  public func surplus(_ retention: Retention) -> [String] {
    let runs = store.runs.compactMap { StoredRun($0, in: store.path) }
      .sorted { ($0.asOf, $0.id) < ($1.asOf, $1.id) }
    guard let newest = runs.last else { return [] }
    let trusted = runs.last { $0.isTrusted }?.id
    let oldest = retention.dayCount.map { CalendarDay(newest.asOf).adding(days: -$0) }
    return runs.enumerated().filter { place, run in
      let isNewEnough = oldest.map { CalendarDay(run.asOf) >= $0 } ?? false
      let isAmongNewest = retention.runCount.map { runs.count - place <= $0 } ?? false
      return !isNewEnough && !isAmongNewest && run.id != trusted && run.id != store.latest
    }.map(\.element.id)
  }

  /// How many finished runs there are.
  public var count: Int { store.runs.count }

  /// Removes a run.
  ///
  /// - Throws: `output-unwritable`, also for what `latest` names.
  public func remove(_ run: String) throws(Failure) { try store.remove(run) }
}

/// A finished run, as its manifest tells it.
private struct StoredRun {
  let id: String
  let asOf: Timestamp
  let isTrusted: Bool

  /// Reads a manifest; `nil` when the folder has none.
  init?(_ id: String, in folder: String) {
    let path = "\(folder)/\(id)/manifest.json"
    guard let file = try? InputFile(path: path) else { return nil }
    var pieces = PieceReader(file, mode: .whole(limit: 64 << 20))
    guard let piece = try? pieces.next() else { return nil }
    var reader = JSONReader()
    let facts = piece.withView { view -> (time: Int64, status: Int64)? in
      guard reader.read(view) == nil, let status = reader.root["exit_status"]?.integer,
        var text = reader.root["as_of"]?.string
      else { return nil }
      let time = text.withUTF8 { unsafe DumpTimestamp.microseconds(ByteView($0)) }
      return time.map { ($0, status) }
    }
    guard let facts else { return nil }
    self.id = id
    asOf = Timestamp(microseconds: facts.time)
    let status = Int32(exactly: facts.status).flatMap(RunReport.ExitStatus.init)
    isTrusted = status?.isVerdict == true
  }
}
