import CXLSXWriter
public import Diagnostics

/// libxlsxwriter as it was found on this machine.
@safe struct SpreadsheetLibrary: @unchecked Sendable {
  /// The library; `nil` where it is not installed.
  private static let loaded: SpreadsheetLibrary? = unsafe cxlsx_load().map {
    unsafe SpreadsheetLibrary(functions: $0)
  }

  /// The functions, which never change once they are found.
  let functions: UnsafePointer<cxlsx_functions>

  /// Finds the library.
  ///
  /// - Throws: `workbook-library` where it is not installed.
  static func find() throws(Failure) -> SpreadsheetLibrary {
    guard let loaded else {
      throw Failure(
        .workbookLibrary, "libxlsxwriter, which writes workbooks, is not there",
        help: "install Debian's libxlsxwriter4, or leave the workbook out")
    }
    return loaded
  }
}

extension Failure.Code {
  /// A workbook is to be written and the library for that is not installed.
  public static let workbookLibrary = Failure.Code(rawValue: "workbook-library")
}
