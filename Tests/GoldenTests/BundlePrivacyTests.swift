import Foundation
import TestSupport
import Testing

/// What stands in every text of the inputs, and must stand in none of a bundle.
private let canary = "canary"

/// A scenario's folder with a canary in every text of its two sides that is not a word of Stripe's
/// or of the pipeline, ids among them, and with secrets where somebody may have put them.
private struct Aviary {
  let scratch: Scratch
  var pipeline: String { scratch.folder.appending(path: "pipeline.xml").path }

  init(of name: String) throws {
    scratch = try Scratch()
    let scenario = Scenario(name: name)
    let paths = try FileManager.default.subpathsOfDirectory(atPath: scenario.folder.path)
    for path in paths where path.contains(".") && !path.hasPrefix("expected") {
      try scratch.write(Self.sung(try scenario.read(path), in: path), to: path)
    }
  }

  private static func sung(_ text: String, in path: String) -> String {
    var text = withIDs(text)
    switch (path as NSString).pathExtension {
    case "ndjson": text = withTexts(text)
    case "csv":
      text = text.replacing("Example", with: "Canary").replacing("example.com", with: "canary.test")
        .replacing(/He said|web|To try it|For regular hosts|too_expensive/) {
          "\($0.output) \(canary)"
        }
    case "xml": text = text.replacing("<clock", with: "<!-- a \(canary) -->\n<clock")
    default: break
    }
    return text
  }

  /// Ids end in the canary; all of them, so that they go on to fit.
  private static func withIDs(_ text: String) -> String {
    text.replacing(/\b(evt|sub|cus|price|prod|si|in|ch|pi|re|cs_live|pm)_[A-Za-z0-9]{8,}\b/) {
      "\($0.output.0)\(canary)"
    }.replacing(/\bc[a-z0-9]{18}[a-z0-9]{6}\b/) { "\($0.output.dropLast(6))\(canary)" }
  }

  /// Names and texts of a record, the nested ones of caches aside, and members nobody knows.
  private static func withTexts(_ text: String) -> String {
    text.replacing(
      #/
        "(nickname|description|name|comment|email|customer_email|phone|country|brand|last4|url
        |lookup_key|account_name|hosted_invoice_url)":\s?"[^"\\]*"
      /#
    ) {
      "\"\($0.output.1)\":\"\(canary)@\(canary).test\""
    }
    .replacing("\"metadata\":{\"", with: "\"metadata\":{\"note\":\"\(canary) 4242 4242\",\"")
    .replacing("{\"id\":\"evt_", with: "{\"secret\":\"whsec_\(canary)\",\"id\":\"evt_")
  }
}

@Test(
  arguments: [
    "dead-lettered", "payer-email-differs", "ghost-active", "payload-divergence", "copy-differs",
    "invoice-missing", "checkout-metadata-invalid", "several-tenants",
  ])
func `no text of the inputs is in a bundle unless it is a word that decides`(name: String) throws {
  let aviary = try Aviary(of: name)
  let runs = aviary.scratch.folder.appending(path: "runs").path
  let run = try Program.run(["run", aviary.pipeline, "--quiet", "--output", runs])
  #expect(run.status != 2, "\(run.errors)")
  let record = try published(
    URL(filePath: runs).appending(path: "\(name)/latest/drift.ndjson.gz"))
  let found = record.matches(of: /"drift_id":"([0-9a-f]+)","code":"[A-Z0-9]+","class":"([a-z-]+)"/)
  let finding = try #require(found.first { $0.output.2 == name } ?? found.first)
  let path = aviary.scratch.folder.appending(path: "case").path
  let answer = try Program.run([
    "bundle", String(finding.output.1), aviary.pipeline, path, "--output", runs,
  ])
  #expect(answer.status == 0, "\(answer.errors)")
  for file in try FileManager.default.subpathsOfDirectory(atPath: path) where file.contains(".") {
    let text = try String(
      contentsOf: URL(filePath: path).appending(path: file), encoding: .utf8)
    #expect(!text.lowercased().contains(canary), "\(file)")
    #expect(!text.contains("@") || text.contains("@example.invalid"), "\(file)")
    #expect(!file.lowercased().contains(canary))
  }
}
