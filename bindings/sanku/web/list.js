// The list of all projects: filters, search, sorting. Only the rows in sight are in the document.

const wanted = { query: "", rule: "", light: "", pool: "", region: "", unit: "" };
const order = { column: "light", down: true };

const amounts = projects.investment.map((amount) => (amount === null ? -1n : BigInt(amount[1])));
const haystack = projects.code.map((code, row) =>
  `${projects.name[row]}\n${code}\n${projects.units[projects.unit[row]]}`.toLowerCase(),
);

let found = [];
let active = 0;

/** The light of a project that the filter speaks of: of the rule that is chosen, else overall. */
function lightUnderFilter(row) {
  if (wanted.rule === "") return projects.light[row];
  return projects.rules[bulletin().lights.rules.findIndex((rule) => rule.id === wanted.rule)][row];
}

function matches(row, words) {
  const light = lightUnderFilter(row);
  if (wanted.light !== "" && light !== Number(wanted.light)) return false;
  if (wanted.rule !== "" && wanted.light === "" && light === 0) return false;
  if (wanted.pool !== "" && projects.pool[row] !== Number(wanted.pool)) return false;
  if (wanted.region !== "" && projects.region[row] !== Number(wanted.region)) return false;
  if (wanted.unit !== "" && projects.unit[row] !== Number(wanted.unit)) return false;
  return words.every((word) => haystack[row].includes(word));
}

const byText = (one, other) => one.localeCompare(other, lang === "zh" ? "zh-CN" : "en");
const byNumber = (column) => (one, other) => column[one] - column[other];

