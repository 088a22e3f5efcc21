//! The boundary of `shoptrail/server`: a server and its jobs as objects of JavaScript. The scripts of
//! pkg-template/src/server call it and do the tasks that it names.

use super::write;
use crate::server::{read_about, Headers, Job, Moment, Order, Server};
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
impl ShopServer {
    /// A server with these options, as JSON text. Throws a sentence for the developer.
    #[wasm_bindgen(constructor)]
    pub fn new(options: &str, has_queue: bool, can_ask_person: bool) -> Result<ShopServer, JsError> {
        let server = Server::new(parse(options), has_queue, can_ask_person);
        server.map(ShopServer).map_err(|sentence| JsError::new(&sentence))
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
        ShopJob(self.0.track(event, parse(properties), parse(about), moment(now_ms, random)))
    }

    /// What is known of a person. Traits and person are JSON text.
    pub fn identify(&mut self, about: &str, traits: &str, now_ms: f64, random: &[u8]) -> ShopJob {
        ShopJob(self.0.identify(parse(about), parse(traits), moment(now_ms, random)))
    }

    /// Deletes a person, and with `suppress` keeps them away.
    pub fn forget(&mut self, about: &str, suppress: bool, now_ms: f64, random: &[u8]) -> ShopJob {
        ShopJob(self.0.forget(parse(about), suppress, moment(now_ms, random)))
    }

    /// Orders of an export, as JSON text.
    pub fn orders(&mut self, orders: &str, now_ms: f64, random: &[u8]) -> ShopJob {
        let orders: Vec<Order> = parse(orders);
        ShopJob(self.0.orders(orders, moment(now_ms, random)))
    }

    /// Entries of the queue, as JSON text.
    pub fn flush(&mut self, entries: &str, now_ms: f64, random: &[u8]) -> ShopJob {
        let entries: Vec<Value> = parse(entries);
        ShopJob(self.0.flush(entries, moment(now_ms, random)))
    }

    /// What is to do next for a job.
    pub fn next(&mut self, job: &mut ShopJob, now_ms: f64) -> Result<JsValue, JsError> {
        write(&self.0.next(&mut job.0, now_ms as i64))
    }

    /// The request was answered.
    pub fn answered(
        &mut self,
        job: &mut ShopJob,
        now_ms: f64,
        status: u16,
        retry_after: Option<String>,
        random: f64,
    ) {
        self.0.answered(&mut job.0, now_ms as i64, status, retry_after.as_deref(), random);
    }

    /// The request broke or took too long.
    pub fn broke(&mut self, job: &mut ShopJob, now_ms: f64, random: f64) {
        self.0.broke(&mut job.0, now_ms as i64, random);
    }

    /// Whose an order is, as JSON text; null when the shop does not know.
    #[wasm_bindgen(js_name = givePerson)]
    pub fn give_person(&mut self, job: &mut ShopJob, about: &str, now_ms: f64) {
        let person = read_about(parse(about)).ok().map(|about| about.person());
        self.0.give_person(&mut job.0, person, now_ms as i64);
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

fn moment(now_ms: f64, random: &[u8]) -> Moment {
    let bits = random.iter().take(10).fold(0, |bits: u128, byte| bits << 8 | u128::from(*byte));
    Moment { now_ms: now_ms as i64, random: bits }
}
