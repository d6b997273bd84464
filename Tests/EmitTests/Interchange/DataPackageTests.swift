import Emit
import Reconciliation
import TestSupport
import Testing

struct DataPackageTests {
  @Test func `a package reads as it always did`() throws {
    let sheets = [
      ("breakdown-credits.csv.gz", [SheetColumn("user_id"), SheetColumn("reset_date", .date)]),
      ("drift.csv.gz", DriftSheetWriter.columns),
      ("metrics/Bridge.csv", [SheetColumn("amount", .number)]),
    ].map { file, columns in
      DataPackageWriter.Sheet(
        output: .init(
          file: file, byteCount: 12, sha256: String(repeating: "ab", count: 32),
          contentSHA256: ""),
        columns: columns)
    }
    let bytes = DataPackageWriter().json(Sample.told, sheets: sheets)
    try expectGolden(String(decoding: bytes, as: UTF8.self), matches: golden("datapackage.json"))
  }
}
