// Opens and folds the inspector: beside the shop in a wide window, as a drawer over its lower part on a
// phone. The choice lasts for the visit. fold.js makes the first choice, and main.js puts the buttons on the
// page.
import { h } from "./dom.js";

export function drawer(onOpen) {
  const unfold = h(
    "button.unfold",
    { type: "button", "aria-expanded": "false", "aria-controls": "inspector", onclick: () => set(false) },
    "Inspector",
  );
  const fold = h(
    "button.fold",
    { type: "button", title: "Fold away", "aria-label": "Fold away", onclick: () => set(true) },
    "×",
  );
  return { fold, unfold };

  function set(isFolded) {
    document.documentElement.classList.toggle("inspector-closed", isFolded);
    document.cookie = `harness_inspector=${isFolded ? "closed" : "open"}; Path=/; SameSite=Lax`;
    // The pressed button is hidden now, so the other one gets the focus.
    (isFolded ? unfold : fold).focus();
    if (!isFolded) onOpen();
  }
}

export const isFolded = () => document.documentElement.classList.contains("inspector-closed");
