import Billing
import Bytes
import Diagnostics
import Normalize
import Read
import Reconciliation

/// Reads the fields of every event, on one thread, as a run does before it folds them.
struct ExtractionLoop {
  /// Sums over everything extracted, so that nothing can be left out.
  struct Sums {
    /// Events of any kind.
    var events = 0
    /// Events about subscriptions.
    var subscriptions = 0
    /// Events of any kind that say that their object is gone.
    var deletions = 0
    /// All times that are given, in seconds since 1970.
    var seconds: Int64 = 0
    /// The lengths of the texts.
    var bytes = 0

    /// The sums as one line of CSV.
    var line: String { "\(events),\(subscriptions),\(deletions),\(seconds),\(bytes)" }
  }

  private static let times: [StripeField] = [
    .periodStart, .periodEnd, .cancelAt, .canceledAt, .trialStart, .trialEnd, .endedAt,
  ]
  private static let texts: [StripeField] = [.owner, .price, .status, .customer]

  /// Reads a file of one event a line.
  func sums(of path: String) throws(Failure) -> Sums {
    var scope = StripeScope()
    scope.ownerKeys = ["userId"]
    scope.kinds = [.subscription]
    let pieces = LinePieces(try InputFile(path: path))
    var reader = StripeLineReader(outline: StripeNormalizer.outline(for: scope))
    var normalizer = StripeNormalizer(scope: scope)
    var sums = Sums()
    for index in 0..<pieces.count {
      guard let piece = try pieces.read(index).piece else { continue }
      var log = DiagnosticLog()
      _ = piece.withView { view in
        StripeReader().read(
          view, startByte: piece.startByte, file: FileID(rawValue: 0), layout: .lines,
          reader: &reader, log: &log
        ) { record in
          normalizer.take(record, takenAt: Timestamp(microseconds: 0))
        }
      }
      Self.add(normalizer.takeFacts(), to: &sums)
    }
    return sums
  }

  private static func add(_ facts: StripeFacts, to sums: inout Sums) {
    for sight in facts.observations {
      sums.events += 1
      sums.seconds += sight.time.seconds
      sums.bytes += length(sight.event, facts)
      if sight.rank == .deletion { sums.deletions += 1 }
      guard sight.kind == .subscription else { continue }
      sums.subscriptions += 1
      sums.bytes += length(sight.object, facts)
      for field in times { sums.seconds += facts.fact(field, of: sight).time?.seconds ?? 0 }
      if facts.fact(.cancelAtPeriodEnd, of: sight).flag == true { sums.seconds += 1 }
      for field in texts {
        if let symbol = facts.fact(field, of: sight).symbol { sums.bytes += length(symbol, facts) }
      }
    }
  }

  private static func length(_ symbol: Symbol, _ facts: StripeFacts) -> Int {
    facts.symbols.withView(of: symbol) { $0.count }
  }
}

extension Timestamp {
  /// Whole seconds since 1970.
  fileprivate var seconds: Int64 { microseconds / 1_000_000 }
}
