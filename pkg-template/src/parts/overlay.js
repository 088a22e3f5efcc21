// The overlay: what the tracker did on this page and the pages before it in this tab, for whoever builds the shop. Opened by
// `?shoptrail_debug=1` in the address, until it is closed or `?shoptrail_debug=0`; or by the option `debug`.
//
// In a shadow root, so that neither style sheet reaches the other. Texts are set as text: nothing here makes HTML out of data. A style sheet
// made by script needs no permission of a Content-Security-Policy.
import { element, fill } from "./shared/element.js";
import { qualityView } from "./shared/quality-view.js";
import { whereabouts } from "./shared/whereabouts.js";
import { CSS } from "./shared/overlay-css.js";

const SHOWN = "shoptrail.debug";
const KEPT = "shoptrail.overlay";
const ASKED = /[?&]shoptrail_debug=1/;
const MAX_EVENTS = 40;
const REFRESH_MS = 400;
const WHERE = {
  held: "held until identify",
  stored: "in storage",
  waiting: "waiting",
  in_flight: "in request",
  handed_off: "left by beacon",
  delivered: "delivered",
  dropped: "dropped",
  refused: "refused",
  repeat: "repeat",
  done: "done",
};

/** Shows itself over the page of `shop`; `heard` are the notices from before: `[[type, notice]]`. */
export default function (shop, options, heard) {
  if (/[?&]shoptrail_debug=0/.test(location.search)) return forget();
  const events = read(KEPT, []);
  const ends = [];
  let granted = shop.diagnostics().on;
  let tab = "events",
    signature,
    timer;
  const look = read(SHOWN, {});

  const box = document.createElement("shoptrail-overlay");
  const root = box.attachShadow({ mode: "open" });
  style(root);
  const panel = element("section", { "aria-label": "shoptrail" });
  root.append(panel);
  // The option asks anew on every page; the address is remembered.
  if (ASKED.test(location.search)) shop.ready(() => box.isConnected && wear({}));
  wear();
  document.documentElement.append(box);

  for (const [type, notice] of heard) hear(type, notice);
  for (const type of ["call", "drop"]) ends.push(shop.on(type, (notice) => hear(type, notice)));
  ends.push(
    shop.on("consent", ({ analytics }) => {
      if (analytics === "denied" || (granted && analytics !== "granted")) events.length = 0;
      granted = analytics === "granted";
    }),
  );
  timer = setInterval(refresh, REFRESH_MS);
  addEventListener("pageshow", reread);
  refresh();

  function hear(type, notice) {
    if (type === "call") add(notice);
    else if (type === "drop")
      for (const event of events)
        if (notice.messageId && event.id === notice.messageId) event.dropped = notice.reason;
    // Off, or without consent, nothing is kept.
    if (shop.diagnostics().on) keep(KEPT, events);
    setTimeout(refresh);
  }

  function add({ method, args, result: { ok, reason, messageId, violations = [] } }) {
    const name = method === "track" ? String(args[0]) : method;
    events.unshift({
      at: Date.now(),
      page: location.pathname,
      name: name.slice(0, 100),
      id: messageId,
      reason: ok ? "" : reason,
      violations: violations.map(({ code, path, message }) => ({ code, path, message })),
    });
    events.length = Math.min(events.length, MAX_EVENTS);
  }

  /** How it looks, from page to page: folded, and on which side. */
  function wear(change) {
    Object.assign(look, change);
    // Off, or without consent, nothing is kept.
    if (change && shop.diagnostics().on) {
      keep(SHOWN, look);
      hint(1);
    }
    panel.className = look.small ? "small" : "";
    box.toggleAttribute("left", !!look.left);
    if (timer) refresh();
  }

  function refresh() {
    if (document.hidden) return;
    const said = shop.diagnostics();
    const where = whereabouts(said.messages);
    const rows = events.map((event) => ({ ...event, where: whereIs(event, where) }));
    const now = JSON.stringify([
      look,
      tab,
      rows,
      said.on,
      said.off_reason,
      said.identity,
      said.counts,
      tab === "quality" && said.quality,
    ]);
    if (now === signature) return;
    signature = now;
    const scrolled = root.querySelector("main")?.scrollTop;
    fill(
      panel,
      header(said, rows),
      !look.small && [tabs(), element("main", {}, tab === "events" ? list(rows) : qualityView(said.quality))],
    );
    if (scrolled) root.querySelector("main").scrollTop = scrolled;
  }

  function header(said, rows) {
    const wrong = rows.filter(({ where, violations }) => violations.length || where === "dropped").length;
    const state = said.on
      ? said.identity?.state
      : said.off_reason === "options" && said.options
        ? "off: " + said.options.map(({ option }) => option).join(", ")
        : "off: " + said.off_reason;
    return element(
      "header",
      {},
      element("i", { class: said.on ? "good" : "bad" }),
      element("b", {}, "shoptrail"),
      element("span", { class: "state" }, state),
      element(
        "span",
        { class: "count", title: "Messages not delivered yet" },
        (said.messages || []).length + " open",
      ),
      wrong > 0 && element("span", { class: "count bad", title: "Events with violations" }, wrong + " wrong"),
      button("To the other side", "⇄", () => wear({ left: !look.left })),
      button(look.small ? "Open" : "Fold", look.small ? "+" : "–", () => wear({ small: !look.small })),
      button("Close", "×", close),
    );
  }

  function tabs() {
    return element(
      "nav",
      {},
      ["events", "quality"].map((name) => {
        const choose = button("", name === "events" ? "Events" : "Data quality", () => {
          tab = name;
          refresh();
        });
        choose.setAttribute("aria-pressed", String(tab === name));
        return choose;
      }),
      tab === "quality" &&
        button("The report as JSON, without personal data", "Copy report", (event) => copy(event.target)),
    );
  }

  async function copy(target) {
    const { version, quality } = shop.diagnostics();
    const text = JSON.stringify({ version, quality }, null, 2);
    try {
      await navigator.clipboard.writeText(text);
      target.textContent = "Copied";
    } catch (error) {
      // Not a secure page, or not allowed: shown, to be copied by hand.
      const area = element("textarea", { readonly: "" }, text);
      root.querySelector("main").prepend(area);
      area.select();
    }
  }

  function reread(event) {
    if (event.persisted) events.splice(0, MAX_EVENTS, ...read(KEPT, []));
  }

  function close() {
    clearInterval(timer);
    for (const end of ends) end();
    removeEventListener("pageshow", reread);
    box.remove();
    forget();
  }
}

