// The tabs of the inspector. One tab is in the order of the Tab key; the arrow keys, Home and End go to the
// others, as https://www.w3.org/WAI/ARIA/apg/patterns/tabs/ describes. main.js shows them.
import { h } from "./dom.js";

/** `views` are `{name: {root}}`. `onChange(name)` is called when another view is shown. */
export function tabs(views, onChange) {
  const names = Object.keys(views);
  const buttons = names.map((name) =>
    h(
      "button",
      {
        type: "button",
        role: "tab",
        id: `inspector-tab-${name}`,
        "data-tab": name,
        "aria-controls": "inspector-view",
        onclick: () => show(name),
      },
      name[0].toUpperCase() + name.slice(1),
    ),
  );
  const list = h("div.tabs", { role: "tablist", "aria-label": "Views", onkeydown: move }, buttons);
  const panel = h("div.body", { role: "tabpanel", id: "inspector-view", tabindex: 0 });
  show(names[0]);
  return { list, panel };

  function show(name) {
    for (const button of buttons) {
      const isShown = button.dataset.tab === name;
      button.setAttribute("aria-selected", isShown);
      button.tabIndex = isShown ? 0 : -1;
    }
    panel.setAttribute("aria-labelledby", `inspector-tab-${name}`);
    panel.replaceChildren(views[name].root);
    onChange(name);
  }

  function move(event) {
    const at = buttons.indexOf(event.target);
    const last = buttons.length - 1;
    const next = {
      ArrowRight: at === last ? 0 : at + 1,
      ArrowLeft: at === 0 ? last : at - 1,
      Home: 0,
      End: last,
    }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    buttons[next].focus();
    show(names[next]);
  }
}
