// A queue in Redis, over a client of the package `redis`: a sorted set of ids by time, and a hash of texts.

/**
 * @param {import("redis").RedisClientType} redis  connected
 * @param {string} [key]
 * @returns {import("shoptrail/server").Queue}
 */
export function redisQueue(redis, key = "shoptrail") {
  const [order, messages] = [`${key}:order`, `${key}:messages`];
  return {
    async push(entries) {
      for (const { id, message } of entries) {
        // The message first: an id without a message would wait for ever.
        await redis.hSet(messages, id, JSON.stringify(message));
        await redis.zAdd(order, { score: Date.now(), value: id }, { NX: true });
      }
    },
    async take(limit) {
      const ids = await redis.zRange(order, 0, limit - 1);
      const texts = ids.length ? await redis.hmGet(messages, ids) : [];
      // A text that is missing or broken is no message: the server reports it and removes it.
      return ids.map((id, index) => ({ id, message: parse(texts[index]) }));
    },
    async done(ids) {
      await redis.zRem(order, ids);
      await redis.hDel(messages, ids);
    },
  };
}

function parse(text) {
  try {
    return JSON.parse(text ?? "null");
  } catch {
    return null;
  }
}
