import Bytes
import Diagnostics
import Foundation
import Revenue
import TestSupport
import Testing

@testable import Pipelines

@Suite struct `pages put aside on the disk` {
  private let folder = FileManager.default.temporaryDirectory.path

  @Test func `come back as they were`() throws {
    let shelf = try ScratchShelf(folder: folder)
    var random = SplitMix64(seed: 1)
    let pages = (0..<50).map { number in
      (0..<[0, 1, 300, 70_000][number % 4]).map { _ in
        UInt8.random(in: 0..<(number % 2 == 0 ? 8 : 255), using: &random)
      }
    }
    for page in pages { try shelf.add(page) }
    for place in pages.indices.shuffled(using: &random) {
      #expect(shelf.page(place) == pages[place])
    }
    try shelf.requirePages()
  }

  @Test func `that do not come back are remembered`() throws {
    let scratch = try ScratchFile(folder: folder)
    let shelf = ScratchShelf(scratch)
    try shelf.add(Array(repeating: 7, count: 1_000))
    try shelf.requirePages()
    try FileHandle(forWritingTo: URL(filePath: scratch.path)).truncate(atOffset: 3)
    #expect(shelf.page(0).isEmpty)
    #expect { try shelf.requirePages() } throws: {
      ($0 as? Failure)?.code.rawValue == "output-unwritable"
    }
  }

  @Test func `that come back as something else are remembered`() throws {
    let scratch = try ScratchFile(folder: folder)
    let shelf = ScratchShelf(scratch)
    try shelf.add(Array(repeating: 7, count: 100_000))
    let size = try scratch.content().count
    let file = try FileHandle(forWritingTo: URL(filePath: scratch.path))
    try file.truncate(atOffset: 0)
    try file.truncate(atOffset: UInt64(size))
    #expect(shelf.page(0).isEmpty)
    #expect(throws: Failure.self) { try shelf.requirePages() }
  }
}
