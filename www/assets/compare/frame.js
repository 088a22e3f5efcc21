// Runs in a storefront of /compare. It sends the tracker's report to the page around it, and walks through
// the shop when that page asks for a visit. The layout adds it to pages inside a frame; compare/main.js
// receives the reports.
(function () {
  "use strict";
  const STEP = "marlow.visit";
  const REPORT_MS = 250;
  const click = (selector) => document.querySelector(selector).click();
  const STEPS = [
    () => location.assign("/collections/trail"),
    () => location.assign("/products/fell-runner"),
    () => click("#add-to-cart"),
    () => click("#checkout"),
    async () => {
      document.querySelector("#email").value = "jane@example.com";
      click("#continue");
      await window.shoptrail.flush();
      click("#place-order");
    },
    () => location.reload(),
  ];

  addEventListener("message", ({ data }) => {
    if (data?.type !== "visit") return;
    sessionStorage.setItem(STEP, "0");
    takeStep();
  });
  takeStep();
  setInterval(report, REPORT_MS);

  async function takeStep() {
    const step = sessionStorage.getItem(STEP);
    if (step === null || Number(step) > STEPS.length) return;
    await callsCounted();
    sessionStorage.setItem(STEP, Number(step) + 1);
    if (STEPS[step]) STEPS[step]();
    else await window.shoptrail.flush();
    report();
  }

  // Resolves when the tracker has counted the page's calls: the visit must not leave the page before.
  async function callsCounted() {
    while (!window.shoptrail.diagnostics().quality) await new Promise((resolve) => setTimeout(resolve, 20));
  }

  function report() {
    const { version, quality, counts } = window.shoptrail.diagnostics();
    if (!counts) return; // The script is still loading.
    const kept = JSON.parse(sessionStorage.getItem("shoptrail.quality"));
    const step = Number(sessionStorage.getItem(STEP));
    parent.postMessage(
      {
        type: "report",
        version,
        quality,
        followed: kept?.followed.map(([id]) => id) ?? [],
        done: step > STEPS.length && !(counts.waiting + counts.in_flight + counts.handed_off),
        step,
      },
      "*",
    );
  }
})();
