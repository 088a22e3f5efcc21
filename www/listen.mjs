// Listening on a loopback port, and closing without waiting for idle connections.

/** Resolves with the port: the wanted one, or with `tries` > 1 the next free one after it. Port 0 takes any. */
export async function listen(server, { port, host = "127.0.0.1", tries = 1 }) {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await once(server, port === 0 ? 0 : port + attempt, host);
    } catch (error) {
      if (error.code !== "EADDRINUSE" || attempt + 1 >= tries) throw error;
    }
  }
}

/** Ends the server and every connection to it. */
export function shut(server) {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

function once(server, port, host) {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve(server.address().port);
    });
  });
}
