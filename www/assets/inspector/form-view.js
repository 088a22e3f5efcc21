// The form view of the inspector: a form for each event of the plan, to track it by hand. It is made from
// plan.json alone, so its fields are those of the plan. main.js shows it.
import { h } from "./dom.js";
import { plan as planOfBuild } from "./plan.js";

const NUMBERS = /^(money|quantity|number|count)$/;
const LISTS = /^(list|line_items|object)$/;
const ANSWER_MS = 3000;
const LOOK_MS = 50;

export function formView() {
  const fields = h("div.fields");
  const answer = h("p.answer", { role: "status" });
  const event = h("select", { name: "event", "aria-label": "Event", onchange: showFields });
  const root = h(
    "form.try",
    { onsubmit: send },
    h("div.go", {}, event, h("button.text", { type: "submit" }, "Track")),
    answer,
    fields,
  );
  let plan;
  let sent = 0;
  planOfBuild.then((loaded) => {
    if (!loaded) return void (answer.textContent = "There is no plan.json. Run npm run build.");
    plan = loaded;
    event.replaceChildren(...plan.events.map(option));
    showFields();
  });
  return { root };

  function showFields() {
    const row = plan.events.find(({ name }) => name === event.value);
    fields.replaceChildren(h("p", {}, row.doc), ...row.properties.map(field));
    answer.textContent = "";
    sent++;
  }

  // A value is sent as it was typed: a text in the field of a number stays a text, and the answer reports it.
  async function send(submit) {
    submit.preventDefault();
    const number = ++sent;
    const properties = {};
    for (const input of fields.querySelectorAll("[data-type]"))
      if (input.value !== "") properties[input.name] = read(input.value, input.dataset.type);
    const result =
      event.value === "page"
        ? window.shoptrail?.page(properties)
        : window.shoptrail?.track(event.value, properties);
    answer.textContent = "";
    await processed(result);
    // The next call may have its answer already, and another event its fields.
    if (number !== sent) return;
    answer.textContent = describe(result);
    answer.dataset.ok = !!result?.ok;
  }
}

function option({ name }) {
  return h("option", { value: name, selected: name === "product_viewed" }, name);
}

function field({ name, type, required, doc }) {
  const placeholder = type === "list" ? '["P1"]' : '[{"product_id":"P1","price":5,"quantity":1}]';
  return h(
    "label",
    { title: doc },
    h("span", {}, name, required && " *"),
    LISTS.test(type)
      ? h("textarea", { name, "data-type": type, rows: 2, placeholder })
      : h("input", { name, "data-type": type, placeholder: type }),
  );
}

/** Resolves when a call is no longer queued: the tracker may load the part that puts an event right. */
async function processed(result) {
  for (const end = Date.now() + ANSWER_MS; result?.queued && Date.now() < end;)
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
}

function describe(result) {
  if (!result) return "The tracker is not loaded.";
  const text = result.ok ? `Accepted as ${result.messageId ?? "queued"}.` : `Not accepted: ${result.reason}.`;
  const violations = (result.violations ?? []).map(
    ({ path, code, message, kept }) =>
      ` ${path || "event"}: ${code} (${message})` +
      (kept === undefined ? "." : `, read as ${JSON.stringify(kept)}.`),
  );
  return text + violations.join("");
}

function read(text, type) {
  if (NUMBERS.test(type) && text.trim() !== "" && !Number.isNaN(Number(text))) return Number(text);
  if (type === "boolean" && /^(true|false)$/.test(text)) return text === "true";
  if (!LISTS.test(type)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
