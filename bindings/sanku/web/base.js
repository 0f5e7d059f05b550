// What all parts of the page share: the embedded data, the language, making elements.

const bulletins = JSON.parse(document.getElementById("bulletin").textContent);
const page = JSON.parse(document.getElementById("page").textContent);
const projects = page.projects;

const LIGHTS = ["none", "green", "no_data", "yellow", "red"]; // as numbered in the data
const LIGHT_ORDER = [4, 3, 1, 2, 0];
const POOLS = ["in_none", "directory", "reserve", "implementation", "withdrawn"];
const CONVERSIONS = ["directory.reserve", "reserve.implementation"];

let lang = page.lang;

/** The bulletin with texts in the language that is shown. Its numbers are for nothing but to be
 *  compared: what is shown of them is in `page.figures`, since a double does not hold every fen. */
const bulletin = () => bulletins[lang];

/** Of a text in Chinese and English, the one that is shown. */
const inLanguage = (pair) => (typeof pair === "string" ? pair : pair[lang === "zh" ? 0 : 1]);

const say = (key) => inLanguage(page.ui[key]);
const text = (place) => inLanguage(page.texts[place]);
const lightName = (light) => say(LIGHTS[light]);

const byId = (id) => document.getElementById(id);

/** An element with attributes and children. Texts become text nodes, so that nothing in them is
 *  ever read as markup; `null` is left out. */
function element(tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return made;
}

/** A text that somebody typed in, kept from turning the direction of what stands around it. */
const typed = (words) => element("bdi", { class: "typed" }, words);

/** The same where only characters can be given, as in options and names for screen readers. */
const isolated = (words) => `\u2068${words}\u2069`;

/** A figure's exact value: a whole number, or numerator and denominator with a slash. */
function rawOf(key) {
  const figure = page.figures[key];
  return typeof figure === "string" ? figure.replace(/,/g, "") : figure[1];
}

const figureText = (key) => {
  const figure = page.figures[key];
  return typeof figure === "string" ? figure : figure[0];
};

/** A figure as a number, for lengths and angles alone; NaN without a value. */
function approximately(key) {
  const [part, whole] = rawOf(key).split("/");
  return whole === undefined ? Number(part) : Number(part) / Number(whole);
}

/** Orders two figures exactly, the larger first if `down`; those without a value come last. */
function compareFigures(one, other, down) {
  const [first, second] = [one, other].map((key) => {
    const [part, whole] = rawOf(key).split("/");
    return [BigInt(part), BigInt(whole === undefined ? 1 : whole)];
  });
  const without = Number(first[1] === 0n) - Number(second[1] === 0n);
  if (without !== 0 || first[1] === 0n) return without;
  const difference = first[0] * second[1] - second[0] * first[1];
  return difference === 0n ? 0 : difference > 0n === down ? -1 : 1;
}

const figure = (key) =>
  element(
    "span",
    { class: "figure", "data-figure": key, "data-value": rawOf(key) },
    figureText(key),
  );

/** The pieces of a sentence: `{name}` gives way to what `values` has of that name, else to the
 *  figure of that key. */
function sentence(key, values = {}) {
  return say(key)
    .split(/\{([^}]*)\}/)
    .map((piece, place) => {
      if (place % 2 === 0) return piece;
      return Object.prototype.hasOwnProperty.call(values, piece) ? values[piece] : figure(piece);
    });
}

const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];

/** A day such as 2024-06-30 in words. */
function dayWords(iso) {
  const [year, month, day] = iso.split("-").map(Number);
  return lang === "zh" ? `${year}年${month}月${day}日` : `${day} ${MONTHS[month - 1]} ${year}`;
}

const SHAPES = {
  red: "M6 0.5 11.5 6 6 11.5 0.5 6Z",
  yellow: "M6 1 11.5 11 0.5 11Z",
  green: "M6 1A5 5 0 1 1 5.99 1Z",
  no_data: "M6 2A4 4 0 1 1 5.99 2Z",
  none: "M2 6H10",
};

/** The sign of a light: each has a shape of its own, so that nobody needs to see its colour. */
function mark(light) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("viewBox", "0 0 12 12");
  svg.setAttribute("class", `mark ${LIGHTS[light]}`);
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(space, "path");
  path.setAttribute("d", SHAPES[LIGHTS[light]]);
  svg.append(path);
  return svg;
}

const lamp = (light) =>
  element("span", { class: `lamp ${LIGHTS[light]}` }, mark(light), lightName(light));

const measure = (key) => element("span", { class: "measure" }, say(key));

/** A table in a frame; `columns`: headings, those of numbers as `{number: heading}`. */
function table(columns, rows, attributes = {}) {
  const headings = columns.map((column) =>
    typeof column === "string"
      ? element("th", { scope: "col" }, column)
      : element("th", { scope: "col", class: "number" }, column.number),
  );
  const body = rows.map((cells) =>
    element(
      "tr",
      {},
      cells.map((cell, place) => {
        const kind = typeof columns[place] === "string" ? null : "number";
        return place === 0
          ? element("th", { scope: "row", class: kind }, cell)
          : element("td", { class: kind }, cell);
      }),
    ),
  );
  return element(
    "table",
    attributes,
    element("thead", {}, element("tr", {}, headings)),
    element("tbody", {}, body),
  );
}
