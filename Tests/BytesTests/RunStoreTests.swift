import Bytes
import Diagnostics
import Foundation
import Synchronization
import TestSupport
import Testing

/// Publishes a run of some files, as any caller would.
private func publish(
  _ id: String, _ files: [(String, String)], in store: RunStore, ignoring: Set<String> = []
) throws -> RunDirectory.Publication {
  let run = try store.begin(id)
  for (name, text) in files {
    var file = try run.create(name)
    try file.write(text)
    _ = try file.finish()
  }
  return try run.publish(ignoring: ignoring)
}

private func mode(_ path: String) throws -> Int {
  let attributes = try FileManager.default.attributesOfItem(atPath: path)
  return (attributes[.posixPermissions] as? NSNumber)?.intValue ?? -1
}

private func names(_ scratch: Scratch, _ path: String = "") throws -> [String] {
  try FileManager.default.contentsOfDirectory(atPath: scratch.path + "/" + path).sorted()
}

@Test func `a published run has its files, its modes and the name latest`() throws {
  let scratch = Scratch()
  let store = try RunStore(path: scratch.path + "/out/pay")
  #expect(store.latest == nil)
  #expect(store.existing("2025-01-31-abc") == nil)
  let done = try publish(
    "2025-01-31-abc", [("apply.sql", "BEGIN;\n"), ("metrics/mrr.csv", "a,b\n")], in: store)
  #expect(done == .published)
  #expect(store.latest == "2025-01-31-abc")
  #expect(scratch.bytes("out/pay/latest/metrics/mrr.csv") == Array("a,b\n".utf8))
  let run = try #require(store.existing("2025-01-31-abc"))
  #expect(try mode(run) == 0o700)
  #expect(try mode(run + "/metrics") == 0o700)
  #expect(try mode(run + "/apply.sql") == 0o600)
  #expect(try names(scratch, "out/pay") == [".lock", "2025-01-31-abc", "latest"])
}

@Test func `modes do not depend on the umask`() async throws {
  await #expect(processExitsWith: .success) {
    umask(0o777)
    let scratch = Scratch()
    let store = try RunStore(path: scratch.path)
    _ = try publish("one", [("metrics/mrr.csv", "x")], in: store)
    #expect(try mode(scratch.path + "/one/metrics") == 0o700)
    #expect(try mode(scratch.path + "/one/metrics/mrr.csv") == 0o600)
  }
}

@Test func `the receipt of a file is that of its bytes, whatever their sizes`() throws {
  let scratch = Scratch()
  let store = try RunStore(path: scratch.path)
  let run = try store.begin("one")
  var file = try run.create("large")
  var content: [UInt8] = []
  for size in [1, 100_000, 200_000, 262_143, 262_144, 262_145, 900_000, 0, 7] {
    let part = [UInt8](repeating: UInt8(size % 251), count: size)
    try file.write(part)
    content += part
  }
  let receipt = try file.finish()
  #expect(receipt.byteCount == UInt64(content.count))
  #expect(receipt.sha256 == Digest(of: content))
  #expect(try run.publish() == .published)
  #expect(scratch.bytes("one/large") == content)
}

@Test func `a file can be compressed on its way`() throws {
  let scratch = Scratch()
  let store = try RunStore(path: scratch.path)
  let run = try store.begin("one")
  var writer = GzipWriter(to: try run.create("drift.ndjson.gz"))
  try writer.write("{}\n")
  _ = try writer.finish().finish()
  _ = try run.publish()
  #expect(scratch.bytes("one/drift.ndjson.gz") == gzipped(Array("{}\n".utf8)))
}

@Test func `a folder is held by one run at a time`() throws {
  let scratch = Scratch()
  do {
    let first = try RunStore(path: scratch.path)
    #expect(code { _ = try RunStore(path: scratch.path) } == .outputLocked)
    withExtendedLifetime(first) {}
  }
  #expect(code { _ = try RunStore(path: scratch.path) } == nil)
}

@Test func `what a killed run left behind is removed and nothing else`() throws {
  let scratch = Scratch()
  scratch.file("old/report.txt", [1])
  scratch.file("new.partial/metrics/deep/mrr.csv", [1])
  scratch.file(".new.history.ndjson", [1])
  scratch.file("outside", [7])
  let manager = FileManager.default
  try manager.createSymbolicLink(atPath: scratch.path + "/.latest.new", withDestinationPath: "new")
  try manager.createSymbolicLink(
    atPath: scratch.path + "/new.partial/link", withDestinationPath: scratch.path + "/outside")
  try manager.createSymbolicLink(
    atPath: scratch.path + "/new.partial/folder", withDestinationPath: scratch.path + "/old")
  let store = try RunStore(path: scratch.path)
  #expect(try names(scratch) == [".lock", "old", "outside"])
  #expect(scratch.bytes("old/report.txt") == [1])
  #expect(try publish("new", [("a", "b")], in: store) == .published)
}

@Test func `a run that is not published leaves nothing`() throws {
  let scratch = Scratch()
  let store = try RunStore(path: scratch.path)
  _ = try publish("one", [("a", "1")], in: store)
  do {
    let run = try store.begin("two")
    _ = try run.create("metrics/a")
    #expect(try names(scratch).contains("two.partial"))
  }
  let unfinished = code {
    let run = try store.begin("three")
    var file = try run.create("a")
    try file.write("half")
    _ = try run.publish()
    _ = try file.finish()
  }
  #expect(unfinished == .outputUnwritable)
  #expect(try names(scratch) == [".lock", "latest", "one"])
  #expect(store.latest == "one")
}

