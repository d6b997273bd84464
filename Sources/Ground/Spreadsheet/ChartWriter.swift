import CXLSXWriter

/// Tells libxlsxwriter what to draw.
@safe struct ChartWriter {
  let functions: cxlsx_functions
  let chart: UnsafeMutablePointer<lxw_chart>

  func write(_ drawing: ChartDrawing) {
    for series in drawing.series { write(series, drawing.kind) }
    var heading = unsafe lxw_chart_font()
    unsafe heading.size = 11
    unsafe heading.bold = 1
    unsafe functions.chart_title_set_name(chart, XLSXText.legal(drawing.title))
    unsafe functions.chart_title_set_name_font(chart, &heading)
    unsafe functions.chart_legend_set_position(chart, UInt8(LXW_CHART_LEGEND_BOTTOM.rawValue))
    unsafe functions.chart_axis_set_num_format(chart.pointee.y_axis, drawing.numberFormat)
    unsafe functions.chart_axis_set_num_format(chart.pointee.x_axis, drawing.categoryFormat)
    // The names of the months stay below columns that go down.
    unsafe functions.chart_axis_set_label_position(
      chart.pointee.x_axis, UInt8(LXW_CHART_AXIS_LABEL_POSITION_LOW.rawValue))
    var grid = Self.line(CellStyle.Color(0xD9D9D9))
    grid.width = 0.75
    unsafe functions.chart_axis_major_gridlines_set_line(chart.pointee.y_axis, &grid)
  }

  private func write(_ series: ChartDrawing.Series, _ kind: ChartDrawing.Kind) {
    guard let drawn = unsafe functions.chart_add_series(chart, nil, nil) else {
      preconditionFailure("the library is out of memory")
    }
    unsafe set(series.categories, of: drawn, by: functions.chart_series_set_categories)
    unsafe set(series.values, of: drawn, by: functions.chart_series_set_values)
    unsafe functions.chart_series_set_name(drawn, XLSXText.legal(series.name))
    switch kind {
    case .line:
      var line = Self.line(series.color)
      unsafe functions.chart_series_set_line(drawn, &line)
      unsafe functions.chart_series_set_marker_type(
        drawn, UInt8(LXW_CHART_MARKER_NONE.rawValue))
    case .stackedColumns:
      var fill = lxw_chart_fill()
      fill.color = series.color.lxw
      unsafe functions.chart_series_set_fill(drawn, &fill)
      unsafe functions.chart_set_series_gap(chart, 60)
    }
  }

  private typealias SetRange =
    @convention(c) (
      UnsafeMutablePointer<lxw_chart_series>?, UnsafePointer<CChar>?, UInt32, UInt16, UInt32, UInt16
    ) -> Void

  private func set(
    _ range: CellRange, of series: UnsafeMutablePointer<lxw_chart_series>, by function: SetRange
  ) {
    unsafe function(
      series, range.sheet, UInt32(range.rows.lowerBound), UInt16(range.columns.lowerBound),
      UInt32(range.rows.upperBound), UInt16(range.columns.upperBound))
  }

  private static func line(_ color: CellStyle.Color) -> lxw_chart_line {
    var line = lxw_chart_line()
    line.color = color.lxw
    line.width = 2
    return line
  }
}
