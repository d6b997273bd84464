import Bytes

/// How the page looks: light or dark as the reader's system, on a phone and on paper.
enum ReportStyle {
  /// The SHA-256 that the page's policy names.
  static var digest: String { Digest(of: Array("\(text)".utf8)).base64 }

  /// CSS without `<` and `&`.
  static let text: StaticString = """

    :root {
      --paper: #fbfbfd; --card: #ffffff; --ink: #1c1e26; --soft: #5a6072; --line: #dfe2ea;
      --link: #1f4fd8; --good: #12703d; --warn: #8a5200; --bad: #b3202c;
      --p0: #b3202c; --p1: #b45309; --p2: #7a6a00; --p3: #5a6072;
      --good-wash: #e5f4eb; --warn-wash: #fcf1de; --bad-wash: #fbe6e8;
    }
    @media screen and (prefers-color-scheme: dark) {
      :root {
        --paper: #14161c; --card: #1c1f28; --ink: #e8eaf0; --soft: #a3abbd; --line: #333846;
        --link: #8fb0ff; --good: #6fd39b; --warn: #f0b45c; --bad: #ff8a93;
        --p0: #ff8a93; --p1: #f0a45c; --p2: #d8c75a; --p3: #a3abbd;
        --good-wash: #17301f; --warn-wash: #33270f; --bad-wash: #3a1a1e;
      }
    }
    * { box-sizing: border-box; }
    @media (prefers-reduced-motion: no-preference) { html { scroll-behavior: smooth; } }
    body {
      margin: 0 auto; max-width: 72rem; padding: 1.5rem; background: var(--paper);
      color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere;
    }
    a { color: var(--link); }
    :focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
    .skip { position: absolute; left: -100rem; }
    .skip:focus { position: static; }
    h1 { font-size: 2rem; line-height: 1.2; margin: 0.2rem 0 0.8rem; }
    h2 { font-size: 1.25rem; margin: 0 0 0.8rem; }
    h3 { font-size: 1rem; margin: 1.2rem 0 0.4rem; }
    .eyebrow, small, figcaption, footer, .legend { color: var(--soft); font-size: 0.875rem; }
    .eyebrow { margin: 0; }
    .verdict { border-radius: 0.5rem; padding: 0.7rem 1rem; margin: 0 0 1rem; }
    .verdict.good { background: var(--good-wash); color: var(--good); }
    .verdict.warn { background: var(--warn-wash); color: var(--warn); }
    .verdict.bad { background: var(--bad-wash); color: var(--bad); }
    section {
      background: var(--card); border: 1px solid var(--line); border-radius: 0.75rem;
      padding: 1.25rem; margin: 1.25rem 0;
    }
    .tiles {
      display: grid; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); gap: 0.75rem;
      margin: 0;
    }
    .tiles div {
      background: var(--card); border: 1px solid var(--line); border-radius: 0.75rem;
      padding: 0.8rem 0.75rem;
    }
    .tiles dt { color: var(--soft); font-size: 0.875rem; }
    .tiles dd { margin: 0; }
    .tiles b { display: block; font-size: 1.1rem; font-variant-numeric: tabular-nums; }
    .tiles small { display: block; }
    .scroll { overflow-x: auto; }
    table { border-collapse: collapse; width: 100%; overflow-wrap: normal; }
    thead, .number, .when { white-space: nowrap; }
    th, td {
      text-align: left; padding: 0.3rem 0.6rem; border-bottom: 1px solid var(--line);
      font-variant-numeric: tabular-nums; font-weight: 400; vertical-align: top;
    }
    thead th, thead td { color: var(--soft); font-size: 0.875rem; }
    .number { text-align: right; }
    .classes th { white-space: nowrap; }
    .sev {
      display: inline-block; min-width: 2rem; padding: 0 0.35rem; border: 1px solid;
      border-radius: 0.35rem; font-size: 0.8125rem; font-weight: 600; text-align: center;
    }
    .sev.P0 { color: var(--p0); } .sev.P1 { color: var(--p1); }
    .sev.P2 { color: var(--p2); } .sev.P3 { color: var(--p3); }
    svg .P0, svg.P0 { fill: var(--p0); } svg .P1, svg.P1 { fill: var(--p1); }
    svg .P2, svg.P2 { fill: var(--p2); } svg .P3, svg.P3 { fill: var(--p3); }
    figure { margin: 0.5rem 0 0; }
    .trend, .timeline { display: block; width: 100%; height: auto; }
    .trend .ground { fill: transparent; }
    .trend g:hover .ground { fill: var(--line); }
    svg text { font: 12px system-ui, sans-serif; fill: var(--ink); }
    svg text.lane, svg text.clock, svg text.sum { fill: var(--soft); font-size: 11px; }
    line.lane { stroke: var(--line); stroke-width: 2; }
    circle.event { fill: var(--good); } circle.other { fill: var(--soft); }
    circle.suspect { fill: var(--card); stroke: var(--bad); stroke-width: 3; }
    rect.written { fill: var(--ink); } rect.wrong { fill: var(--bad); opacity: 0.35; }
    article { border-top: 1px solid var(--line); padding-top: 0.2rem; margin-top: 1rem; }
    article p { margin: 0; }
    .legend { display: flex; flex-wrap: wrap; gap: 0.2rem 1.2rem; margin: 0; }
    .key::before {
      content: ""; display: inline-block; width: 0.7rem; height: 0.7rem; margin-right: 0.4rem;
      border-radius: 50%; background: var(--good);
    }
    .key.other::before { width: 0.4rem; height: 0.4rem; background: var(--soft); }
    .key.suspect::before { background: transparent; border: 3px solid var(--bad); }
    .key.written::before { border-radius: 0; width: 0.3rem; background: var(--ink); }
    .key.wrong::before { border-radius: 0; background: var(--bad); opacity: 0.35; }
    figure .movements { display: block; width: 100%; height: auto; }
    .movements .new { fill: var(--good); } .movements .expansion { fill: var(--p2); }
    .movements .reactivation { fill: var(--link); } .movements .end { fill: var(--soft); }
    .movements .contraction { fill: var(--p1); } .movements .churn { fill: var(--bad); }
    .key.expansion::before { background: var(--p2); }
    .key.reactivation::before { background: var(--link); }
    .key.contraction::before { background: var(--p1); }
    .key.churn::before { background: var(--bad); }
    form {
      display: flex; flex-wrap: wrap; gap: 0.6rem 1.2rem; align-items: center; margin: 0 0 1rem;
    }
    form[hidden] { display: none; }
    fieldset { border: 0; margin: 0; padding: 0; display: flex; gap: 0.8rem; }
    legend { float: left; margin-right: 0.8rem; padding: 0; }
    input, select, button { font: inherit; color: inherit; }
    input[type="search"], select {
      background: var(--paper); border: 1px solid var(--soft); border-radius: 0.4rem;
      padding: 0.3rem 0.6rem; max-width: 100%;
    }
    .findings { list-style: none; margin: 0; padding: 0; }
    .findings > li {
      display: block; border-top: 1px solid var(--line); content-visibility: auto;
      contain-intrinsic-size: auto 2.6rem;
    }
    .findings > li[hidden] { display: none; }
    .waived .line { font-style: italic; }
    .waived .class::after { content: " (waived)"; color: var(--soft); }
    summary { cursor: pointer; }
    summary .class::before { content: "▸ "; color: var(--soft); }
    [open] .class::before { content: "▾ "; }
    #more, pre { margin-top: 1rem; }
    #more {
      background: var(--paper); border: 1px solid var(--soft); border-radius: 0.4rem;
      padding: 0.4rem 1rem; cursor: pointer;
    }
    #more[hidden] { display: none; }
    pre { overflow-x: auto; overflow-wrap: normal; font-size: 0.8125rem; }
    .line {
      display: grid; gap: 0 0.8rem; align-items: baseline; padding: 0.5rem 0.2rem;
      grid-template-columns: 2.6rem 2.6rem minmax(10rem, 1fr) minmax(8rem, 1.3fr) 7rem 4.5rem;
    }
    summary:hover { background: var(--paper); }
    .line .who { color: var(--soft); font-family: ui-monospace, monospace; font-size: 0.875rem; }
    .line .money { text-align: right; font-variant-numeric: tabular-nums; }
    .line .todo { color: var(--soft); }
    .facts, .gaps {
      display: grid; grid-template-columns: 8rem 1fr; gap: 0.4rem 1rem; margin: 0.4rem 0 1rem;
    }
    .facts dt, .gaps dt { color: var(--soft); }
    .gaps { grid-template-columns: minmax(8rem, 1fr) 2fr; }
    .facts dd, .gaps dd { margin: 0; }
    .facts p { margin: 0; }
    .facts ul { margin: 0.2rem 0; padding-left: 1.2rem; }
    .change { width: auto; overflow-wrap: anywhere; }
    del, ins { text-decoration: none; }
    del { color: var(--bad); } ins { color: var(--good); }
    .holes .bad { color: var(--bad); }
    @media (max-width: 44rem) {
      body { padding: 0.8rem; }
      section { padding: 0.9rem; }
      .line { grid-template-columns: 2.6rem 2.6rem 1fr; }
      .line .who { grid-column: 3; }
      .line .money { grid-column: 3; text-align: left; }
      .line .todo { grid-column: 3; }
      .classes th, .classes td { padding: 0.3rem 0.25rem; }
      .classes thead { font-size: 0.8125rem; }
      .classes thead th { font-size: inherit; }
      .classes { font-size: 0.875rem; }
      .classes tbody th, .classes thead :last-child { white-space: normal; }
      .classes.drift :is(th, td):is(:nth-child(4), :nth-child(5), :nth-child(6)) { display: none; }
      .classes svg { width: 4rem; }
      svg text.sum, .movements g:nth-of-type(even) .clock { display: none; }
      svg text, svg text.lane, svg text.clock { font-size: 22px; }
      circle.event { r: 9px; } circle.suspect { r: 11px; } circle.other { r: 5px; }
      .facts, .gaps { grid-template-columns: 1fr; gap: 0 1rem; }
      .facts dd, .gaps dd { margin-bottom: 0.5rem; }
    }
    @media print {
      :root { --paper: #fff; --card: #fff; --ink: #000; --soft: #444; --line: #bbb; }
      html { font-size: 75%; }
      body { max-width: none; padding: 0; }
      @page { margin: 1.5cm; }
      form, .skip, #more, summary .class::before { display: none; }
      section { border: 0; padding: 0; }
      article, figure, tr, .findings > li { break-inside: avoid; content-visibility: visible; }
      h1, h2, h3, summary { break-after: avoid; }
      thead { display: table-header-group; }
      th, td, .line { padding: 0.15rem 0.4rem; }
      .timeline { max-width: 34rem; }
      .scroll { overflow: visible; }
      .verdict, .sev, .key::before, svg { print-color-adjust: exact; }
    }

    """
}
