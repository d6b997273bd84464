import CLibXML

/// What must hold in the whole process before libxml2 is used at all.
enum LibXML {
  /// Prepares libxml2 once, however many threads ask at the same time.
  ///
  /// The parser and the built-in datatypes are tables filled on first use without a lock, and the
  /// loader of external entities is global: it refuses everything, so no option anywhere can make
  /// libxml2 open a file or a connection.
  ///
  /// Complaints that belong to no parser would go to standard error; each thread drops its own.
  static func prepare() {
    _ = prepared
    unsafe xmlSetStructuredErrorFunc(nil) { _, _ in }
  }

  private static let prepared: Bool = {
    xmlInitParser()
    xmlRelaxNGInitTypes()
    xmlSchemaInitTypes()
    unsafe xmlSetExternalEntityLoader { _, _, _ in nil }
    return true
  }()

  /// The text at a libxml2 string; empty for none.
  static func text(_ start: UnsafePointer<xmlChar>?) -> String {
    guard let start = unsafe start else { return "" }
    return unsafe String(cString: start)
  }

  /// A message of libxml2 as one line in our manner: lower case first, no full stop, no line feed.
  static func message(of error: xmlError) -> String {
    guard let start = unsafe error.message else { return "unknown error" }
    var words = unsafe String(cString: start).split { $0.isWhitespace }.joined(separator: " ")
    while words.hasSuffix(".") || words.hasSuffix(":") { words.removeLast() }
    let second = words.dropFirst().first
    if second?.isUppercase != true { words = words.prefix(1).lowercased() + words.dropFirst() }
    return words
  }
}
