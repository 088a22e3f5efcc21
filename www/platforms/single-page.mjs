// A shop of one document: a router that changes the address first, then what is shown and the title, as frameworks do. `?hash` routes in the hash.
import { html, raw } from "../html.mjs";

const ROUTER = `
  var titles = { "": "All mugs", mug: "Mug", cup: "Cup" };
  function render() {
    var name = /^#/.test(location.hash) ? location.hash.slice(2) : location.pathname.split("/")[3] || "";
    Promise.resolve().then(function () {
      document.title = titles[name] || name;
      document.querySelector("#view").textContent = document.title;
    });
  }
  document.addEventListener("click", function (event) {
    var link = event.target.closest && event.target.closest("a[data-route]");
    if (!link) return;
    event.preventDefault();
    history.pushState({}, "", link.href);
    render();
  });
  addEventListener("popstate", render);
  addEventListener("DOMContentLoaded", render);`;

export function singlePage({ url }) {
  const hash = url.searchParams.has("hash");
  const at = (name) => (hash ? `#/${name}` : `/platforms/spa/${name}`);
  return {
    options: { "data-adapters": "spa", ...(hash && { "data-spa-hash": "true" }) },
    body: html`<h1 id="view"></h1>
      <p>
        ${["", "mug", "cup"].map((name) => html`<a class="button quiet" data-route id="to-${name}" href="${at(name)}">${name || "all"}</a> `)}
        <a id="leave" href="/platforms/gtag">leave the document</a>
      </p>
      <script>
        ${raw(ROUTER)};
      </script>`,
  };
}
