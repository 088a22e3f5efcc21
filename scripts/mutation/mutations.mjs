// The rules of the core that `npm run test:mutation` breaks, and the patch that breaks each. `from` is in
// `file` exactly once.

export const MUTATIONS = [
  {
    rule: "acknowledge by position instead of by the message's slot",
    file: "src/delivery/requests.rs",
    from: `        for slot in slots {
            if Outbox::of(self).remove(slot) {`,
    to: `        let waiting = Outbox::of(self).entries().keys();
        for index in 0..slots.len() {
            let Some(slot) = waiting.at(index) else { continue };
            if Outbox::of(self).remove(slot) {`,
  },
  {
    rule: "in flight is a flag without a deadline",
    file: "src/delivery/requests.rs",
    from: "if !flight.is_over() && flight.deadline() <= now {",
    to: "if flight.is_beacon() && !flight.is_over() && flight.deadline() <= now {",
  },
  {
    rule: "a hand-off to the browser counts as delivery",
    file: "src/delivery/requests.rs",
    from: `            self.count_hand_overs(slots);
            return;`,
    to: `            self.count_hand_overs(slots);
            for slot in slots {
                Outbox::of(self).remove(slot);
            }
            return;`,
  },
  {
    rule: "any 200 is a delivery, a captive portal's too",
    file: "src/delivery/outcome.rs",
    from: " && !is_web_page",
    to: "",
  },
  {
    rule: "a 503 is final",
    file: "src/delivery/outcome.rs",
    from: "} else if status / 100 == 4 && status != 408",
    to: "} else if (400..504).contains(&status) && status != 500 && status != 408",
  },
  {
    rule: "a new messageId on every attempt",
    file: "src/delivery/batch.rs",
    from: "                item = item.add(message.tail(1));",
    to: `                let message = message.parse();
                message.set("messageId", crate::value::View::value(crate::value::random_ulid()));
                item = item.add(crate::value::json(message).tail(1));`,
  },
  {
    rule: "what is younger may overtake what another page has to send first",
    file: "src/delivery/batch.rs",
    from: `                    // Nothing younger overtakes it.
                    return body.plus("]}");`,
    to: "                    continue;",
  },
  {
    rule: "the clock runs backwards with the wall clock",
    file: "src/storage/clock.rs",
    from: "    reading.set_ms(ms.latest(own.ms()));",
    to: "    reading.set_ms(StoredMs(wall.0.clamp(MIN_MS, MAX_MS)));",
  },
  {
    rule: "a clock that leaps is believed",
    file: "src/storage/clock.rs",
    from: "const MAX_ABSENCE_MS: f64 = 30.0 * DAY_MS;",
    to: "const MAX_ABSENCE_MS: f64 = 30_000.0 * DAY_MS;",
  },
  {
    rule: "the message is written before the person it is about",
    file: "src/tracker/identify.rs",
    from: `    person.bind();
    identity::save(state);
`,
    to: `    person.bind();
`,
  },
  {
    rule: "the ledger of orders is not written",
    file: "src/tracker/track.rs",
    from: `        orders::count(store, message_id, call.at());
`,
    to: "",
  },
  {
    rule: "track() answers without having written the message",
    file: "src/delivery/outbox.rs",
    from: "        let is_saved = Store::of(self).set_durable(*entry.name(), message);",
    to: "        let is_saved = true;",
  },
];
