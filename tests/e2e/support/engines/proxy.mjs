// An HTTP proxy on 127.0.0.1 that takes every host for this machine, and puts scripts before a page's own. It answers nothing itself: a connection
// that fails or is cut behind it is cut before it.

import http from "node:http";

/** `{port, first, cookies, close()}`: `first` are the scripts, `cookies` host → what the next page from there is asked with and sets. */
export async function startProxy() {
  const first = [];
  const cookies = new Map();
  const server = http.createServer((request, response) => {
    const url = new URL(request.url, "http://127.0.0.1");
    const isPage = /document|navigate|^$/.test(request.headers["sec-fetch-dest"] ?? "");
    const set = (isPage && cookies.get(url.host)) || [];
    const headers = { ...request.headers, "accept-encoding": "identity" };
    if (set.length)
      headers.cookie = [request.headers.cookie, ...set.map((text) => text.split(";")[0])]
        .filter(Boolean)
        .join("; ");
    const upstream = http.request({
      host: "127.0.0.1",
      port: url.port || 80,
      path: url.pathname + url.search,
      method: request.method,
      headers,
      agent: false,
    });
    const cut = () => (upstream.destroy(), response.destroy());
    request.on("error", cut).pipe(upstream);
    response.on("close", () => response.writableFinished || cut());
    upstream.on("error", cut).on("response", async (answer) => {
      answer.on("error", cut).on("aborted", cut);
      const headers = { ...answer.headers };
      if (!isPage || !/^text\/html/.test(headers["content-type"])) {
        response.writeHead(answer.statusCode, headers);
        return answer.pipe(response);
      }
      let html = "";
      for await (const text of answer.setEncoding("utf8")) html += text;
      if (set.length) headers["set-cookie"] = [...(headers["set-cookie"] ?? []), ...set];
      cookies.delete(url.host);
      const body = Buffer.from(withScripts(html, headers["content-security-policy"] ?? "", first));
      delete headers["transfer-encoding"];
      response.writeHead(answer.statusCode, { ...headers, "content-length": body.length });
      response.end(request.method === "HEAD" ? undefined : body);
    });
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: server.address().port,
    first,
    cookies,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A policy that lets no inline script run gets none. */
function withScripts(html, policy, scripts) {
  const [nonce] = policy.match(/(?<='nonce-)[^']+/) ?? [];
  const rule = policy.match(/script-src [^;]*/)?.[0] ?? policy.match(/default-src [^;]*/)?.[0];
  if (rule && !nonce && !rule.includes("'unsafe-inline'")) return html;
  const tag = `<script${nonce ? ` nonce="${nonce}"` : ""}>${scripts.join("\n")}</script>`;
  return html.replace(/<head>|$/i, (head) => head + tag);
}
