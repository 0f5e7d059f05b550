// The tables of regions and sectors: a number and a bar in each cell, sorted by any column.

const GROUP_COLUMNS = [
  { key: "libraries.directory.projects", heading: "col_directory", bar: "largest" },
  { key: "libraries.reserve.projects", heading: "col_reserve", bar: "largest" },
  { key: "libraries.implementation.projects", heading: "col_implementation", bar: "largest" },
  { key: "held_fen", heading: "col_investment", bar: "largest" },
  { key: "conversions.directory.reserve.by_count", heading: "col_first", bar: "rate" },
  { key: "conversions.reserve.implementation.by_count", heading: "col_second", bar: "rate" },
  { key: "lights.red", heading: "col_red", light: 4 },
  { key: "lights.yellow", heading: "col_yellow", light: 3 },
  { key: "lights.green", heading: "col_green", light: 1 },
  { key: "lights.no_data", heading: "col_no_data", light: 2 },
  { key: "evaluations.rate", heading: "col_evaluations", bar: "rate" },
  { key: "two_accounts.rate", heading: "col_two_accounts", bar: "rate" },
];

/** Which column each table is sorted by, downwards or not; as the bulletin has it at first. */
const groupOrders = { regions: null, sectors: null };

const groupPrefix = (kind, group, place) => `${kind}.${group.code || place}`;

function groupCell(prefix, column, largest, tag = "td") {
  const key = prefix + column.key;
  if (column.light !== undefined) {
    const none = rawOf(key) === "0" ? "zero" : LIGHTS[column.light];
    return element(tag, { class: `number lights-of ${none}` }, figure(key));
  }
  const bar = element("span", { class: `bar ${column.bar}`, "aria-hidden": "true" });
  const share = approximately(key) / largest;
  bar.style.width = `${Number.isFinite(share) ? 100 * Math.min(1, share) : 0}%`;
  return element(tag, { class: "number" }, figure(key), element("span", { class: "track" }, bar));
}

function sortedGroups(kind) {
  const order = groupOrders[kind];
  const lines = bulletin()[kind].map((group, place) => ({
    group,
    prefix: `${groupPrefix(kind, group, place)}.`,
  }));
  if (order === null) return lines;
  return lines.sort((one, other) =>
    compareFigures(one.prefix + order.key, other.prefix + order.key, order.down),
  );
}

/** Sorts by a column, the largest first; once more: the smallest first; again: as it was. */
function sortGroups(kind, key) {
  const order = groupOrders[kind];
  if (order === null || order.key !== key) groupOrders[kind] = { key, down: true };
  else groupOrders[kind] = order.down ? { key, down: false } : null;
  drawGroups(kind);
  byId(`${kind}-table`).querySelector(`[data-sort="${key}"]`).focus();
}

function groupHeading(kind, column) {
  const order = groupOrders[kind];
  const state =
    order === null || order.key !== column.key ? "none" : order.down ? "descending" : "ascending";
  return element(
    "th",
    { scope: "col", class: "number", "aria-sort": state },
    element(
      "button",
      {
        type: "button",
        class: "sort",
        "data-sort": column.key,
        onclick: () => sortGroups(kind, column.key),
      },
      column.light === undefined ? null : mark(column.light),
      say(column.heading),
    ),
  );
}

/** The table of `kind`, which is `regions` or `sectors`, with the sums of all below. */
function drawGroups(kind) {
  const lines = sortedGroups(kind);
  const largest = new Map(
    GROUP_COLUMNS.map((column) => [
      column,
      column.bar === "rate"
        ? 1
        : Math.max(1, ...lines.map((line) => approximately(line.prefix + column.key))),
    ]),
  );
  const row = (label, cells) => element("tr", {}, element("th", { scope: "row" }, label), cells);
  const rows = lines.map(({ group, prefix }) =>
    row(
      group.name ? typed(group.name) : say("unstated_region"),
      GROUP_COLUMNS.map((column) => groupCell(prefix, column, largest.get(column))),
    ),
  );
  const totals = GROUP_COLUMNS.map((column) => {
    const key = column.light === undefined ? column.key : `lights.overall.${LIGHTS[column.light]}`;
    return element("td", { class: "number" }, figure(key));
  });
  const first = element("th", { scope: "col" }, say(kind === "regions" ? "region" : "sector"));
  const headings = GROUP_COLUMNS.map((column) => groupHeading(kind, column));
  byId(`${kind}-table`).replaceChildren(
    element(
      "table",
      { class: "groups" },
      element("thead", {}, element("tr", {}, first, headings)),
      element("tbody", {}, rows),
      element("tfoot", {}, row(say("total"), totals)),
    ),
  );
}
