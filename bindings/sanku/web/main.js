// Draws the page, and draws it again in the other language.

const SECTIONS = [
  "overview",
  "conversion",
  "lights",
  "projects",
  "suspended",
  "activity",
  "regions",
  "sectors",
  "quality",
  "provenance",
];

function drawContents() {
  const links = SECTIONS.filter((id) => !byId(id).hidden).map((id) =>
    element("a", { href: `#${id}` }, say(id)),
  );
  byId("contents").setAttribute("aria-label", say("contents"));
  byId("contents").replaceChildren(...links);
}

function draw() {
  document.documentElement.lang = lang === "zh" ? "zh-CN" : "en";
  for (const part of document.querySelectorAll("[data-text]")) {
    part.textContent = say(part.dataset.text);
  }
  drawMasthead();
  drawPipeline();
  drawCards();
  drawConversions();
  drawLightsTable();
  drawFilters();
  find();
  drawList();
  drawSuspended();
  drawActivity();
  drawGroups("regions");
  drawGroups("sectors");
  drawQuality();
  drawProvenance();
  drawContents();
  drawCharts();
}

byId("switch").addEventListener("click", () => {
  lang = lang === "zh" ? "en" : "zh";
  draw();
});
byId("print").addEventListener("click", () => window.print());
byId("filters").addEventListener("submit", (event) => event.preventDefault());
byId("panel").addEventListener("click", closeBeside);
byId("panel").addEventListener("close", () => byId("list").focus({ preventScroll: true }));
byId("list").addEventListener("keydown", moveByKey);
byId("list").addEventListener("click", openClicked);
window.addEventListener("resize", () => {
  window.requestAnimationFrame(redrawCharts);
  drawRows();
});
// The red list may be long and is for paper alone, so it is there only while printing.
window.addEventListener("beforeprint", drawRedList);
window.addEventListener("afterprint", () => byId("red-list").replaceChildren());
draw();
