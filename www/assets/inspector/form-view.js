// A form for each event of the plan, made from plan.json alone: what the table says is what can be filled in.
import { h } from "./dom.js";

const PLAN = "/cdn/plan.json";
const NUMBERS = /^(money|quantity|number|count)$/;
const LISTS = /^(list|line_items|object)$/;

export function formView() {
  const fields = h("div.fields");
  const answer = h("p.answer", { role: "status" });
  const event = h("select", { name: "event", "aria-label": "Event", onchange: fill });
  const root = h(
    "form.try",
    { onsubmit: send },
    h("div.go", {}, event, h("button.text", { type: "submit" }, "Track")),
    answer,
    fields,
  );
  let plan;
  fetch(PLAN)
    .then((response) => response.json())
    .then(
      (read) => {
        plan = read;
        event.replaceChildren(
          ...plan.events.map(({ name }) =>
            h("option", { value: name, selected: name === "product_viewed" }, name),
          ),
        );
        fill();
      },
      () => (answer.textContent = "There is no plan.json: run npm run build."),
    );
  return { root };

  function fill() {
    const row = plan.events.find(({ name }) => name === event.value);
    fields.replaceChildren(
      h("p", {}, row.doc),
      ...row.properties.map(({ name, type, required, doc }) =>
        h(
          "label",
          { title: doc },
          h("span", {}, name, required && " *"),
          LISTS.test(type)
            ? h("textarea", {
                name,
                "data-type": type,
                rows: 2,
                placeholder: type === "list" ? '["P1"]' : '[{"product_id":"P1","price":5,"quantity":1}]',
              })
            : h("input", { name, "data-type": type, placeholder: type }),
        ),
      ),
    );
    answer.textContent = "";
  }

  // What is typed is what is sent: a number that is none goes as the text it is, and the answer says so.
  function send(submit) {
    submit.preventDefault();
    const properties = {};
    for (const field of fields.querySelectorAll("[data-type]"))
      if (field.value !== "") properties[field.name] = read(field.value, field.dataset.type);
    const result =
      event.value === "page"
        ? window.shoptrail?.page(properties)
        : window.shoptrail?.track(event.value, properties);
    answer.textContent = !result
      ? "The tracker is not there."
      : result.ok
        ? `Taken as ${result.messageId ?? "queued"}.${said(result)}`
        : `Not taken: ${result.reason}.${said(result)}`;
    answer.dataset.ok = !!result?.ok;
  }
}

function said({ violations = [] }) {
  return violations.map(({ path, code, message }) => ` ${path || "event"}: ${code} (${message}).`).join("");
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
