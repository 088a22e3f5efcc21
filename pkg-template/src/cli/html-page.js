// The HTML reports of the commands: one file, without scripts and without anything from elsewhere.

const STYLE = `
:root { color-scheme: light dark; --ink: #1d2129; --paper: #fff; --line: #d6dae1; --soft: #f4f6f9;
  --ok: #1a7f4b; --missing: #c4382c; --double: #b7791f; --wrong: #7048b6; --info: #2563ab; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6e9ef; --paper: #16191f; --line: #363c47; --soft: #1f242c;
    --ok: #4cc38a; --missing: #f07a6e; --double: #e0ac55; --wrong: #ab8cf0; --info: #74aef0; } }
body { margin: 0 auto; padding: 2rem 1.25rem 4rem; max-width: 64rem; background: var(--paper);
  color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: .35rem .6rem; border-bottom: 1px solid var(--line); vertical-align: top; }
th { font-weight: 600; background: var(--soft); } td.number, th.number { text-align: right; }
.scroll { overflow-x: auto; } .muted { opacity: .7; }
code { font: .9em ui-monospace, monospace; overflow-wrap: anywhere; }
.ok { color: var(--ok); } .problem { color: var(--missing); } .warning { color: var(--double); }
.info { color: var(--info); } .word { font-weight: 600; } svg { display: block; width: 100%; height: auto; }
svg text { fill: currentColor; font: 11px system-ui, sans-serif; }
.legend span { margin-right: 1rem; white-space: nowrap; }
.legend i { display: inline-block; width: .7rem; height: .7rem; margin-right: .35rem; border-radius: 2px;
  vertical-align: -1px; }`;

/**
 * @param {string} title
 * @param {string} body  HTML
 */
export function htmlPage(title, body) {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeHtml(title)}</title>
<style>${STYLE}
</style>
<h1>${escapeHtml(title)}</h1>
${body}
</html>
`;
}

/** @param {unknown} text */
export function escapeHtml(text) {
  return String(text).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/**
 * A table; numbers stand at the right.
 * @param {string[]} heads
 * @param {(string | number)[][]} rows
 */
export function htmlTable(heads, rows) {
  const isNumber = heads.map(
    (_, index) => rows.length > 0 && rows.every((row) => typeof row[index] === "number"),
  );
  const cells = (/** @type {(string | number)[]} */ row, /** @type {string} */ tag) =>
    row
      .map((cell, index) => `<${tag}${isNumber[index] ? ' class="number"' : ""}>${escapeHtml(cell)}</${tag}>`)
      .join("");
  const lines = rows.map((row) => `<tr>${cells(row, "td")}</tr>`).join("\n");
  return `<div class="scroll"><table>\n<tr>${cells(heads, "th")}</tr>\n${lines}\n</table></div>`;
}

/**
 * Bars that stand side by side, each a pile of parts.
 * @param {{ label: string, values: number[] }[]} bars
 * @param {{ name: string, colour: string }[]} parts  in the order of `values`
 */
export function stackedBars(bars, parts) {
  const [width, height, left, bottom] = [960, 240, 44, 34];
  const most = Math.max(1, ...bars.map(({ values }) => sum(values)));
  const step = (width - left) / Math.max(1, bars.length);
  const y = (/** @type {number} */ value) => 8 + (height - bottom - 8) * (1 - value / most);
  const every = Math.ceil(bars.length / 16);
  const shapes = bars.map(({ label: name, values }, index) => {
    const x = left + index * step + step * 0.12;
    let under = 0;
    const rects = values.map((value, part) => {
      const top = y(under + value);
      const tall = y(under) - top;
      under += value;
      if (!value) return "";
      const title = `<title>${escapeHtml(`${name}: ${value} ${parts[part].name}`)}</title>`;
      const place = `x="${x.toFixed(1)}" y="${top.toFixed(1)}"`;
      const size = `width="${(step * 0.76).toFixed(1)}" height="${tall.toFixed(1)}"`;
      return `<rect ${place} ${size} fill="var(${parts[part].colour})">${title}</rect>`;
    });
    const middle = (x + step * 0.38).toFixed(1);
    const text = `<text x="${middle}" y="${height - 14}" text-anchor="middle">${escapeHtml(name)}</text>`;
    return rects.join("") + (index % every ? "" : text);
  });
  const ticks = [...new Set([0, Math.round(most / 2), most])].map((value) => {
    const at = y(value).toFixed(1);
    return `<line x1="${left}" x2="${width}" y1="${at}" y2="${at}" stroke="var(--line)"/>
<text x="${left - 8}" y="${Number(at) + 4}" text-anchor="end">${value}</text>`;
  });
  const legend = parts.map(
    ({ name, colour }) => `<span><i style="background:var(${colour})"></i>${name}</span>`,
  );
  const label = escapeHtml(parts.map(({ name }) => name).join(", "));
  return `<p class="legend">${legend.join("")}</p>
<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${label}">
${ticks.join("\n")}
${shapes.join("\n")}
</svg>`;
}

/** @param {number[]} values */
function sum(values) {
  return values.reduce((total, value) => total + value, 0);
}
