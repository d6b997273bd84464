import Foundation
import TestSupport
import Testing

private let folder = Repository.root.appending(path: "pipelines/operations")

private func text(_ path: String) throws -> String {
  try String(
    contentsOf: Repository.root.appending(path: "pipelines/\(path)"), encoding: .utf8)
}

@Suite struct `What ships for operators` {
  @Test(arguments: ["trueup@.service", "trueup.cron", "Containerfile", "README.md"])
  func `calls the program with options that it has`(_ file: String) throws {
    let calls = try text("operations/\(file)").matches(of: /trueup ((?:run|prune) [^`)\n]*)/)
    try #require(!calls.isEmpty)
    for call in calls {
      let words = call.1.split(separator: " ").map(String.init) + ["--help"]
      let answer = try Program.run(words)
      #expect(answer.status == 0, "\(call.1): \(answer.errors)")
    }
  }

  @Test func `copies into its container all that a build reads`() throws {
    let copied = Set(
      try text("operations/Containerfile").matches(of: /COPY ([A-Za-z.]+)/).map { $0.1 })
    #expect(copied.isSuperset(of: ["Package.swift", "Sources", "Tests"]))
    // What a link leads to is read as well.
    let root = Repository.root.resolvingSymlinksInPath().path + "/"
    let sources = Repository.root.appending(path: "Sources")
    let paths = try FileManager.default.subpathsOfDirectory(atPath: sources.path)
    let links = paths.map { sources.appending(path: $0) }.filter {
      (try? FileManager.default.destinationOfSymbolicLink(atPath: $0.path)) != nil
    }
    #expect(!links.isEmpty)
    for link in links {
      let target = link.resolvingSymlinksInPath().path.dropFirst(root.count)
      #expect(copied.contains(target.prefix { $0 != "/" }), "\(target)")
    }
  }

  @Test func `alerts about figures that a run writes`() throws {
    let scratch = try Scratch()
    _ = try System.courseOrgs.run(output: scratch.folder)
    let figures = try scratch.read("course-orgs/latest/trueup.prom")
    let named = Set(try text("alerts.yml").matches(of: /trueup_[a-z_]+/).map(\.output))
    #expect(named.count > 5)
    for name in named {
      #expect(figures.contains("# TYPE \(name) gauge\n"), "\(name)")
    }
  }

  @Test(
    .enabled("systemd-analyze is installed") {
      (try? tool("systemd-analyze", ["--version"]))?.status == 0
    })
  func `is understood by systemd, and shut off from nearly everything`() throws {
    let scratch = try Scratch()
    for kind in ["service", "timer"] {
      let unit = try text("operations/trueup@.\(kind)")
      // What is not installed here would be a mistake of the unit.
      try scratch.write(
        unit.replacing("/usr/bin/trueup", with: Program.url.path), to: "trueup@nightly.\(kind)")
    }
    let units = ["service", "timer"].map { scratch.folder.path + "/trueup@nightly.\($0)" }
    let verdict = try tool("systemd-analyze", ["verify", "--man=no"] + units)
    #expect(verdict.status == 0)
    let exposure = try tool(
      "systemd-analyze", ["security", "--offline=true", "--no-pager", "--threshold=10", units[0]])
    #expect(exposure.status == 0, "more than 1.0 of 10 is exposed")
  }
}