function byAmount(one, other) {
  const difference = amounts[one] - amounts[other];
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** How two projects stand to each other in each column; lights are numbered by severity. */
const ORDERS = {
  light: (one, other) => lightUnderFilter(one) - lightUnderFilter(other),
  name: (one, other) => byText(projects.name[one], projects.name[other]),
  unit: (one, other) => byText(unitOf(one), unitOf(other)),
  region: byNumber(projects.region),
  pool: byNumber(projects.pool),
  investment: byAmount,
};

const unitOf = (row) => projects.units[projects.unit[row]];
const regionOf = (row) => projects.regions[projects.region[row]];

/** Finds the projects that are wanted, in order, the larger ones first where all else is equal. */
function find() {
  const words = wanted.query.toLowerCase().split(/\s+/).filter(Boolean);
  found = [];
  for (let row = 0; row < projects.code.length; ++row) if (matches(row, words)) found.push(row);
  const direction = order.down ? -1 : 1;
  found.sort(
    (one, other) =>
      direction * ORDERS[order.column](one, other) || byAmount(other, one) || one - other,
  );
}

// ---- the filters

const FILTERS = ["light", "rule", "pool", "region", "unit"];

/** What a filter offers: pairs of a value and a name. */
function optionsOf(filter) {
  if (filter === "light") return LIGHT_ORDER.map((light) => [light, lightName(light)]);
  if (filter === "pool") {
    const held = new Set(projects.pool);
    return POOLS.map((pool, place) => [place, say(pool)]).filter(([place]) => held.has(place));
  }
  if (filter === "rule") return bulletin().lights.rules.map((rule) => [rule.id, rule.name]);
  const names = filter === "region" ? projects.regions : projects.units;
  return names
    .map((name, place) => [place, name])
    .sort((one, other) => byText(one[1], other[1]))
    .map(([place, name]) => [place, name === "" ? say("not_stated") : isolated(name)]);
}

function filterField(filter) {
  const any = say(filter === "rule" ? "all_rules" : "all");
  const options = [["", any], ...optionsOf(filter)].map(([value, name]) =>
    element("option", { value }, name),
  );
  const select = element("select", { id: `filter-${filter}`, name: filter }, options);
  select.value = wanted[filter];
  select.addEventListener("change", () => narrow({ [filter]: select.value }));
  return element("label", {}, say(filter === "pool" ? "library" : filter), select);
}

function drawFilters() {
  const search = element("input", {
    id: "search",
    type: "search",
    placeholder: say("search_hint"),
    autocomplete: "off",
    spellcheck: "false",
  });
  search.value = wanted.query;
  search.addEventListener("input", () => narrow({ query: search.value }));
  const clear = element("button", { type: "button", id: "clear" }, say("clear"));
  clear.addEventListener("click", () => {
    narrow({ query: "", light: "", rule: "", pool: "", region: "", unit: "" });
    drawFilters();
  });
  byId("filters").replaceChildren(
    element("label", { class: "search" }, say("search"), search),
    ...FILTERS.map(filterField),
    clear,
  );
}

/** Changes what is wanted, and shows what is found from its beginning. */
function narrow(changes) {
  Object.assign(wanted, changes);
  find();
  active = 0;
  byId("rows").scrollTop = 0;
  drawFound();
  drawRows();
}

/** Lists the projects with a light, of one rule or, if it is empty, overall. */
function listLights(rule, light) {
  narrow({ query: "", pool: "", region: "", unit: "", rule, light: String(light) });
  drawFilters();
  byId("projects").scrollIntoView();
  byId("list").focus({ preventScroll: true });
}

function drawFound() {
  const words = (number) => number.toLocaleString("en-US");
  byId("found").replaceChildren(
    ...sentence("found", {
      total: words(projects.code.length),
      found: element("strong", { id: "found-count" }, words(found.length)),
    }),
  );
}

// ---- the rows

const COLUMNS = ["light", "name", "unit", "region", "pool", "investment"];
const HEADINGS = { light: "overall_light", pool: "library" };

function sortList(column) {
  order.down = order.column === column ? !order.down : ["light", "investment"].includes(column);
  order.column = column;
  find();
  active = 0;
  drawList();
  byId("list").querySelector(`[data-sort="${column}"]`).focus();
}

function listHeading(column) {
  const state = order.column !== column ? "none" : order.down ? "descending" : "ascending";
  const button = element(
    "button",
    { type: "button", class: "sort", "data-sort": column, onclick: () => sortList(column) },
    say(HEADINGS[column] || column),
  );
  return element("div", { role: "columnheader", "aria-sort": state, class: column }, button);
}

function drawList() {
  const list = byId("list");
  const rules = element("div", { role: "columnheader", class: "marks" }, rulesHeading());
  const headings = element("div", { role: "row", class: "row" }, COLUMNS.map(listHeading), rules);
  const room = element("div", { class: "room", role: "presentation" });
  const viewport = element("div", { id: "rows", role: "rowgroup", tabindex: "-1" }, room);
  viewport.addEventListener("scroll", () => window.requestAnimationFrame(drawRows));
  list.setAttribute("aria-label", say("projects"));
  list.replaceChildren(element("div", { role: "rowgroup", class: "head" }, headings), viewport);
  const bar = viewport.offsetWidth - viewport.clientWidth; // the headings end where the rows do
  list.style.setProperty("--bar", `${bar}px`);
  drawFound();
  drawRows();
}

const rulesHeading = () =>
  bulletin().lights.rules.map((rule) => element("span", { title: rule.name }, typed(rule.name)));

const rowHeight = () => parseFloat(getComputedStyle(byId("list")).getPropertyValue("--row"));

/** Draws the rows in sight and a few around them. */
function drawRows() {
  const viewport = byId("rows");
  const room = viewport.firstElementChild;
  const height = rowHeight();
  const first = Math.max(0, Math.floor(viewport.scrollTop / height) - 6);
  const last = Math.min(
    found.length,
    Math.ceil((viewport.scrollTop + viewport.clientHeight) / height) + 6,
  );
  const rows = [];
  for (let place = first; place < last; ++place) rows.push(projectRow(place, place * height));
  room.style.height = `${found.length * height}px`;
  if (found.length === 0) rows.push(element("p", { class: "empty" }, say("nothing_found")));
  room.replaceChildren(...rows);
  const list = byId("list");
  list.setAttribute("aria-rowcount", found.length + 1);
  if (first <= active && active < last) {
    list.setAttribute("aria-activedescendant", `row-${found[active]}`);
  } else list.removeAttribute("aria-activedescendant");
}

/** A text that its column may cut, which the pointer shows in full. */
const cuttable = (words) => element("bdi", { class: "typed", title: words }, words);

function projectRow(place, top) {
  const row = found[place];
  const cell = (column, ...children) =>
    element("div", { role: "gridcell", class: column }, ...children);
  const amount = projects.investment[row];
  const made = element(
    "div",
    {
      role: "row",
      id: `row-${row}`,
      class: place === active ? "row active" : "row",
      "aria-rowindex": place + 2,
      "aria-selected": place === active ? "true" : "false",
      "data-place": place,
    },
    cell("light", lamp(projects.light[row])),
    cell(
      "name",
      cuttable(projects.name[row]),
      element("small", { class: "code" }, projects.code[row]),
    ),
    cell("unit", cuttable(unitOf(row))),
    cell("region", cuttable(regionOf(row))),
    cell("pool", say(POOLS[projects.pool[row]])),
    cell("investment", amount === null ? "—" : amount[0]),
    cell(
      "marks",
      bulletin().lights.rules.map((rule, at) => ruleMark(rule, projects.rules[at][row])),
    ),
  );
  made.style.top = `${top}px`;
  return made;
}

const ruleMark = (rule, light) =>
  element(
    "span",
    {
      role: "img",
      title: `${isolated(rule.name)} ${lightName(light)}`,
      "aria-label": `${isolated(rule.name)} ${lightName(light)}`,
    },
    mark(light),
  );

/** Makes another row the active one, and brings it into sight. */
function activate(place) {
  if (found.length === 0) return;
  active = Math.min(found.length - 1, Math.max(0, place));
  const viewport = byId("rows");
  const height = rowHeight();
  const top = active * height;
  const lowest = top + height - viewport.clientHeight;
  viewport.scrollTop = Math.min(top, Math.max(lowest, viewport.scrollTop));
  drawRows();
}

function moveByKey(event) {
  if (event.target.closest(".head") !== null) return; // its buttons sort
  const step = Math.max(1, Math.floor(byId("rows").clientHeight / rowHeight()) - 1);
  const moves = {
    ArrowDown: active + 1,
    ArrowUp: active - 1,
    PageDown: active + step,
    PageUp: active - step,
    Home: 0,
    End: found.length - 1,
  };
  if (event.key in moves) activate(moves[event.key]);
  else if (event.key === "Enter" && found.length > 0) openProject(found[active]);
  else return;
  event.preventDefault();
}

function openClicked(event) {
  const row = event.target.closest("[data-place]");
  if (row === null) return;
  activate(Number(row.dataset.place));
  openProject(found[active]);
}
