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
      const more = document.getElementById("more");
      const list = document.querySelector(".findings");
      const severities = Array.from(form.querySelectorAll("input[name=severity]"));
      const kinds = ["sev", "code", "class", "who", "money", "todo"];
      const step = 200;
      const items = Array.from(list.children).map(function (item) {
        return {
          item: item, severity: item.dataset.severity, disposition: item.dataset.disposition,
          text: item.textContent.toLowerCase()
        };
      });
      const others = takeOthers();
      let fitting = [];
      let drawn = [];
      let count = 0;
      function takeOthers() {
        const source = document.getElementById("others");
        if (source === null) { return []; }
        const lines = source.querySelector("pre").textContent.split("\\n");
        source.remove();
        return lines.slice(0, -1).map(function (line) {
          const cells = line.split("\\t");
          return {
            cells: cells, severity: cells[0], disposition: cells[5], text: line.toLowerCase()
          };
        });
      }
      function isWanted(entry, wanted, terms) {
        if (wanted.has(entry.severity) === false) { return false; }
        if (disposition.value !== "") {
          if (disposition.value !== entry.disposition) { return false; }
        }
        return terms.every(function (term) { return entry.text.includes(term); });
      }
      function draw(entry) {
        const item = document.createElement("li");
        const line = document.createElement("div");
        item.className = entry.cells[7];
        line.className = "line";
        line.id = "d-" + entry.cells[6];
        kinds.forEach(function (kind, place) {
          const cell = document.createElement("span");
          cell.className = kind === "sev" ? "sev " + entry.severity : kind;
          cell.textContent = entry.cells[place];
          line.append(cell);
        });
        item.append(line);
        return item;
      }
      function grow() {
        const next = fitting.slice(drawn.length, drawn.length + step).map(draw);
        list.append(...next);
        drawn = drawn.concat(next);
        tell();
      }
      function tell() {
        shown.textContent = (count + drawn.length).toLocaleString("en") + " of "
          + (items.length + others.length).toLocaleString("en") + " shown";
        if (more === null) { return; }
        const left = fitting.length - drawn.length;
        more.hidden = left === 0;
        more.textContent =
          "Show " + Math.min(left, step) + " more of " + left.toLocaleString("en");
      }
      function narrow() {
        const chosen = severities.filter(function (box) { return box.checked; });
        const wanted = new Set(chosen.map(function (box) { return box.value; }));
        const terms = words.value.toLowerCase().split(/\\s+/);
        count = 0;
        items.forEach(function (entry) {
          const isShown = isWanted(entry, wanted, terms);
          entry.item.hidden = isShown === false;
          if (isShown) { count += 1; }
        });
        drawn.forEach(function (item) { item.remove(); });
        drawn = [];
        fitting = others.filter(function (entry) { return isWanted(entry, wanted, terms); });
        grow();
      }
      function openNamed() {
        const name = decodeURIComponent(location.hash.slice(1));
        if (others.some(function (entry) { return "d-" + entry.cells[6] === name; })) {
          words.value = name.slice(2);
          narrow();
        }
        const target = name === "" ? null : document.getElementById(name);
        if (target === null) { return; }
        if (target.tagName === "DETAILS") {
          target.parentElement.hidden = false;
          target.open = true;
        }
        target.scrollIntoView();
      }
      form.hidden = false;
      form.addEventListener("input", narrow);
      form.addEventListener("submit", function (event) { event.preventDefault(); });
      if (more !== null) { more.addEventListener("click", grow); }
      window.addEventListener("hashchange", openNamed);
      narrow();
      openNamed();
    }());

    """
}
