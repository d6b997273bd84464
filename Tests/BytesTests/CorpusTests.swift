import Bytes
import Diagnostics
import Foundation
import Testing

/// A folder of files of other makers, with their verdicts; absent on most machines.
private let corpora = ProcessInfo.processInfo.environment["TRUEUP_SHARED"]
  .map { URL(filePath: $0).appending(path: "corpora") }

private func lineCount(_ bytes: [UInt8]) -> Int {
  bytes.split(separator: 0x0A, omittingEmptySubsequences: true).count
}

@Test(.enabled(if: corpora != nil), arguments: GzipCodec.available)
func `every made gzip file gets the verdict of its index`(codec: GzipCodec) throws {
  let folder = try #require(corpora).appending(path: "gzip-made")
  let index = try String(contentsOf: folder.appending(path: "INDEX.tsv"), encoding: .utf8)
  let rows = index.split(separator: "\n").dropFirst().map { $0.split(separator: "\t") }
  #expect(rows.count == 38)
  for row in rows {
    let (file, verdict) = (String(row[0]), String(row[2]))
    let path = folder.appending(path: file).path
    let outcome = Result { try read(path, codec: codec) }
    let problem = code { _ = try outcome.get() }
    switch verdict {
    case "reject" where file == "odd-gz-in-gz.gz": #expect(problem == .gzipTwice)
    case "reject" where file == "odd-html-error-page.gz":
      // Sound gzip; what it says is refused where JSON is read.
      #expect(problem == nil)
    case "reject" where file == "bomb-64MiB-zeros.gz":
      #expect(problem == .gzipBomb || problem == .inputRecordTooLong)
    case "reject": #expect(problem == .gzipDamaged, "\(file)")
    case "accept-as-plain-or-reject":
      #expect(try InputFile(path: path).namedGzipButPlain)
      #expect(problem == nil)
    case "accept:65536-or-limit": #expect(problem == .gzipBomb)
    default:
      let count = try #require(Int(verdict.dropFirst("accept:".count)))
      #expect(lineCount(try outcome.get().content) == count, "\(file)")
    }
  }
}

@Test(.enabled(if: corpora != nil), arguments: GzipCodec.available)
func `foreign gzip files get the verdicts of their makers`(codec: GzipCodec) throws {
  let root = try #require(corpora)
  let commons = "gzip-commons/src/test/resources/"
  let accepted = [
    commons + "lorem-ipsum.txt.gz", commons + "multiple.gz",
    commons + "org/apache/commons/compress/gzip/members.gz",
    commons + "org/apache/commons/compress/gzip/members-size-0.gz",
    "gzip-libarchive/libarchive/test/test_compat_gzip_1.tgz",
  ]
  for file in accepted {
    let path = root.appending(path: file).path
    let reading = try read(path, .whole(limit: 1 << 30), codec: codec)
    #expect(reading.receipt != nil, "\(file)")
  }
  let refused = [
    "gzip-libarchive/libarchive/test/test_compat_gzip_2.tgz",
    "gzip-zlibng/test/CVE-2002-0059/test.gz", "gzip-zlibng/test/CVE-2004-0797/test.gz",
    "gzip-zlibng/test/CVE-2005-1849/test.gz", "gzip-zlibng/test/CVE-2005-2096/test.gz",
    "gzip-libarchive/libarchive/test/test_read_filter_gzip_recursive.gz",
    "gzip-libarchive/libarchive/test/test_read_too_many_filters.gz",
  ]
  for file in refused {
    let path = root.appending(path: file).path
    let outcome = code { _ = try read(path, .whole(limit: 1 << 30), codec: codec) }
    #expect(outcome == .gzipDamaged || outcome == .gzipTwice, "\(file): \(outcome?.rawValue ?? "")")
  }
  // Bare zlib, no gzip at all: it passes as plain, says so, and is refused by whoever parses it.
  let bare = root.appending(path: "gzip-zlibng/test/GH-1600/packobj.gz").path
  #expect(try InputFile(path: bare).namedGzipButPlain)
}
