import Foundation
import TestSupport
import Testing

@Suite struct `The scripts` {
  /// Everything that is not Swift but runs.
  private static let folders = [".ci", "Tests", "pipelines"]

  private static let bashScripts = folders.flatMap(House.paths).filter { path in
    let url = Repository.root.appending(path: path)
    guard let text = try? String(contentsOf: url, encoding: .utf8) else { return false }
    return text.hasPrefix("#!/usr/bin/env bash\n")
  }

  private static let pythonFiles = folders.flatMap(House.paths).filter { $0.hasSuffix(".py") }

  @Test func `are found`() {
    #expect(Self.bashScripts.contains("Tests/check"))
    #expect(Self.bashScripts.contains("Tests/Benchmarks/run"))
    #expect(Self.pythonFiles.contains("Tests/Benchmarks/driver/__main__.py"))
  }

  @Test(arguments: bashScripts)
  func `of bash can be parsed`(path: String) throws {
    #expect(try Self.status("/bin/bash", ["-n", path]) == 0)
  }

  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/python3")))
  func `of Python can be parsed`() throws {
    let parse = "import ast, sys; [ast.parse(open(x).read(), x) for x in sys.argv[1:]]"
    #expect(try Self.status("/usr/bin/python3", ["-c", parse] + Self.pythonFiles) == 0)
  }

  @Test(arguments: pythonFiles)
  func `of Python are as short and narrow as all files`(path: String) throws {
    let url = Repository.root.appending(path: path)
    let lines = try String(contentsOf: url, encoding: .utf8).split(
      separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count <= 400)
    #expect(lines.allSatisfy { $0.count <= 100 })
    #expect(lines.first?.hasPrefix("\"\"\"") == true, "a file says first what it is for")
  }

  /// How a command ends, started at the top of the repository.
  private static func status(_ command: String, _ words: [String]) throws -> Int32 {
    let process = Process()
    process.executableURL = URL(filePath: command)
    process.arguments = words
    process.currentDirectoryURL = Repository.root
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus
  }
}
