//! Customers. <https://woocommerce.github.io/woocommerce-rest-api-docs/#customer-properties>

use crate::server::payload::Payload;
use crate::server::person::{Person, Profile};
use crate::server::reading::Reading;

pub fn read(body: Payload) -> Option<Reading> {
    let billing = body.member("billing");
    let email = body.member("email").text().or_else(|| billing.member("email").text());
    let person = Person::new(Some(body.member("id").id()?), email, billing.member("phone").text());
    let name = |name: &str| body.member(name).html_text().or_else(|| billing.member(name).html_text());
    let profile = Profile {
        first_name: name("first_name"),
        last_name: name("last_name"),
        created_at: body.member("date_created_gmt").moment_gmt(),
        // The first version of the API has the figures; later ones leave them out.
        orders_count: body.member("orders_count").count(),
        total_spend: body.member("total_spent").money(),
        ..Profile::default()
    };
    person.user_id()?;
    let at = body.member("date_modified_gmt").moment_gmt();
    Some(Reading::Person { person, profile, at, consents: Vec::new() })
}
