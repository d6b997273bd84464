import Bytes

/// What the page does when somebody types: it narrows the list of findings down.
enum ReportScript {
  /// The SHA-256 that the page's policy names.
  static var digest: String { Digest(of: Array("\(text)".utf8)).base64 }

  /// JavaScript without `<` and `&`; without it every finding is there, only not searchable.
  static let text: StaticString = """

    "use strict";
    (function () {
      const form = document.getElementById("filter");
      if (form === null) { return; }
      const words = document.getElementById("words");
      const disposition = document.getElementById("disposition");
      const shown = document.getElementById("shown");
      const severities = Array.from(form.querySelectorAll("input[name=severity]"));
      const items = Array.from(document.querySelectorAll(".findings > li")).map(function (item) {
        return {
          item: item, severity: item.dataset.severity, disposition: item.dataset.disposition,
          text: item.textContent.toLowerCase()
        };
      });
      function isWanted(entry, wanted, terms) {
        if (wanted.has(entry.severity) === false) { return false; }
        if (disposition.value !== "") {
          if (disposition.value !== entry.disposition) { return false; }
        }
        return terms.every(function (term) { return entry.text.includes(term); });
      }
      function narrow() {
        const chosen = severities.filter(function (box) { return box.checked; });
        const wanted = new Set(chosen.map(function (box) { return box.value; }));
        const terms = words.value.toLowerCase().split(/\\s+/);
        let count = 0;
        items.forEach(function (entry) {
          const isShown = isWanted(entry, wanted, terms);
          entry.item.hidden = isShown === false;
          if (isShown) { count += 1; }
        });
        shown.textContent =
          count.toLocaleString("en") + " of " + items.length.toLocaleString("en") + " shown";
      }
      function openNamed() {
        const name = decodeURIComponent(location.hash.slice(1));
        const target = name === "" ? null : document.getElementById(name);
        if (target === null) { return; }
        if (target.tagName !== "DETAILS") { return; }
        target.parentElement.hidden = false;
        target.open = true;
        target.scrollIntoView();
      }
      form.hidden = false;
      form.addEventListener("input", narrow);
      form.addEventListener("submit", function (event) { event.preventDefault(); });
      window.addEventListener("hashchange", openNamed);
      narrow();
      openNamed();
    }());

    """
}
