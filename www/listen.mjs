// Starts a server on a loopback port and stops it without waiting for idle connections. The harness server
// and the collector call it.

/**
 * Resolves with the port: `port`, or with `tries` above 1 the next free port after it. Port 0 means any free
 * port.
 */
export async function listen(server, { port, host = "127.0.0.1", tries = 1 }) {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await once(server, port === 0 ? 0 : port + attempt, host);
    } catch (error) {
      if (error.code !== "EADDRINUSE" || attempt + 1 >= tries) throw error;
    }
  }
}

/** Stops the server and closes every connection to it. */
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
