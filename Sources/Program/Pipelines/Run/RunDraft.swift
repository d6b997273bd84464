import Bytes
import Diagnostics
import Emit
import Reconciliation

/// A run directory being filled, and the list of what is in it.
struct RunDraft: ~Copyable {
  private let directory: RunDirectory
  private let workers: Workers
  /// Whether sheets begin with a byte order mark.
  private let marksSheets: Bool
  private var outputs: [ManifestWriter.Output] = []
  private var sheets: [DataPackageWriter.Sheet] = []

  init(_ directory: consuming RunDirectory, by workers: Workers, marksSheets: Bool) {
    self.directory = directory
    self.workers = workers
    self.marksSheets = marksSheets
  }

  /// Writes a file; one whose name ends in `.gz` is compressed.
  ///
  /// - Throws: `output-unwritable`.
  mutating func write(
    _ name: String, _ content: [UInt8], columns: [SheetColumn]? = nil
  ) throws(Failure) {
    if name.utf8.suffix(3).elementsEqual(".gz".utf8) {
      try compress(name, columns: columns) { file throws(Failure) in try file.write(content) }
    } else {
      var file = try directory.create(name)
      try file.write(content)
      let receipt = try file.finish()
      note(name, receipt, content: receipt.sha256, columns)
    }
  }

  /// Writes a compressed file part by part.
  ///
  /// - Throws: `output-unwritable`, and what `body` throws.
  mutating func compress(
    _ name: String, columns: [SheetColumn]? = nil,
    _ body: (inout CompressedOutput) throws(Failure) -> Void
  ) throws(Failure) {
    var file = CompressedOutput(try directory.create(name), by: workers)
    if columns != nil, marksSheets { try file.write([0xEF, 0xBB, 0xBF]) }
    try body(&file)
    let (receipt, content) = try file.finish()
    note(name, receipt, content: content, columns)
  }

  /// Writes a compressed file that is called after what it says.
  ///
  /// - Parameters:
  ///   - folder: where it stands in the run, with a slash at its end.
  ///   - name: its name by the digest of the content.
  ///   - body: writes the content.
  /// - Throws: `output-unwritable`, and what `body` throws.
  mutating func compress(
    in folder: String, named name: (Digest) -> String,
    _ body: (inout CompressedOutput) throws(Failure) -> Void
  ) throws(Failure) {
    let partial = folder + "unnamed.gz"
    var file = CompressedOutput(try directory.create(partial), by: workers)
    try body(&file)
    let (receipt, content) = try file.finish()
    note(try directory.rename(partial, to: name(content)), receipt, content: content, nil)
  }

  private mutating func note(
    _ name: String, _ receipt: OutputReceipt, content: Digest, _ columns: [SheetColumn]?
  ) {
    let output = ManifestWriter.Output(
      file: name, byteCount: receipt.byteCount, sha256: receipt.sha256.hex,
      contentSHA256: content.hex)
    outputs.append(output)
    if let columns { sheets.append(DataPackageWriter.Sheet(output: output, columns: columns)) }
  }

  /// Describes the sheets and all files, and makes the run visible.
  ///
  /// - Parameters:
  ///   - report: the run.
  ///   - reports: the reports that are wanted, that on sheets perhaps among them.
  ///   - timings: what `timings.json` holds, the one file that may differ between equal runs; no
  ///     such file where it is empty.
  /// - Throws: `output-unwritable`, `output-conflict`.
  consuming func publish(
    _ report: RunReport, _ reports: [OutputChoices.Report], timings: [UInt8] = []
  ) throws(Failure) {
    if reports.contains(.datapackage) {
      try write("datapackage.json", DataPackageWriter().json(report, sheets: sheets))
    }
    try write("manifest.json", ManifestWriter().json(report, outputs: outputs))
    if !timings.isEmpty { try write("timings.json", timings) }
    // Two of them follow from the other files, but for the sizes that a compressor gave those.
    _ = try directory.publish(ignoring: ["datapackage.json", "manifest.json", "timings.json"])
  }
}

/// A compressed file being written, and the digest of what it says.
struct CompressedOutput: ByteSink, ~Copyable {
  private var writer: GzipWriter<OutputFile>
  private var digest = RunningDigest()

  init(_ file: consuming OutputFile, by workers: Workers) {
    writer = GzipWriter(to: file, gathering: workers.width * 4, map: workers.map)
  }

  mutating func write(_ bytes: ByteView) throws(Failure) {
    digest.update(bytes)
    try writer.write(bytes)
  }

  /// Ends the file.
  ///
  /// - Returns: what lies on the disk, and the digest of the content.
  /// - Throws: `output-unwritable`.
  consuming func finish() throws(Failure) -> (file: OutputReceipt, content: Digest) {
    let content = digest.finish()
    let file = try writer.finish()
    return (try file.finish(), content)
  }
}
