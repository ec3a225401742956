"""How the page looks and the few lines that draw its charts.

Belongs here: the style, with every colour as a variable for light and dark, and the script. Colours of text have a contrast of at least
4.5 to 1 on their ground, of marks 3 to 1. Does not belong here: anything that differs from page to page.
"""

from __future__ import annotations

STYLE = """
:root {
  color-scheme: light dark;
  --ground: #ffffff; --ink: #1b2126; --muted: #5a646d; --line: #dfe3e6;
  --accent: #1f618d; --good: #2f7f9e; --bad: #c1492b; --bad-text: #a93a1e; --unknown: #8b929a; --none: #b9a36a; --pale: #a9c3d1;
  --shade: rgb(27 33 38 / .16);
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #13171a; --ink: #e7eaec; --muted: #a1abb3; --line: #2d343a;
    --accent: #79b8e0; --good: #4c9dbf; --bad: #e5775a; --bad-text: #f0917a; --unknown: #848d96; --none: #a38f56; --pale: #47606f;
    --shade: rgb(0 0 0 / .6);
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; scroll-padding-top: 1rem; }
body {
  margin: 0 auto; max-width: 66rem; padding: 2.5rem 1.25rem 4rem; background: var(--ground); color: var(--ink);
  font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
  overflow-wrap: break-word;
}
a { color: var(--accent); text-underline-offset: .15em; text-decoration-thickness: 1px; }
a:focus-visible, .scroll:focus-visible, summary:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.skip { position: absolute; left: -100vw; }
.skip:focus { left: 1rem; top: .5rem; background: var(--ground); padding: .25rem .5rem; }
h1, h2, h3, h4 { line-height: 1.25; text-wrap: balance; }
h1 {
  font-size: clamp(1.7rem, 1.2rem + 2.2vw, 2.5rem); font-weight: 650; letter-spacing: -.015em;
  margin: .2rem 0 1.75rem; max-width: 26em;
}
h2 { font-size: clamp(1.3rem, 1.1rem + .9vw, 1.6rem); font-weight: 650; letter-spacing: -.01em; margin: .15rem 0 1rem; max-width: 34em; }
h3 { font-size: 1.05rem; font-weight: 650; margin: 2.25rem 0 .6rem; }
h4 { font-size: 1rem; font-weight: 600; margin: 0 0 .2rem; }
p { margin: 0 0 .75rem; max-width: 44em; }
.kicker { color: var(--muted); font-size: .875rem; margin: 0; }
section { border-top: 1px solid var(--line); margin-top: 3.5rem; padding-top: 1.5rem; }
.news { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 17rem), 1fr)); gap: 1.5rem 2.5rem; }
.news h2 { font-size: .95rem; letter-spacing: 0; margin: 0 0 .35rem; padding-top: .5rem; border-top: 3px solid var(--line); }
.news .good h2 { border-color: var(--good); }
.news .wrong h2 { border-color: var(--bad); }
.news .next h2 { border-color: var(--ink); }
.news ul { list-style: none; margin: 0; padding: 0; }
.news li { margin-bottom: .6rem; }
nav ul { list-style: none; display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; margin: 2rem 0 0; padding: 0; font-size: .9rem; }
data { font-variant-numeric: tabular-nums; }
.news data, section > p > data { font-weight: 600; }
.note, .rest, footer { color: var(--muted); font-size: .8125rem; line-height: 1.5; max-width: 60em; }
.note { margin: .6rem 0 1.25rem; }
.rest { margin: .4rem 0 0; }
code { font: .92em ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; overflow-wrap: anywhere; }
.empty, .caution { border-left: 3px solid var(--line); padding: .1rem 0 .1rem .9rem; }
.caution { border-color: var(--bad); }
.chart { width: 100%; min-height: 3rem; margin: 1rem 0 .25rem; }
.chart > div { width: 100%; }
.chart svg { display: block; max-width: 100%; }
.key { list-style: none; display: flex; flex-wrap: wrap; gap: .2rem 1.25rem; margin: .25rem 0 1rem; padding: 0; }
.key { font-size: .8125rem; color: var(--muted); }
.swatch { display: inline-block; width: .75em; height: .75em; margin-right: .45em; }
.swatch.conforming { background: var(--good); }
.swatch.non-conforming, .swatch.flagged { background: var(--bad); }
.swatch.unknown { background: var(--unknown); }
.swatch.no-brief { background: var(--none); }
.swatch.other { background: var(--pale); }
/* A shadow at the edge where there is more to scroll to. */
.scroll {
  overflow-x: auto; margin: .5rem 0;
  background: linear-gradient(to right, var(--ground) 60%, transparent) left / 2.5rem 100% local,
    linear-gradient(to left, var(--ground) 60%, transparent) right / 2.5rem 100% local,
    linear-gradient(to right, var(--shade), transparent) left / .75rem 100% scroll,
    linear-gradient(to left, var(--shade), transparent) right / .75rem 100% scroll;
  background-repeat: no-repeat;
}
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 22rem), 1fr)); gap: 0 2.5rem; }
.pair > div { min-width: 0; }
table { border-collapse: collapse; width: 100%; font-size: .875rem; line-height: 1.4; font-variant-numeric: tabular-nums; }
th, td { padding: .42rem .6rem; border-bottom: 1px solid var(--line); vertical-align: top; text-align: left; font-weight: 400; }
th:first-child, td:first-child { padding-left: 0; }
th:last-child, td:last-child { padding-right: 0; }
thead th { color: var(--muted); font-size: .8125rem; vertical-align: bottom; border-bottom-color: var(--muted); }
tbody th { min-width: 7rem; }
.gt_right { text-align: right; white-space: nowrap; }
thead .gt_right { white-space: normal; }
.gt_center { text-align: center; }
.wide { display: inline-block; min-width: 17rem; }
.reason { display: block; margin-bottom: .3rem; }
.few { display: inline-block; width: 4.5rem; color: var(--muted); font-size: .8125rem; line-height: 1.25; white-space: normal; }
.none { color: var(--muted); }
.heat {
  display: block; margin: -.2rem 0; padding: .2rem .35rem;
  background: color-mix(in srgb, var(--bad) calc(8% + var(--heat) * 34%), transparent);
}
.record { display: inline-block; max-width: 100%; overflow-wrap: anywhere; }
.record { font: .875em ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
.rules { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 28rem), 1fr)); gap: 1.75rem 2.5rem; margin-top: .75rem; }
.rules article { border-top: 1px solid var(--line); padding-top: .75rem; min-width: 0; scroll-margin-top: 1rem; }
.rules article:target { border-top: 3px solid var(--accent); padding-top: calc(.75rem - 2px); }
.rules p { font-size: .9rem; margin: 0 0 .4rem; }
.facts, .earlier, .rules .records { color: var(--muted); }
.severity { font-weight: 600; }
.severity.hard { color: var(--bad-text); }
details { margin: 0 0 1rem; }
summary { cursor: pointer; color: var(--accent); font-size: .9rem; }
footer { border-top: 1px solid var(--line); margin-top: 3.5rem; padding-top: 1rem; }
@media (max-width: 30rem) { body { padding: 1.5rem 1rem 3rem; } section { margin-top: 2.75rem; } .wide { min-width: 13rem; } }
@media print {
  :root {
    color-scheme: light; --ground: #fff; --ink: #000; --muted: #444; --line: #bbb;
    --accent: #1f618d; --good: #2f7f9e; --bad: #c1492b; --bad-text: #a93a1e; --unknown: #8b929a; --none: #b9a36a; --pale: #a9c3d1;
  }
  body { max-width: none; padding: 0; font-size: 10pt; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  nav, .skip, summary { display: none; }
  .scroll { overflow: visible; background: none; }
  section { margin-top: 1.5rem; }
  article, tr, .chart, .news > div { break-inside: avoid; }
  h2, h3, h4 { break-after: avoid; }
  a { color: inherit; text-decoration: none; }
}
"""

# `ast`: expressions are interpreted, so that the page's policy needs no permission to evaluate text.
SCRIPT = """
(async () => {
  for (const data of document.querySelectorAll("script.specification")) {
    await vegaEmbed(document.querySelector("#" + data.dataset.chart + " > div"), JSON.parse(data.textContent), {
      actions: false, ast: true, defaultStyle: false, renderer: "svg", tooltip: false,
    });
  }
  document.documentElement.dataset.drawn = "true";
})();
"""
