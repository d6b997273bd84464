import Pipelines

/// What the shell says about threads and memory, for every command that reads a pipeline's files.
struct RunSettings {
  let shell: Shell
  let arguments: ParsedArguments

  /// Options with these settings, or `nil` after a mistake was explained.
  func options() -> PipelineRun.Options? {
    var options = PipelineRun.Options()
    options.toolVersion = Shell.version
    options.jobs = Processors.count
    options.scratchFolder = TemporaryFolder.path
    if let text = arguments["jobs"] {
      guard let jobs = Int(text), (1...256).contains(jobs) else {
        return misuse("--jobs cannot be \(text)", help: "a number from 1 to 256")
      }
      options.jobs = jobs
    }
    if let text = arguments["memory"] {
      guard let limit = ByteSize(text)?.byteCount, limit >= 64 << 20 else {
        return misuse("--memory cannot be \(text)", help: "64M or more, for example 512M or 4G")
      }
      options.memoryLimit = limit
    }
    return options
  }

  private func misuse(_ message: String, help: String) -> PipelineRun.Options? {
    _ = shell.misuse(UsageFault(message, help: help))
    return nil
  }
}

/// A number of bytes as people write it: `512M`, `4G`, `65536K`.
struct ByteSize {
  /// How many bytes.
  let byteCount: Int

  init?(_ text: String) {
    let units: [Character: Int] = ["K": 10, "M": 20, "G": 30]
    guard let shift = text.last.flatMap({ units[$0] }), let number = Int(text.dropLast()),
      number > 0, number < 1 << 20
    else { return nil }
    byteCount = number << shift
  }
}
