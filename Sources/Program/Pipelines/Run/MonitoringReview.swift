import Billing
import Bytes
import Diagnostics
import Normalize
import Reconciliation

/// Works out the figures that a pipeline's alerts are about.
///
/// It reads the ledger once more, and only where the pipeline declares alerts.
struct MonitoringReview: Sendable {
  let evidence: Evidence
  let tables: TableInput
  /// The files of the tables, the ledgers' among them.
  let files: [TableInput.File]

  private var definition: SystemDefinition { evidence.definition }

  /// All figures that the files allow; `nil` where the pipeline declares no alert.
  ///
  /// - Throws: what reading a ledger again throws.
  func monitoring() throws(Failure) -> Monitoring? {
    guard !definition.alerts.isEmpty else { return nil }
    var monitoring = Monitoring()
    if let tally = try tally() { note(tally, in: &monitoring) }
    noteStates(in: &monitoring)
    noteAttempts(in: &monitoring)
    return monitoring
  }

  // MARK: The ledger

  private func tally() throws(Failure) -> LedgerTally? {
    var whole: LedgerTally?
    for file in files where definition.database.tables[file.table].role == .ledger {
      let tally = try tables.tally(of: file)
      if whole == nil { whole = tally } else { whole?.add(tally) }
    }
    return whole
  }

  private func note(_ tally: LedgerTally, in monitoring: inout Monitoring) {
    monitoring[.events] = Int64(tally.eventCount)
    monitoring[.processedEvents] = Int64(tally.processedCount)
    monitoring[.failedEvents] = Int64(tally.failedCount)
    monitoring[.failedPerThousand] = Monitoring.perThousand(
      tally.failedCount, of: tally.eventCount)
    monitoring[.retriedEvents] = Int64(tally.retriedCount)
    monitoring[.retriedPerThousand] = Monitoring.perThousand(
      tally.retriedCount, of: tally.eventCount)
    monitoring[.retries] = tally.retryCount
    monitoring[.outOfOrderEvents] = tally.outOfOrderCount.map { Int64($0) }
    monitoring[.latencyMedian] = tally.latency(percent: 50)
    monitoring[.latencyHigh] = tally.latency(percent: 95)
    monitoring[.latencyHighest] = tally.latency(percent: 99)
    monitoring[.delayHigh] = tally.delay(percent: 95)
  }

  // MARK: The caches

  private func caches(of purpose: CacheDefinition.Purpose) -> [CacheTable] {
    evidence.caches.filter { $0.isSupplied && $0.definition.purpose == purpose }
  }

  private func noteStates(in monitoring: inout Monitoring) {
    let states = caches(of: .state)
    guard !states.isEmpty else { return }
    let changes = lastChanges
    var (hits, stale, overdue) = (0, 0, 0)
    for cache in states {
      let taken = cache.definition.takenAt ?? definition.clock.dumpTakenAt
      for (customer, change) in changes {
        guard let entry = cache.place(of: customer).map({ cache.entries[$0] }) else { continue }
        hits += 1
        if let written = entry.writtenAt, written < change { stale += 1 }
        if entry.isOverdue(in: cache.definition, at: taken) { overdue += 1 }
      }
    }
    let asked = changes.count * states.count
    monitoring[.cacheHits] = Int64(hits)
    monitoring[.cacheMisses] = Int64(asked - hits)
    monitoring[.cacheMissesPerThousand] = Monitoring.perThousand(asked - hits, of: asked)
    monitoring[.cacheStale] = Int64(stale)
    monitoring[.cacheOverdue] = Int64(overdue)
  }

  /// The customers with a subscription, and when one of theirs changed last, in no order.
  private var lastChanges: [Symbol: Timestamp] {
    var changes: [Symbol: Timestamp] = [:]
    for object in evidence.subscriptions {
      guard let customer = evidence.ledger.fact(.customer, of: object).symbol else { continue }
      changes[customer] = max(changes[customer] ?? object.changedAt, object.changedAt)
    }
    return changes
  }

  private func noteAttempts(in monitoring: inout Monitoring) {
    let caches = caches(of: .attempts)
    guard !caches.isEmpty else { return }
    var sources: [Symbol: Monitoring.Source] = [:]
    var (failed, exhausted) = (0, 0)
    for cache in caches {
      for place in cache.entries.indices
      where cache.place(of: cache.entries[place].identifier) == place {
        let source = cache[place, .source].symbol ?? .empty
        let hasFailed = cache[place, .error].hasValue
        let count = cache[place, .attempts].integer ?? 0
        if hasFailed { failed += 1 }
        if hasFailed, count > Int64(cache.definition.maxAttempts) { exhausted += 1 }
        var own = sources[source] ?? Monitoring.Source(name: evidence.symbols.text(source))
        if hasFailed { own.failedCount += 1 } else { own.succeededCount += 1 }
        sources[source] = own
      }
    }
    monitoring[.failedSyncs] = Int64(failed)
    monitoring[.exhaustedSyncs] = Int64(exhausted)
    monitoring.sources = sources.sorted { evidence.symbols.precedes($0.key, $1.key) }
      .map(\.value)
  }
}

extension CacheEntry {
  /// Whether the entry is older than it may become, or would never end.
  fileprivate func isOverdue(in cache: CacheDefinition, at taken: Timestamp) -> Bool {
    guard cache.lifetimeSeconds > 0 else { return false }
    let age = writtenAt.map { taken.seconds - $0.seconds } ?? 0
    return secondsLeft == -1 || age > cache.lifetimeSeconds
  }
}
