//! What the messages of one place have in common: where the shopper is, and where they came from.

use crate::options::{Environment, Rules, Settings};
use crate::plan::Properties;
use crate::shopper::attribution::TouchesCopy;
use crate::shopper::call::Call;
use crate::shopper::scrub;
use crate::shopper::url::parse_url;
use crate::value::{if_not_empty, memory_record, part, record, same, text, Map, Text, Value, View, WallMs};

/// How long a page that stays open may tell of a touch that has run out since.
const MAX_AGE_MS: f64 = 3_600_000.0;

/// The part of `context` that is the same for every page and shopper.
const LIBRARY_CONTEXT: &str = concat!(
    r#"{"channel":"browser","library":{"name":"shoptrail","version":""#,
    env!("CARGO_PKG_VERSION"),
    r#""}}"#
);

record! {
    /// Where the shopper is, free of personal data; only what is known.
    pub struct Page {
        url, set_url: Option<Text> = "url";
        path, set_path: Option<Text> = "path";
        search, set_search: Option<Text> = "search";
        referrer, set_referrer: Option<Text> = "referrer";
        title, set_title: Option<Text> = "title";
    }
}

record! {
    /// `context` of a message: <https://docs.customer.io/integrations/api/cdp/>.
    pub struct Context {
        locale, set_locale: Option<Text> = "locale";
        timezone, set_timezone: Option<Text> = "timezone";
        user_agent, set_user_agent: Option<Text> = "userAgent";
        page, set_page: Option<Page> = "page";
        campaign, set_campaign: Option<Map<Text, Text>> = "campaign";
    }
}

memory_record! {
    /// What the messages of one place have in common. Made once for each place and touch; nobody changes it
    /// afterwards.
    pub struct PageContext {
        /// The call's URL, title and referrer.
        place, set_place: Text = "place";
        made_at, set_made_at: WallMs = "from";
        page, set_page: Page = "page";
        context, set_context: Context = "context";
        /// The properties that say where the shopper came from.
        attribution, set_attribution: Properties = "properties";
    }
}

part! {
    /// What all messages of this page share.
    pub struct ContextCache {
        /// The part of `context` that does not change while the page lives.
        base_context, set_base_context: Context = "context";
        page_context, set_page_context: Option<PageContext> = "scene";
    }
}

impl ContextCache {
    /// A new page.
    pub fn start(self, environment: Environment) {
        let context = read_library_context();
        context.set_locale(if_not_empty(environment.locale()));
        context.set_timezone(if_not_empty(environment.timezone()));
        context.set_user_agent(if_not_empty(environment.user_agent()));
        self.set_base_context(context);
    }

    /// The context of a call's place, made when the place or the touch is new.
    pub fn page_context_of(self, call: Call) -> PageContext {
        let (place, at) = (call.place(), call.at());
        if let Some(known) = self.page_context() {
            if same(known.place(), place) && (at - known.made_at()).abs() < MAX_AGE_MS {
                return known;
            }
        }
        let (touches, rules) = (TouchesCopy::of(self).touches(), Settings::of(self).rules());
        let (made, page, context) = (PageContext::new(), page_of(call, rules), self.base_context().copy());
        context.set_page(Some(page));
        context.set_campaign(touches.campaign(at, rules));
        made.set_place(place);
        made.set_page(page);
        made.set_context(context);
        made.set_attribution(touches.event_properties(at, rules));
        made.set_made_at(at);
        self.set_page_context(Some(made));
        made
    }
}

impl Context {
    /// Another context with the same members.
    pub fn copy(self) -> Context {
        read_context(self.value().copy())
    }
}

fn read_context(made_here: Value) -> Context {
    View::assume(made_here)
}

fn read_library_context() -> Context {
    read_context(text(LIBRARY_CONTEXT).parse())
}

impl Page {
    /// The page as properties of a page view.
    pub fn properties(self) -> Properties {
        self.read_as_properties()
    }

    fn read_as_properties(self) -> Properties {
        View::assume(self.value())
    }
}

fn page_of(call: Call, rules: Rules) -> Page {
    let page = Page::new();
    let url = scrub::url(call.url(), rules);
    page.set_url(if_not_empty(Some(url)));
    if let Some(parts) = parse_url(url) {
        page.set_path(if_not_empty(Some(parts.pathname())));
        page.set_search(if_not_empty(Some(parts.search())));
    }
    page.set_referrer(if_not_empty(Some(scrub::url(call.referrer(), rules))));
    page.set_title(if_not_empty(Some(scrub::text(call.title()))));
    page
}

impl PageContext {
    /// Whether this is the very same context, not one like it.
    pub fn is_same_as(self, other: PageContext) -> bool {
        self.value().same(other.value())
    }
}
