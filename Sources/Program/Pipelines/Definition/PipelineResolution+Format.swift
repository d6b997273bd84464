import Diagnostics
import Dumps

/// Dump formats that lose what cannot be restored are refused before any file is opened.
extension PipelineResolution {
  mutating func checkFormat(_ source: TableSource, _ element: PipelineElement) {
    let written = element.value("format") == nil ? "files" : "format"
    guard var format = DumpFormat(name: source.format) else {
      note(
        .pipelineFormat, "there is no dump format “\(source.format)”",
        at: element.place(of: written),
        help: NearestWord.help(source.format, among: DumpFormat.allNames))
      return
    }
    if let promise = source.nullRule.flatMap({ NullRule(promise: $0) }) {
      format = format.promising(promise)
    }
    guard format.loss != .none else { return }
    let what = format.loss == .nulls ? "which values are NULL" : "where values end"
    let promise =
      format.loss == .nulls ? "; or promise what is NULL with null-rule=\"…\"" : ""
    note(
      .pipelineFormat, "a dump in the format \(source.format) does not tell \(what)",
      at: element.place(of: written), help: "export it with: \(format.exportCommand)\(promise)")
  }
}
