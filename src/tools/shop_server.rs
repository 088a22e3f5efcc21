//! The boundary of `shoptrail/server`: a server and its jobs as objects of JavaScript. The scripts of
//! pkg-template/src/server call it and do the tasks that it names.

use super::write;
use crate::server::{Headers, Job, Moment, Reply, Server};
use crate::wire::read_json;
use serde::de::DeserializeOwned;
use serde_json::Value;
use wasm_bindgen::prelude::{wasm_bindgen, JsError, JsValue};

/// A server for one shop.
#[wasm_bindgen]
pub struct ShopServer(Server);

/// A webhook or a call under way. Whoever got it frees it.
#[wasm_bindgen]
pub struct ShopJob(Job);

#[wasm_bindgen]
impl ShopJob {
    /// The same for each copy of a signed webhook; undefined for all else.
    #[wasm_bindgen(js_name = copyKey)]
    pub fn copy_key(&self) -> Option<String> {
        self.0.copy_key().map(str::to_owned)
    }
}

#[wasm_bindgen]
impl ShopServer {
    /// A server with these options, as JSON text. Throws where they are wrong: `optionProblems` says how.
    #[wasm_bindgen(constructor)]
    pub fn new(options: &str, has_queue: bool, can_ask_person: bool) -> Result<ShopServer, JsError> {
        let server = Server::new(&parse_json(options), has_queue, can_ask_person);
        server.map(ShopServer).map_err(|_| JsError::new("The options are wrong."))
    }

    /// All that is wrong with options, as JSON text.
    #[wasm_bindgen(js_name = optionProblems)]
    pub fn option_problems(options: &str) -> Result<JsValue, JsError> {
        let server = Server::new(&parse_json(options), false, false);
        write(&server.err().unwrap_or_default())
    }

    /// A webhook: its headers as JSON text, by their names in lower case, and its body as it arrived; no body
    /// when it was too large to read.
    pub fn receive(&mut self, method: &str, headers: &str, body: Option<Vec<u8>>, now_ms: f64) -> ShopJob {
        let headers: Headers = parse(headers);
        ShopJob(self.0.receive(method, &headers, body.as_deref(), now_ms as i64))
    }

    /// An event. Properties and person are JSON text.
    pub fn track(
        &mut self,
        event: &str,
        properties: &str,
        about: &str,
        now_ms: f64,
        random: &[u8],
    ) -> ShopJob {
        ShopJob(self.0.track(event, parse_json(properties), parse_json(about), moment(now_ms, random)))
    }

    /// What is known of a person. Traits and person are JSON text.
    pub fn identify(&mut self, about: &str, traits: &str, now_ms: f64, random: &[u8]) -> ShopJob {
        ShopJob(self.0.identify(parse_json(about), parse_json(traits), moment(now_ms, random)))
    }

    /// Deletes a person, and with `suppress` keeps them away.
    pub fn forget(&mut self, about: &str, suppress: bool, now_ms: f64, random: &[u8]) -> ShopJob {
        ShopJob(self.0.forget(parse_json(about), suppress, moment(now_ms, random)))
    }

    /// Orders of an export, as JSON text.
    pub fn orders(&mut self, orders: &str, events_only: bool, now_ms: f64, random: &[u8]) -> ShopJob {
        ShopJob(self.0.orders(&parse_json(orders), events_only, moment(now_ms, random)))
    }

    /// Entries of the queue, as JSON text.
    pub fn flush(&mut self, entries: &str, now_ms: f64, random: &[u8]) -> ShopJob {
        let Value::Array(entries) = parse_json(entries) else { return ShopJob(Job::default()) };
        ShopJob(self.0.flush(entries, moment(now_ms, random)))
    }

    /// What is to do next for a job.
    pub fn next(&mut self, job: &mut ShopJob, now_ms: f64) -> Result<JsValue, JsError> {
        write(&self.0.next(&mut job.0, now_ms as i64))
    }

    /// The request was answered, or broke, or took too long: JSON text.
    pub fn replied(&mut self, job: &mut ShopJob, now_ms: f64, reply: &str, random: f64) {
        let reply: Reply = serde_json::from_value(parse_json(reply)).unwrap_or_default();
        self.0.replied(&mut job.0, now_ms as i64, &reply, random);
    }

    /// The queue was sent. `may_wait` says that something may wait in it still.
    pub fn flushed(&mut self, job: &mut ShopJob, may_wait: bool) {
        self.0.flushed(&mut job.0, may_wait);
    }

    /// Whose an order is, as JSON text; null when the shop does not know.
    #[wasm_bindgen(js_name = givePerson)]
    pub fn give_person(&mut self, job: &mut ShopJob, about: &str, now_ms: f64) {
        self.0.give_about(&mut job.0, &parse_json(about), now_ms as i64);
    }

    /// Whether the queue took the entries.
    pub fn kept(&mut self, job: &mut ShopJob, is_kept: bool) {
        self.0.kept(&mut job.0, is_kept);
    }

    /// What happened since the server started.
    pub fn stats(&self) -> Result<JsValue, JsError> {
        write(self.0.stats())
    }

    /// The notices since they were last taken.
    #[wasm_bindgen(js_name = takeNotices)]
    pub fn take_notices(&mut self) -> Result<JsValue, JsError> {
        write(&self.0.take_notices())
    }
}

/// What a JSON text says; nothing where it is not readable.
fn parse<T: DeserializeOwned + Default>(text: &str) -> T {
    serde_json::from_str(text).unwrap_or_default()
}

/// The JSON of a text, with U+FFFD for half of a character; null where it is not readable.
fn parse_json(text: &str) -> Value {
    read_json(text).unwrap_or_default()
}

fn moment(now_ms: f64, random: &[u8]) -> Moment {
    let bits = random.iter().take(10).fold(0, |bits: u128, byte| bits << 8 | u128::from(*byte));
    Moment { now_ms: now_ms as i64, random: bits }
}
