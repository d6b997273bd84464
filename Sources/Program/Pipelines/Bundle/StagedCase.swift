import Bytes
import Detect
import Diagnostics
import Reconciliation

#if canImport(Glibc)
import Glibc
#endif

/// A bundle in the making: a folder nobody else knows, in which one choice of records after the
/// other is written and run.
final class StagedCase {
  private let path: String
  private let files: CaseFiles
  private let options: PipelineRun.Options
  private var pipeline: ResolvedPipeline?
  /// The numbers of the records that the files hold.
  private var written: [CaseRecord.Origin: [Int]] = [:]

  /// A record as it stands in its file.
  struct Line {
    var origin: CaseRecord.Origin
    var number: Int
    var bytes: [UInt8]
  }

  /// Makes the folder.
  ///
  /// - Throws: `output-unwritable`.
  init(
    _ files: CaseFiles, pipeline text: [UInt8], options: PipelineRun.Options
  ) throws(Failure) {
    self.files = files
    var options = options
    options.jobs = 1
    options.showProgress = nil
    self.options = options
    var template = (options.scratchFolder + "/trueup-bundle-XXXXXX").utf8CString
    let made = unsafe template.withUnsafeMutableBufferPointer { buffer -> String? in
      guard let start = buffer.baseAddress, unsafe mkdtemp(start) != nil else { return nil }
      return unsafe String(cString: start)
    }
    guard let made else {
      throw Failure(
        .outputUnwritable, "no folder can be made there", file: options.scratchFolder,
        help: "name another one in TMPDIR")
    }
    path = made
    for folder in Self.folders { unsafe mkdir(path + "/" + folder, 0o700) }
    try write("pipeline.xml", text)
    let resolver = PipelineResolver(knownChecks: Check.all.map(\.code))
    do {
      var resolved = try resolver.resolve(PipelineFile.read(path + "/pipeline.xml"))
      resolved.output.reports = []
      pipeline = resolved
    } catch let failure as Failure {
      throw failure
    } catch {
      // What was resolved before is resolved again, but for names; if not, nothing is reproduced.
      pipeline = nil
    }
  }

  deinit {
    for file in files.origins { unsafe unlink(path + "/" + files.path(of: file)) }
    unsafe unlink(path + "/pipeline.xml")
    for folder in Self.folders { unsafe rmdir(path + "/" + folder) }
    unsafe rmdir(path)
  }

  private static let folders = ["stripe", "database", "cache"]

  /// What a run over some of the records says; `nil` when it cannot be made.
  func report(of lines: [Line]) throws(Failure) -> RunReport? {
    guard let pipeline else { return nil }
    var parts: [CaseRecord.Origin: [Line]] = [:]
    for line in lines { parts[line.origin, default: []].append(line) }
    for origin in files.origins {
      let part = parts[origin] ?? []
      let numbers = part.map(\.number)
      if written[origin] == numbers { continue }
      try write(files.path(of: origin), files.content(of: origin, part.map(\.bytes)))
      written[origin] = numbers
    }
    // Too little may be left for a run.
    return try? PipelineRun(pipeline, options: options).run(after: []).report
  }

  private func write(_ name: String, _ bytes: [UInt8]) throws(Failure) {
    let place = path + "/" + name
    let file = unsafe open(place, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw Failure(.outputUnwritable, "cannot be created", file: place) }
    defer { close(file) }
    try unsafe bytes.withUnsafeBufferPointer { buffer throws(Failure) in
      try unsafe DescriptorWriter(file, name: place).write(ByteView(buffer))
    }
  }
}
