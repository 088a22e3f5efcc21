// In a storefront of /compare: tells the page around it what the tracker reports, and walks through the shop when it is asked to.
(function () {
  "use strict";
  const STEP = "marlow.visit";
  const TELL_MS = 250;
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
    go();
  });
  go();
  setInterval(tell, TELL_MS);

  async function go() {
    const step = sessionStorage.getItem(STEP);
    if (step === null || Number(step) > STEPS.length) return;
    await observed();
    sessionStorage.setItem(STEP, Number(step) + 1);
    if (STEPS[step]) STEPS[step]();
    else await window.shoptrail.flush();
    tell();
  }

  // The page is not left before its calls were counted.
  async function observed() {
    while (!window.shoptrail.diagnostics().quality) await new Promise((resolve) => setTimeout(resolve, 20));
  }

  function tell() {
    const { version, quality, counts } = window.shoptrail.diagnostics();
    const followed =
      JSON.parse(sessionStorage.getItem("shoptrail.quality"))?.followed.map(([id]) => id) ?? [];
    const done = Number(sessionStorage.getItem(STEP)) > STEPS.length;
    parent.postMessage(
      {
        type: "report",
        version,
        quality,
        followed,
        done: done && counts.waiting + counts.in_flight + counts.handed_off === 0,
        step: Number(sessionStorage.getItem(STEP)),
      },
      "*",
    );
  }
})();
