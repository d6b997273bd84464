import Bytes
import Foundation
import JSON

/// Lends an array as a view.
func withView<Result>(_ bytes: [UInt8], _ body: (ByteView) throws -> Result) rethrows -> Result {
  try unsafe bytes.withUnsafeBufferPointer { try unsafe body(ByteView($0)) }
}

/// The fault of a text, if it has one.
func fault(_ bytes: [UInt8], limits: JSONLimits = JSONLimits()) -> JSONFault? {
  var reader = JSONReader(limits: limits)
  return withView(bytes) { reader.read($0) }
}

/// Reads a text that is expected to be valid; nil is a failure of the test that asks.
func reading<Result>(_ text: String, _ body: (JSONValue) throws -> Result) rethrows -> Result? {
  try reading(Array(text.utf8), body)
}

/// Reads bytes that are expected to be valid.
func reading<Result>(
  _ bytes: [UInt8], _ body: (JSONValue) throws -> Result
) rethrows -> Result? {
  var reader = JSONReader()
  return try withView(bytes) { view in
    if reader.read(view) != nil { return nil }
    return try body(reader.root)
  }
}

/// The folder of corpora that others wrote, where the machine has it.
let corpora = ProcessInfo.processInfo.environment["TRUEUP_SHARED"]
  .map { URL(filePath: $0).appending(path: "corpora") }
