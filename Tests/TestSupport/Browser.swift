public import Foundation

/// A real browser without a window.
public enum Browser {
  /// What the browser made of a page.
  public struct Answer: Sendable {
    /// The document after its scripts ran, as HTML.
    public var document: String
    /// What the page said on the console, refusals by its own policy among them.
    public var console: [String]
  }

  /// Whether the browser is installed.
  public static let isInstalled = FileManager.default.isExecutableFile(atPath: path)
  private static let path = "/usr/bin/chromium"

  /// Opens a page and lets its scripts run.
  ///
  /// - Parameters:
  ///   - page: the file.
  ///   - fragment: what follows the `#` of its address.
  /// - Returns: the document and what was said on the console.
  /// - Throws: when the browser cannot be started.
  public static func open(_ page: URL, fragment: String = "") throws -> Answer {
    let scratch = try Scratch()
    let process = Process()
    process.executableURL = URL(filePath: path)
    process.arguments = [
      "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
      "--user-data-dir=\(scratch.folder.path)/profile", "--enable-logging=stderr",
      "--virtual-time-budget=5000", "--dump-dom",
      page.absoluteString + (fragment.isEmpty ? "" : "#" + fragment),
    ]
    let answer = try process.answer()
    let said = answer.errors.split(separator: "\n")
    return Answer(
      document: answer.output,
      console: said.filter { $0.contains(":CONSOLE") }.map(String.init))
  }
}
