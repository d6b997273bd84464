import Billing
import Bytes
public import Diagnostics
import Diff
import Emit
import Normalize
public import Reconciliation

extension PipelineRun {
  /// Answers a question from the index of the last run, without reading all of the Stripe side.
  ///
  /// Only the records are read that a chain of shared names ties to those asked about, with all
  /// rows; everything after that is as in a run. What comes out counts if its findings are, byte
  /// for byte, those that the run wrote down about the same.
  ///
  /// - Parameters:
  ///   - id: what is asked about; see ``explanations(of:after:)``.
  ///   - index: the index.
  ///   - folder: the folder of the pipeline's runs.
  ///   - earlier: the history of the pipeline's runs.
  /// - Returns: the explanations; `nil` when only reading everything tells: the files are not those
  ///   of the index, the id is not in it, too much hangs together, or the findings differ.
  /// - Throws: what reading the inputs throws.
  public func explanations(
    of id: String, by index: RunIndex, runs folder: String, after earlier: [UInt8]
  ) throws(Failure) -> [Explanation]? {
    let files = try InputList(pipeline)
    guard isValid(index, files),
      let recorded = RecordedFindings(run: folder + "/" + index.contents.runID),
      var readings = try read(files, by: index, about: Seeds(id, recorded))
    else { return nil }
    let history = self.history(earlier, of: &readings.readings)
    var report = try report(
      on: readings.evidence, readings.readings, named: index.contents.runID, after: history)
    // What a part of the changes comes to says nothing about the limits of all.
    report.safetyStop = history.hasStopped(index.contents.runID) ? "as when it ran" : nil
    let outcome = Outcome(
      report: report, changes: PlannedChanges(report, contents: readings.readings.tables.contents),
      output: pipeline.output)
    let explanations = try explanations(of: id, readings.readings, outcome)
    guard !explanations.isEmpty, explanations.allSatisfy(recorded.agree) else { return nil }
    return explanations
  }

  private func isValid(_ index: RunIndex, _ files: InputList) -> Bool {
    let contents = index.contents
    return contents.toolVersion == options.toolVersion && contents.stamps == files.stamps
      && contents.planDigest == pipeline.digest.hex && options.only.isEmpty
      && contents.asOf == definition.clock.asOf.iso
  }

  /// All rows, and of the Stripe side what the index ties to some names; judged is only what hangs
  /// together with them.
  private func read(
    _ files: InputList, by index: RunIndex, about seeds: Seeds
  ) throws(Failure) -> (readings: Readings, evidence: Evidence)? {
    let input = TableInput(
      definition: definition, workers: workers, progress: .silent, isDigested: false)
    let ledger = try input.ledger(files.tables)
    var symbols = Symbols()
    let tables = try input.read(files.tables, after: ledger, symbols: &symbols)
    var closure = NameClosure(
      seeds.names(in: tables.tables, symbols), in: index, tables.tables, symbols)
    guard try closure.follow(),
      var stripe = try stripe(of: closure.objects, files.stripe, by: index, ledger, symbols)
    else { return nil }
    Vocabulary(definition).note(in: &stripe.ledger.symbols)
    stripe.ledger.audit.add(
      unfinished: ledger.unfinished, foreign: ledger.foreign, overdue: ledger.overdue)
    for event in stripe.ledger.audit.rowEvents { _ = stripe.ledger.symbols.intern(event) }
    let caches = try CacheInput(definition: definition, workers: workers, progress: .silent)
      .read(files.caches, symbols: &stripe.ledger.symbols)
    let evidence = evidence(
      stripe.ledger, tables.tables, caches.tables, reaching: closure.names, index.contents)
    let readings = Readings(
      stripe: stripe, tables: tables, caches: caches, sources: files.sources,
      missingTables: files.missingTables, ledger: ledger, tableFiles: files.tables,
      stamps: files.stamps, log: tables.log)
    return (readings, evidence)
  }

  private func stripe(
    of objects: Set<RunIndex.ObjectPlace>, _ files: [StripeInput.File], by index: RunIndex,
    _ ledger: LedgerReading, _ symbols: Symbols
  ) throws(Failure) -> StripeInput.Outcome? {
    var origins: [FileID: [RecordOrigin]] = [:]
    for place in objects {
      for origin in try index.records(of: place) {
        origins[origin.file, default: []].append(origin)
      }
    }
    let ordered = files.map { file in
      (origins[file.id] ?? []).sorted { $0.startByte < $1.startByte }
    }
    guard ordered.reduce(0, { $0 + $1.count }) == origins.values.reduce(0, { $0 + $1.count }),
      let pieces = try ExcerptReader(files: files, workers: workers).pieces(ordered)
    else { return nil }
    return try StripeInput(
      definition: definition, watch: ledger.watch, workers: workers, progress: .silent,
      isDigested: false, memoryLimit: Self.factsLimit, scratchFolder: options.scratchFolder
    ).read(
      pieces, ordered, of: files, heard: index.contents, after: symbols)
  }

  private func evidence(
    _ ledger: StripeLedger, _ tables: [DatabaseTable], _ caches: [CacheTable],
    reaching names: Set<UInt64>, _ contents: IndexContents
  ) -> Evidence {
    var coverage = Coverage()
    coverage.holes = contents.coverage
    coverage.missingTables = contents.missingTables
    func evidence(_ ledger: StripeLedger, _ tables: [DatabaseTable], _ comparison: Comparison)
      -> Evidence
    {
      Evidence(
        ledger: ledger, tables: tables, comparison: comparison, definition: definition,
        coverage: coverage, caches: caches)
    }
    var reach = EvidenceReach(in: evidence(ledger, tables, Comparison()))
    reach.add { symbol in
      names.contains(ledger.symbols.withView(of: symbol) { Fingerprint.of($0) })
    }
    let part = reach.part(of: tables)
    return evidence(
      part.ledger, part.tables, AccountDiff(definition: definition).run(part.ledger, part.tables))
  }
}

/// Where the chains of names begin that a question is about.
private struct Seeds {
  private let texts: Set<String>

  /// A finding is about those that it names.
  init(_ id: String, _ recorded: RecordedFindings) {
    let parts = id.split(separator: ":", maxSplits: 1).map(String.init)
    let isSense = parts.count == 2 && Explanation.Sense(rawValue: parts[0]) != nil
    let name = isSense ? parts[1] : id
    texts = recorded.names(of: name).union([name])
  }

  /// The names as fingerprints; a row's key stands for those whom the row names.
  func names(in tables: [DatabaseTable], _ symbols: Symbols) -> Set<UInt64> {
    var names = Set(texts.map { NamedRecords.fingerprint(of: $0) })
    names.insert(NamedRecords.prices)
    let keys = Set(texts.compactMap { symbols.find($0) }.map { Cell.symbol($0) })
    let numbers = Set(texts.compactMap { Int64($0) })
    for table in tables where table.definition.place(of: .key) != nil {
      for row in 0..<table.count {
        let key = table[row, .key]
        guard keys.contains(key) || key.integer.map(numbers.contains) ?? false else { continue }
        for field in [RowField.subscription, .customer, .owner] {
          let symbol = table.symbol(row, field)
          guard symbol != .empty else { continue }
          names.insert(symbols.withView(of: symbol) { Fingerprint.of($0) })
        }
      }
    }
    return names
  }
}
