// An HTTP proxy on 127.0.0.1 for an engine whose driver cannot do it: every host is this machine, and given
// scripts run before those of a page. It answers nothing itself; when a connection behind it fails or is cut,
// it cuts the connection in front. webkit.mjs uses it.

import http from "node:http";

/**
 * `{port, first, cookies, close()}`. `first` lists the scripts. `cookies` maps a host to the cookies that its
 * next page is requested with and sets.
 */
export async function startProxy() {
  const first = [];
  const cookies = new Map();
  const server = http.createServer((request, response) => {
    const url = new URL(request.url, "http://127.0.0.1");
    const isPage = /document|navigate|^$/.test(request.headers["sec-fetch-dest"] ?? "");
    const newCookies = (isPage && cookies.get(url.host)) || [];
    const headers = { ...request.headers, "accept-encoding": "identity" };
    if (newCookies.length)
      headers.cookie = [request.headers.cookie, ...newCookies.map((text) => text.split(";")[0])]
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
      const answerHeaders = { ...answer.headers };
      if (!isPage || !/^text\/html/.test(answerHeaders["content-type"])) {
        response.writeHead(answer.statusCode, answerHeaders);
        return answer.pipe(response);
      }
      let html = "";
      for await (const text of answer.setEncoding("utf8")) html += text;
      if (newCookies.length)
        answerHeaders["set-cookie"] = [...(answerHeaders["set-cookie"] ?? []), ...newCookies];
      cookies.delete(url.host);
      const body = Buffer.from(withScripts(html, answerHeaders["content-security-policy"] ?? "", first));
      delete answerHeaders["transfer-encoding"];
      response.writeHead(answer.statusCode, { ...answerHeaders, "content-length": body.length });
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

/** The page with the scripts in its head. A page whose policy forbids inline scripts stays as it is. */
function withScripts(html, policy, scripts) {
  const [nonce] = policy.match(/(?<='nonce-)[^']+/) ?? [];
  const rule = policy.match(/script-src [^;]*/)?.[0] ?? policy.match(/default-src [^;]*/)?.[0];
  if (rule && !nonce && !rule.includes("'unsafe-inline'")) return html;
  const tag = `<script${nonce ? ` nonce="${nonce}"` : ""}>${scripts.join("\n")}</script>`;
  return html.replace(/<head>|$/i, (head) => head + tag);
}
