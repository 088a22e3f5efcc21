// What the doctor finds in how the tracker comes into the page: tag, stub, version and integrity.

import { packageFile, packageVersion } from "../files.js";

/** @import { Facts, Visit } from "./walk.js" */
/** @import { Add } from "./findings.js" */

/**
 * Tag, stub, version and integrity. Returns whether there is a tracker.
 * @param {Visit} visit
 * @param {Facts} facts
 * @param {Add} add
 */
export function tagFindings(visit, { tags, stubs, scriptsBeforeStub, hasTracker, diagnostics }, add) {
  const [tag] = tags;
  if (!tag && !hasTracker) {
    add(
      "problem",
      "tag",
      "there is no tracker on this page",
      "Put the snippet into the head: README.md, Quick start.",
    );
    return false;
  }
  if (!tag && diagnostics && !stubs) add("ok", "tag", "the tracker is part of the shop's own bundle (npm)");
  else if (!tag)
    add("problem", "tag", "there is a stub, but no script tag", "Put the script tag behind the stub.");
  else add("ok", "tag", tag.src);
  if (tags.length > 1)
    add("problem", "tag", `${tags.length} script tags`, "Remove all but one: only the first one tracks.");
  if (tag?.isHeldBack) add("info", "tag", "a consent manager holds the tag back (its type is text/plain)");
  if (tag?.src) loadFindings(visit, tag.src, add);
  if (tag) {
    if (!stubs)
      add(
        "warning",
        "stub",
        "there is none: calls before the script has loaded are lost",
        "Put the stub before the tag.",
      );
    else if (!tag.hasStubBefore) add("problem", "stub", "it stands behind the tag", "Put it before the tag.");
    else if (scriptsBeforeStub)
      add(
        "info",
        "stub",
        `${scriptsBeforeStub} scripts stand before it; what they report before it runs is lost`,
      );
    else add("ok", "stub", "it is the first script");
    integrityFindings(visit, tag, add);
  }
  const version = diagnostics?.on ? diagnostics.version : undefined;
  const own = packageVersion();
  if (version)
    add(
      version === own ? "ok" : "info",
      "version",
      version === own ? version : `${version}; this command is ${own}`,
    );
  return true;
}

/**
 * @param {Visit} visit
 * @param {string} src
 * @param {Add} add
 */
function loadFindings({ requests }, src, add) {
  const request = requests.find(({ url }) => url === src);
  if (!request) add("problem", "tag", `${src} was not requested`, "See the findings on the page's policy.");
  else if (request.failure) add("problem", "tag", `${src} did not load: ${request.failure}`);
  else if (request.status !== undefined && request.status >= 400)
    add("problem", "tag", `${src} was answered with ${request.status}`);
}

/**
 * @param {Visit} visit
 * @param {Facts["tags"][0]} tag
 * @param {Add} add
 */
function integrityFindings({ script }, { attributes }, add) {
  if (!script) return;
  const { integrity } = attributes;
  const isOurs = Object.values(JSON.parse(packageFile("sri.json"))).includes(script.sha384);
  const origin = isOurs
    ? "the file is that of this version"
    : "the file is not of this version, or was changed";
  if (integrity && integrity.split(/\s+/).includes(script.sha384))
    add("ok", "integrity", `it matches; ${origin}`);
  else if (integrity && /sha384-/.test(integrity))
    add(
      "problem",
      "integrity",
      "it does not match the file: browsers refuse the script",
      `integrity="${script.sha384}"`,
    );
  else if (!integrity)
    add("info", "integrity", `none; ${origin}`, `From a CDN: integrity="${script.sha384}" crossorigin`);
}
