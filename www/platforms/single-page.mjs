// A platform page that is a single-page shop. As in frameworks, its router changes the address first, then
// the content and the title. `?hash` routes in the hash. index.mjs calls it.
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
  const link = (name) => {
    const href = hash ? `#/${name}` : `/platforms/spa/${name}`;
    return html`<a class="button quiet" data-route id="to-${name}" href="${href}">${name || "all"}</a> `;
  };
  return {
    options: { "data-adapters": "spa", ...(hash && { "data-spa-hash": "true" }) },
    body: html`<h1 id="view"></h1>
      <p>
        ${["", "mug", "cup"].map(link)}
        <a id="leave" href="/platforms/gtag">leave the document</a>
      </p>
      <script>
        ${raw(ROUTER)};
      </script>`,
  };
}
