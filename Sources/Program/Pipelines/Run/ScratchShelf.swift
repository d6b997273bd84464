import Bytes
import Diagnostics
import Revenue
import Synchronization

/// Pages in a file without a name, compressed: each comes back from the disk when it is asked for.
///
/// Whoever asks for a page may be deep in a figure and cannot be told that the disk has lost it, so
/// that this is remembered, and said before anything is published.
final class ScratchShelf: PageShelf {
  private struct Page {
    var extent: ScratchFile.Extent
    var byteCount: Int
  }

  private struct State {
    var pages: [Page] = []
    var failure: Failure?
  }

  private let scratch: ScratchFile
  private let state = Mutex(State())

  /// An empty shelf on the disk that holds a folder.
  ///
  /// - Throws: `output-unwritable`.
  convenience init(folder: String) throws(Failure) {
    self.init(try ScratchFile(folder: folder))
  }

  /// An empty shelf in a file.
  init(_ scratch: ScratchFile) { self.scratch = scratch }

  func add(_ page: [UInt8]) throws(Failure) {
    let extent = try scratch.append(GzipCodec.preferred.packed(page))
    state.withLock { $0.pages.append(Page(extent: extent, byteCount: page.count)) }
  }

  func page(_ place: Int) -> [UInt8] {
    let page = state.withLock { $0.pages[place] }
    do throws(Failure) {
      return try read(page)
    } catch {
      state.withLock { $0.failure = $0.failure ?? error }
      return []
    }
  }

  func requirePages() throws(Failure) {
    if let failure = state.withLock(\.failure) { throw failure }
  }

  private func read(_ page: Page) throws(Failure) -> [UInt8] {
    let packed = try scratch.read(page.extent)
    guard let text = GzipCodec.preferred.unpacked(packed, byteCount: page.byteCount) else {
      throw Failure(
        .outputUnwritable, "what was put aside on the disk came back as something else",
        help: "check the disk that the run writes to; nothing was published")
    }
    return text
  }
}
