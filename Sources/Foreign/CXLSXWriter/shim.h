// Nothing is linked: libxlsxwriter brings libcrypto along, and every start of the program would
// wait for both. The functions are found by name when the first workbook is written.
#include <dlfcn.h>
#include <stdint.h>
#include <xlsxwriter.h>

#define CXLSX_FUNCTIONS(each)        \
  each(workbook_new_opt)             \
  each(workbook_add_worksheet)       \
  each(workbook_add_format)          \
  each(workbook_add_chart)           \
  each(workbook_define_name)         \
  each(workbook_set_properties)      \
  each(workbook_close)               \
  each(lxw_workbook_free)            \
  each(worksheet_write_blank)        \
  each(worksheet_write_string)       \
  each(worksheet_write_number)       \
  each(worksheet_write_formula_num)  \
  each(worksheet_write_url_opt)      \
  each(worksheet_write_comment_opt)  \
  each(worksheet_set_row)            \
  each(worksheet_set_column)         \
  each(worksheet_freeze_panes)       \
  each(worksheet_autofilter)         \
  each(worksheet_repeat_rows)        \
  each(worksheet_set_landscape)      \
  each(worksheet_set_paper)          \
  each(worksheet_set_margins)        \
  each(worksheet_set_header)         \
  each(worksheet_set_footer)         \
  each(worksheet_fit_to_pages)       \
  each(worksheet_set_tab_color)      \
  each(worksheet_ignore_errors)      \
  each(worksheet_insert_chart_opt)   \
  each(format_set_num_format)        \
  each(format_set_font_name)         \
  each(format_set_font_size)         \
  each(format_set_font_color)        \
  each(format_set_bold)              \
  each(format_set_italic)            \
  each(format_set_underline)         \
  each(format_set_text_wrap)         \
  each(format_set_align)             \
  each(format_set_indent)            \
  each(format_set_pattern)           \
  each(format_set_bg_color)          \
  each(format_set_top)               \
  each(format_set_bottom)            \
  each(format_set_top_color)         \
  each(format_set_bottom_color)      \
  each(chart_add_series)             \
  each(chart_series_set_categories)  \
  each(chart_series_set_values)      \
  each(chart_series_set_name)        \
  each(chart_series_set_line)        \
  each(chart_series_set_fill)        \
  each(chart_series_set_marker_type) \
  each(chart_title_set_name)         \
  each(chart_title_set_name_font)    \
  each(chart_legend_set_position)    \
  each(chart_axis_set_num_format)    \
  each(chart_axis_set_label_position) \
  each(chart_axis_major_gridlines_set_line) \
  each(chart_set_series_gap)

#define CXLSX_FIELD(name) __typeof__(&name) _Nonnull name;
#define CXLSX_FIND(name) \
  && (*(void **)&functions.name = dlsym(library, #name))

struct cxlsx_functions {
  CXLSX_FUNCTIONS(CXLSX_FIELD)
};

// The functions, or nothing where this machine does not have the library. It stays loaded for as
// long as the process lives.
static inline const struct cxlsx_functions *_Nullable cxlsx_load(void) {
  static struct cxlsx_functions functions;
  void *library = dlopen("libxlsxwriter.so.4", RTLD_NOW | RTLD_LOCAL);
  return library CXLSX_FUNCTIONS(CXLSX_FIND) ? &functions : 0;
}

// A cell holds an IEEE 754 double and nothing else; this is the only place where one is made.
static inline double cxlsx_number(int64_t units, int64_t divisor) {
  return (double)units / (double)divisor;
}
