// Who listens to the tracker. Nothing that a listener throws comes back to us.

/** `{on, emit, has}`; `on(type, listener)` gives the function that ends it. */
export function listeners() {
  const all = new Set();
  return {
    on(type, listener) {
      const entry = [type, listener];
      all.add(entry);
      return () => all.delete(entry);
    },
    emit(type, data) {
      for (const [wanted, listener] of all) if (wanted === type) attempt(listener, data);
    },
    has: (type) => [...all].some(([wanted]) => wanted === type),
  };
}

export function attempt(work, data) {
  try {
    work(data);
  } catch (error) {
    // Its owner's, and shown where they look; it must not stop us.
    setTimeout(() => console.error(error));
  }
}
