// Reads a trace of Chromium: what the main thread of one page's renderer did, in processor time (`tdur`), so
// that other work of the machine does not count. The format:
// https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU. start.mjs calls it.

export const CATEGORIES = [
  "devtools.timeline",
  "disabled-by-default-devtools.timeline",
  "v8",
  "disabled-by-default-v8.compile",
  "toplevel",
];
/** With the marks of the page, for `aroundMark`. */
export const MARKED = [...CATEGORIES, "blink.user_timing"];
const TASKS = /^(ThreadControllerImpl::RunTask|RunTask)$/;
const SCRIPTING =
  /^(EvaluateScript|BlinkScheduler_PerformMicrotaskCheckpoint|v8\.run|v8\.evaluateModule|FunctionCall|TimerFire|FireIdleCallback|FireAnimationFrame|RunMicrotasks|EventDispatch|V8\.Execute|v8\.callFunction|V8\.RunMicrotasks|V8Console::runTask)$/;
const COMPILING = /^(v8\.compile|v8\.compileModule|V8\.Compile\w*|v8\.wasm\.\w+|V8\.Wasm\w*)$/i;

/**
 * `{task, script, compile, longest, tasks}` in ms, over all tasks of the page whose address is `url`.
 * `script` is whatever runs the page's scripts, with the compiling in it; `compile` is compiling, wherever it
 * was; `longest` is the longest task.
 */
export function mainThread(events, url) {
  return spent(mainThreadEvents(events, url));
}

/**
 * The same of the time before and after the page's first `performance.mark(mark)`, `[before, after]`. The
 * trace has to be of MARKED.
 */
export function aroundMark(events, url, mark) {
  const at = events.find(({ name, cat }) => name === mark && /blink\.user_timing/.test(cat))?.ts;
  if (at === undefined) throw new Error(`the trace has no mark ${mark}`);
  const own = mainThreadEvents(events, url);
  return [spent(own.filter(({ ts }) => ts < at)), spent(own.filter(({ ts }) => ts >= at))];
}

function spent(own) {
  const tasks = outermost(own, TASKS);
  return {
    task: sum(tasks),
    script: sum(outermost(own, new RegExp(`${SCRIPTING.source}|${COMPILING.source}`, "i"))),
    compile: sum(outermost(own, COMPILING)),
    longest: Math.max(0, ...tasks.map(({ tdur }) => tdur / 1000)),
    tasks: tasks.filter(({ tdur }) => tdur > 1000).length,
  };
}

/** The complete events of the main thread that showed `url`, in order of their start. */
export function mainThreadEvents(events, url) {
  const commit = events.find(({ name, args }) => name === "CommitLoad" && args?.data?.url === url);
  if (!commit) throw new Error(`the trace has no page ${url}`);
  return events
    .filter(({ pid, tid, ph }) => pid === commit.pid && tid === commit.tid && ph === "X")
    .sort((one, other) => one.ts - other.ts || other.dur - one.dur);
}

/** The events with such a name that are inside no other one with such a name. */
function outermost(events, names) {
  let end = -Infinity;
  return events.filter(({ name, ts, dur, tdur }) => {
    if (tdur === undefined || ts < end || !names.test(name)) return false;
    end = ts + dur;
    return true;
  });
}

const sum = (events) => events.reduce((total, { tdur }) => total + tdur / 1000, 0);