@Test func `the same run again is kept, and another of its name is refused`() throws {
  let scratch = Scratch()
  let store = try RunStore(path: scratch.path)
  let files = [("a/b", "1"), ("c", "2"), ("timings.json", "9 s")]
  #expect(try publish("one", files, in: store) == .published)
  _ = try publish("two", [("a", "1")], in: store)
  #expect(store.latest == "two")
  let again = [("a/b", "1"), ("c", "2"), ("timings.json", "8 s")]
  #expect(try publish("one", again, in: store, ignoring: ["timings.json"]) == .alreadyThere)
  #expect(store.latest == "one")
  #expect(scratch.bytes("one/timings.json") == Array("9 s".utf8))
  for other in [again, [files[0], files[2]], files + [("d", "")], [("a/b", "1"), ("c", "22")]] {
    #expect(code { _ = try publish("one", other, in: store) } == .outputConflict)
  }
  #expect(try names(scratch) == [".lock", "latest", "one", "two"])
  #expect(scratch.bytes("one/c") == Array("2".utf8))
}

@Test func `a crash between publishing and latest is mended by the next run`() throws {
  let scratch = Scratch()
  do {
    let store = try RunStore(path: scratch.path)
    _ = try publish("one", [("a", "1")], in: store)
    _ = try publish("two", [("a", "2")], in: store)
    try store.makeLatest("one")
  }
  let store = try RunStore(path: scratch.path)
  #expect(store.latest == "one")
  #expect(try publish("two", [("a", "2")], in: store) == .alreadyThere)
  #expect(store.latest == "two")
}

@Test func `latest always names a finished run while runs are published`() throws {
  let scratch = Scratch()
  let store = try RunStore(path: scratch.path)
  _ = try publish("run-0", [("a", "0")], in: store)
  let latest = scratch.path + "/latest/a"
  let watch = Mutex((reads: 0, gaps: 0, isOver: false))
  let done = DispatchSemaphore(value: 0)
  Thread.detachNewThread {
    while !watch.withLock({ $0.isOver }) {
      let isGap = FileManager.default.contents(atPath: latest)?.isEmpty != false
      watch.withLock {
        $0.reads += 1
        $0.gaps += isGap ? 1 : 0
      }
    }
    done.signal()
  }
  var number = 0
  while number < 40 || watch.withLock({ $0.reads }) < 400 {
    number += 1
    _ = try publish("run-\(number)", [("a", "\(number)")], in: store)
  }
  watch.withLock { $0.isOver = true }
  done.wait()
  #expect(watch.withLock { $0.gaps } == 0)
}

@Test(arguments: ["", ".hidden", "..", "a/b", "latest", "history.ndjson", "x.partial", "a b", "é"])
func `a run cannot be named`(id: String) throws {
  let scratch = Scratch()
  let store = try RunStore(path: scratch.path)
  #expect(code { _ = try store.begin(id) } == .outputUnwritable)
}

@Test(arguments: ["", "/a", "a/", "../a", "a/../b", ".a", "a\n", "a/b/c/d/e/f/g/h/i"])
func `an output cannot be named`(path: String) throws {
  let scratch = Scratch()
  let store = try RunStore(path: scratch.path)
  #expect(code { _ = try store.begin("one").create(path) } == .outputUnwritable)
}

@Test func `an output is created once`() throws {
  let scratch = Scratch()
  let run = try RunStore(path: scratch.path).begin("one")
  _ = try run.create("a")
  #expect(code { _ = try run.create("a") } == .outputUnwritable)
}

@Test func `a folder that cannot be made or written to is a failure`() throws {
  let scratch = Scratch()
  let file = scratch.file("file", [])
  #expect(code { _ = try RunStore(path: file) } == .outputUnwritable)
  #expect(code { _ = try RunStore(path: file + "/out") } == .outputUnwritable)
  #expect(code { _ = try RunStore(path: "/proc/none/out") } == .outputUnwritable)
}

@Test func `a full disk is seen by whoever writes`() throws {
  let full = try #require(FileHandle(forWritingAtPath: "/dev/full"))
  var writer = DescriptorWriter(full.fileDescriptor, name: "standard output")
  let problem = failure { try writer.write("report\n") }
  #expect(problem?.code == .outputUnwritable)
  #expect(problem?.message.contains("space") == true)
  #expect(code { try writer.write("") } == nil)
}

@Test func `a history line is added once and never torn`() throws {
  let scratch = Scratch()
  let store = try RunStore(path: scratch.path)
  for line in ["{\"run\":1}", "{\"run\":2}", "{\"run\":1}", "{\"run\":3}"] {
    try store.appendHistory(Array(line.utf8))
  }
  let text = "{\"run\":1}\n{\"run\":2}\n{\"run\":3}\n"
  #expect(scratch.bytes("history.ndjson") == Array(text.utf8))
  #expect(try mode(scratch.path + "/history.ndjson") == 0o600)
  #expect(try names(scratch) == [".lock", "history.ndjson"])
}