function whereIs({ id, reason, dropped }, where) {
  if (reason) return reason === "repeat" ? "repeat" : "refused";
  if (dropped) return "dropped";
  if (!id) return "done";
  // What has left and was not dropped was taken by the collector.
  return where(id) || "delivered";
}

function list(rows) {
  if (!rows.length) return element("p", {}, "Nothing was tracked yet.");
  let page;
  return rows.map((row) => {
    const heading = row.page !== page && element("h3", {}, (page = row.page));
    const why =
      row.where === "refused" && !row.violations.length
        ? row.reason
        : row.where === "dropped"
          ? row.dropped
          : "";
    return [
      heading,
      element(
        "article",
        { "data-event": row.name, "data-where": row.where },
        element("time", {}, new Date(row.at).toTimeString().slice(0, 8)),
        element("b", {}, row.name),
        element("em", {}, WHERE[row.where] || row.where),
        why && element("p", { class: "bad" }, why),
        row.violations.map(({ code, path, message }) =>
          element(
            "p",
            { class: row.where === "refused" ? "bad" : "warn" },
            element("code", {}, path || row.name),
            " " + message + " (" + code + ")",
          ),
        ),
      ),
    ];
  });
}

function button(title, text, onclick) {
  const made = element("button", { type: "button", title, "aria-label": title || text }, text);
  made.addEventListener("click", onclick);
  return made;
}

function style(root) {
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(CSS);
    root.adoptedStyleSheets = [sheet];
  } catch (error) {
    // Safari before 16.4, Firefox before 101.
    root.append(element("style", {}, CSS));
  }
}

function read(key, otherwise) {
  try {
    return JSON.parse(sessionStorage[key]);
  } catch (error) {
    return otherwise;
  }
}

function keep(key, value) {
  try {
    sessionStorage[key] = JSON.stringify(value);
  } catch (error) {
    // Blocked or full: then it is for this page.
  }
}

function forget() {
  try {
    sessionStorage.removeItem(SHOWN);
    sessionStorage.removeItem(KEPT);
  } catch (error) {
    // Blocked: nothing was kept.
  }
  hint();
}

// That some tab remembers the overlay: what every page reads first (`isWatched` in facts.js).
function hint(some) {
  try {
    if (some) localStorage[SHOWN] = some;
    else localStorage.removeItem(SHOWN);
  } catch (error) {
    // Blocked.
  }
}
