// A queue in a folder: for a server with a disk of its own. Each message is a file. Names sort by time, so
// the oldest message leaves first.
import { mkdir, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** @returns {import("shoptrail/server").Queue} */
export function fileQueue(folder) {
  let count = 0;
  const names = async () => {
    await mkdir(folder, { recursive: true });
    return (await readdir(folder)).filter((name) => name.endsWith(".json")).sort();
  };
  const idOf = (name) => name.slice(name.lastIndexOf("-") + 1, -".json".length);

  return {
    async push(entries) {
      const known = new Set((await names()).map(idOf));
      for (const { id, message } of entries.filter((entry) => !known.has(entry.id))) {
        const name = `${Date.now()}-${String(count++).padStart(9, "0")}-${id}.json`;
        // A file appears whole or not at all.
        await writeFile(join(folder, `${name}.part`), JSON.stringify(message), { flush: true });
        await rename(join(folder, `${name}.part`), join(folder, name));
      }
    },
    async take(limit) {
      const entries = [];
      for (const name of await names()) {
        if (entries.length === limit) break;
        try {
          const message = JSON.parse(await readFile(join(folder, name), "utf8"));
          entries.push({ id: idOf(name), message });
        } catch (error) {
          // One broken file must not keep the others: it is set aside, for you to look at.
          console.error(`queue: ${name} cannot be read`, error);
          await rename(join(folder, name), join(folder, `${name}.broken`)).catch(() => {});
        }
      }
      return entries;
    },
    async done(ids) {
      const gone = new Set(ids);
      for (const name of await names())
        if (gone.has(idOf(name))) await rm(join(folder, name), { force: true });
    },
  };
}
