// Folds the inspector away on a phone before the first paint, so that the shop is seen first. What the person
// chose during the visit is kept. The layout inlines it.
if (matchMedia("(max-width: 760px)").matches && !/(^|; )harness_inspector=/.test(document.cookie))
  document.documentElement.classList.add("inspector-closed");
