// How the overlay looks. `all: initial` on the host: what elements inherit from the page stays out.
export const CSS = `
:host { all: initial; position: fixed; right: 12px; bottom: 12px; z-index: 2147483647; }
:host([left]) { right: auto; left: 12px; }
* { box-sizing: border-box; }
:host > section {
  width: min(440px, calc(100vw - 24px)); max-height: min(460px, calc(100vh - 24px)); display: flex;
  flex-direction: column; overflow: hidden; border: 1px solid #2b323b; border-radius: 10px;
  background: #14181d; color: #e5e9ee;
  font: 12.5px/1.45 system-ui, "Segoe UI", Roboto, "DejaVu Sans", sans-serif;
  box-shadow: 0 8px 30px rgba(0, 0, 0, .35);
}
:host > section.small { width: auto; }
header { display: flex; align-items: center; gap: 8px; padding: 8px 8px 8px 12px; }
header i { width: 8px; height: 8px; border-radius: 50%; background: #f4776b; }
header i.good { background: #6bcf83; }
.state { color: #98a3b0; margin-right: auto; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.count { background: #2b323b; border-radius: 99px; padding: 0 8px; font-size: 11.5px; white-space: nowrap; }
.count.bad { background: #51241f; }
button {
  font: inherit; color: #98a3b0; background: none; border: 0; border-radius: 6px; padding: 2px 7px;
  cursor: pointer;
}
button:hover, button:focus-visible { color: #fff; background: #2b323b; }
nav { display: flex; gap: 4px; padding: 0 8px 6px; border-bottom: 1px solid #2b323b; }
nav button[aria-pressed=true] { color: #fff; background: #2b323b; }
nav button:nth-child(4) { margin-left: auto; border: 1px solid #2b323b; }
main {
  overflow: hidden auto; padding-bottom: 6px; scrollbar-width: thin;
  scrollbar-color: #3a434e transparent;
}
main > p { padding: 6px 12px; margin: 0; color: #98a3b0; }
h3 {
  position: sticky; top: 0; margin: 0; padding: 5px 12px; background: #10141a; color: #98a3b0;
  font: 11.5px/1.2 ui-monospace, Menlo, "DejaVu Sans Mono", monospace; overflow: hidden;
  text-overflow: ellipsis; white-space: nowrap;
}
article {
  display: grid; grid-template-columns: auto minmax(0, 1fr) auto; gap: 1px 9px; align-items: baseline;
  padding: 6px 12px; border-bottom: 1px solid #20262e;
}
article b {
  font: 600 12.5px/1.3 ui-monospace, Menlo, "DejaVu Sans Mono", monospace; overflow-wrap: anywhere;
}
time { color: #7d8895; font-size: 11.5px; font-variant-numeric: tabular-nums; }
article p { grid-column: 2 / 4; margin: 0; font-size: 12px; overflow-wrap: anywhere; }
em {
  font-style: normal; font-size: 11.5px; border: 1px solid; border-radius: 99px; padding: 0 8px;
  white-space: nowrap; color: #98a3b0;
}
[data-where=held] em { color: #b79bf0; }
[data-where=waiting] em, [data-where=stored] em { color: #e8b755; }
[data-where=in_flight] em { color: #62b5f2; }
[data-where=handed_off] em { color: #58cdc4; }
[data-where=delivered] em { color: #6bcf83; }
[data-where=refused] em, [data-where=dropped] em { color: #f4776b; }
.good { color: #6bcf83; }
.warn { color: #e8b755; }
.bad { color: #f4776b; }
details, .leaf { padding: 1px 12px 1px 14px; }
details details, details .leaf { padding-right: 0; }
summary { cursor: pointer; padding: 3px 0; min-height: 24px; }
.leaf { padding-left: 28px; }
details > .leaf { padding-left: 14px; }
summary > *, .leaf > * { margin-right: 8px; overflow-wrap: anywhere; }
summary b, .leaf b { font-weight: 600; }
small { color: #7d8895; font-size: 11px; }
pre { margin: 0; padding: 6px 12px; white-space: pre-wrap; overflow-wrap: anywhere; font-size: 11px; }
code { font: 11.5px ui-monospace, Menlo, "DejaVu Sans Mono", monospace; }
main > section { padding: 8px 12px; border-bottom: 1px solid #20262e; }
h4 { margin: 0 0 4px; font-size: 12.5px; }
main section p { margin: 2px 0; }
table { width: 100%; border-collapse: collapse; }
th { text-align: left; font-weight: 400; color: #c3cad3; padding: 1px 6px 1px 0; overflow-wrap: break-word; }
tr:first-child th { color: #7d8895; font-size: 11px; overflow-wrap: normal; }
td, tr:first-child th:not(:first-child) {
  text-align: right; font-variant-numeric: tabular-nums; padding: 1px 0 1px 6px;
}
details { padding: 6px 12px; }
summary { cursor: pointer; color: #98a3b0; }
details p { margin: 3px 0; overflow-wrap: anywhere; }
textarea {
  width: calc(100% - 24px); height: 120px; margin: 8px 12px; background: #0e1216; color: inherit;
  border: 1px solid #2b323b; font: 11.5px monospace;
}
`;
