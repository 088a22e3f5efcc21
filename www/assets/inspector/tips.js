// Tips: a sentence that explains an element while the pointer or the keyboard focus is on it. Escape hides
// it. An element asks for a tip by `data-tip`, the name of a state; assistive technology finds the same
// sentence by `aria-describedby`. main.js sets the tips up, and the views call `described`.
import { h } from "./dom.js";
import { STATES } from "./states.js";

const GAP_PX = 6;
const EDGE_PX = 8;

const idOf = (state) => `inspector-tip-${state}`;

/** The attributes of an element that is explained by the tip of a state. */
export function described(state) {
  return { "data-tip": state, "aria-describedby": idOf(state) };
}

/** Shows the tips of all elements in `root`, now and later. Returns the element that holds the tips. */
export function tips(root) {
  const all = new Map(
    Object.entries(STATES).map(([state, [label, sentence]]) => [
      state,
      h("div.tip", { id: idOf(state), role: "tooltip" }, h("b", {}, label), ` ${sentence}`),
    ]),
  );
  let shown = null;
  const show = (event) => {
    // A tip stays while the pointer is on it, so that it can be read and copied.
    if (event.target.closest?.(".tip")) return;
    const owner = event.target.closest?.("[data-tip]");
    hide();
    if (owner) place((shown = all.get(owner.dataset.tip)), owner);
  };
  const hide = () => {
    shown?.removeAttribute("data-shown");
    shown = null;
  };
  root.addEventListener("pointerover", show);
  root.addEventListener("focusin", show);
  root.addEventListener("pointerleave", hide);
  root.addEventListener("focusout", hide);
  root.addEventListener("scroll", hide, true);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !shown) return;
    hide();
    event.stopImmediatePropagation();
  });
  return h("div.tips", {}, ...all.values());
}

/** Puts the tip under its owner, or above it where the window ends. */
function place(tip, owner) {
  if (!tip) return;
  tip.dataset.shown = "";
  const box = owner.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = tip;
  const right = document.documentElement.clientWidth - EDGE_PX;
  const isRoomBelow = box.bottom + GAP_PX + height < innerHeight;
  tip.style.left = `${Math.max(EDGE_PX, Math.min(box.left, right - width))}px`;
  tip.style.top = `${isRoomBelow ? box.bottom + GAP_PX : box.top - GAP_PX - height}px`;
}
