// What `npm run test:mutation` breaks: a rule of the core each, with the patch that breaks it. `file` must
// contain `from` exactly once.

export const MUTATIONS = [
  {
    rule: "acknowledge by position instead of by the message's slot",
    file: "src/delivery.rs",
    from: `        for slot in slots.items() {
            if outbox::remove(state, slot, "") {`,
    to: `        let waiting = state.get("entries").keys();
        for index in 0..slots.len() {
            if outbox::remove(state, waiting.at(index), "") {`,
  },
  {
    rule: "in flight is a flag without a deadline",
    file: "src/delivery.rs",
    from: `if !request.flag("over") && request.num("deadline") <= now_ms {`,
    to: `if request.flag("beacon") && !request.flag("over") && request.num("deadline") <= now_ms {`,
  },
  {
    rule: "a hand-off to the browser counts as delivery",
    file: "src/delivery.rs",
    from: `            entry.set_num("handed", entry.num("handed") + 1.0);
        }
        return;`,
    to: `            entry.set_num("handed", entry.num("handed") + 1.0);
            outbox::remove(state, slot, "");
        }
        return;`,
  },
  {
    rule: "any 200 is a delivery, a captive portal's too",
    file: "src/delivery.rs",
    from: ` && !content_type.test("^text/html")`,
    to: "",
  },
  {
    rule: "a 503 is final",
    file: "src/delivery.rs",
    from: "} else if (400.0..500.0).contains(&status) && !soon {",
    to: "} else if (400.0..504.0).contains(&status) && status != 500.0 && !soon {",
  },
  {
    rule: "a new messageId on every attempt",
    file: "src/delivery.rs",
    from: "            item = item.add(text.slice(1, u32::MAX));",
    to: `            let text = text.parse();
            text.set("messageId", crate::id::random_ulid());
            item = item.add(text.json().slice(1, u32::MAX));`,
  },
  {
    rule: "what is younger may overtake what another page has to send first",
    file: "src/delivery.rs",
    from: `                // Nothing younger overtakes it.
                return body.plus("]}");`,
    to: "                continue;",
  },
  {
    rule: "the clock runs backwards with the wall clock",
    file: "src/clock.rs",
    from: `    now.set_num("ms", ms.max(own.num("ms")));`,
    to: `    now.set_num("ms", wall_ms.clamp(MIN_MS, MAX_MS));`,
  },
  {
    rule: "a clock that leaps is believed",
    file: "src/clock.rs",
    from: "const MAX_ABSENCE_MS: f64 = 30.0 * DAY_MS;",
    to: "const MAX_ABSENCE_MS: f64 = 30_000.0 * DAY_MS;",
  },
  {
    rule: "the message is written before the person it is about",
    file: "src/calls.rs",
    from: `    identity::bind(identity);
    identity::save(state);
    let mut answer = accept(UNDEFINED, warnings);`,
    to: `    identity::bind(identity);
    let mut answer = accept(UNDEFINED, warnings);`,
  },
  {
    rule: "the ledger of orders is not written",
    file: "src/calls.rs",
    from: `        orders::count(store, message_id, call.num("at"));
`,
    to: "",
  },
  {
    rule: "track() answers without having written the message",
    file: "src/outbox.rs",
    from: "    let stored = Store::of(state).set_durable(name, text);",
    to: "    let stored = true;",
  },
];
