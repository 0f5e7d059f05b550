// What is behind one project: the evidence of each rule, and everything recorded of it.

/** Places of the parts of a piece of evidence, of an event and of a batch in the data. */
const EVIDENCE = {
  rule: 0,
  light: 1,
  sentence: 2,
  value: 3,
  threshold: 4,
  inputs: 5,
  ways: 6,
  clause: 7,
  gap: 8,
  source: 9,
  demand: 10,
  suspended: 11,
};
const EVENT = { sequence: 0, batch: 1, effective: 2, fact: 3, value: 4, target: 5, retracts: 6 };
const BATCH = { recorded: 0, by: 1, source: 2 };

const colon = () => (lang === "zh" ? "：" : ": ");

function inputsList(inputs) {
  return element(
    "ul",
    {},
    inputs.map(([label, value]) =>
      element("li", {}, typed(text(label)), colon(), typed(text(value))),
    ),
  );
}

function demandWords([who, what, by]) {
  const parts = [text(who), colon(), text(what)];
  if (by !== null) parts.push(" ", ...sentence("demand_by", { day: dayWords(by) }));
  return element("bdi", {}, parts);
}

function evidenceCard(evidence) {
  const rule = bulletin().lights.rules[evidence[EVIDENCE.rule]];
  const light = evidence[EVIDENCE.light];
  const value = evidence[EVIDENCE.value];
  const inputs = evidence[EVIDENCE.inputs];
  const ways = evidence[EVIDENCE.ways].map(text);
  const demand = evidence[EVIDENCE.demand];
  const suspended = evidence[EVIDENCE.suspended];
  const pairs = [
    ["value", typed(value === null ? "—" : text(value))],
    ["threshold", typed(text(evidence[EVIDENCE.threshold]))],
    ["inputs", inputs.length ? inputsList(inputs) : ""],
    ["ways", ways.length ? typed(clauses(ways)) : ""],
    ["demand", demand === null ? "" : demandWords(demand)],
    ["suspended_by", suspended === null ? "" : reasonWords(reasonOf(suspended))],
    ["clause", quoted(text(evidence[EVIDENCE.clause]))],
    ["gap", plain(text(evidence[EVIDENCE.gap]))],
    ["source", plain(text(evidence[EVIDENCE.source]))],
  ].filter(([, shown]) => shown !== "");
  return element(
    "article",
    { class: `evidence ${LIGHTS[light]}`, "data-rule": rule.id },
    element("h4", {}, typed(rule.name), lamp(light)),
    element("p", { class: "sentence" }, typed(text(evidence[EVIDENCE.sentence]))),
    element("dl", { class: "facts" }, facts(pairs.map(([key, shown]) => [say(key), shown]))),
  );
}

const plain = (words) => (words === "" ? "" : typed(words));
const quoted = (words) => (words === "" ? "" : element("q", {}, typed(words)));

function reasonOf([start, end, by, reason, document]) {
  return { start, end, by, reason, document };
}

function evidencePart(row) {
  const all = projects.evidence[row];
  const rated = new Set(all.map((evidence) => evidence[EVIDENCE.rule]));
  const others = bulletin().lights.rules.filter((_, place) => !rated.has(place));
  const separator = lang === "zh" ? "、" : ", ";
  const names = others.flatMap((rule, place) => [place ? separator : "", typed(rule.name)]);
  return element(
    "section",
    { id: "panel-evidence" },
    element("h3", {}, say("evidence")),
    all.length ? all.map(evidenceCard) : element("p", {}, say("no_rules")),
    all.length && others.length
      ? element(
          "p",
          { class: "note" },
          sentence("not_rated", { rules: element("span", {}, names) }),
        )
      : null,
  );
}

/** What an event did to an earlier one, and a later one to it. */
function historyNotes(event, later) {
  const notes = [];
  if (event[EVENT.target] !== undefined) {
    const deed = event[EVENT.retracts] ? "retracts" : "supersedes";
    notes.push(sentence(deed, { n: String(event[EVENT.target]) }));
  }
  if (later !== undefined) {
    const deed = later[EVENT.retracts] ? "retracted" : "superseded";
    notes.push(sentence(deed, { n: String(later[EVENT.sequence]) }));
  }
  if (event[EVENT.effective] > bulletin().as_of) notes.push([say("after_day")]);
  return notes.map((note) => element("span", { class: "tag" }, note));
}

function historyRow(event, later) {
  const batch = page.batches[event[EVENT.batch]];
  const who = [batch[BATCH.by], batch[BATCH.source]].filter(Boolean);
  return [
    String(event[EVENT.sequence]),
    batch[BATCH.recorded],
    who.map((name) => element("div", {}, typed(name))),
    typed(text(event[EVENT.fact])),
    [typed(text(event[EVENT.value])), ...historyNotes(event, later)],
    event[EVENT.effective],
  ];
}

function historyPart(row) {
  const events = projects.history[row];
  const laterOf = new Map(events.map((event) => [event[EVENT.target], event]));
  const columns = ["sequence", "recorded", "by", "fact", "content", "effective"].map(say);
  const later = events.map((event) => laterOf.get(event[EVENT.sequence]));
  const rows = events.map((event, place) => historyRow(event, later[place]));
  const shown = table(columns, rows, { class: "history" });
  [...shown.tBodies[0].rows].forEach((line, place) => {
    if (later[place] !== undefined) line.classList.add("superseded");
  });
  return element(
    "section",
    { id: "panel-history" },
    element("h3", {}, say("history")),
    element("p", { class: "note" }, say("history_note")),
    element("div", { class: "wide" }, shown),
  );
}

function projectFacts(row) {
  const amount = projects.investment[row];
  const unit = projects.units[projects.unit[row]];
  const region = projects.regions[projects.region[row]];
  return facts([
    [say("library"), say(POOLS[projects.pool[row]])],
    [say("investment_of"), amount === null ? "—" : `${amount[0]} ${say("unit_yi")}`],
    [say("unit"), unit ? typed(unit) : "—"],
    [say("region"), region ? typed(region) : "—"],
    [say("sector"), inLanguage(page.sections[projects.sector[row]])],
  ]);
}

/** Opens the panel of the project in that row of the data. */
function openProject(row) {
  const panel = byId("panel");
  const close = element(
    "button",
    { type: "button", id: "close", onclick: () => panel.close() },
    say("close"),
  );
  panel.replaceChildren(
    element(
      "header",
      {},
      element(
        "div",
        {},
        element("h2", { id: "panel-title" }, typed(projects.name[row])),
        element(
          "p",
          {},
          element("span", { class: "code" }, projects.code[row]),
          lamp(projects.light[row]),
        ),
      ),
      close,
    ),
    element(
      "div",
      { class: "body", tabindex: "0" },
      element("dl", { class: "facts brief" }, projectFacts(row)),
      evidencePart(row),
      historyPart(row),
    ),
  );
  panel.showModal();
  panel.querySelector(".body").focus(); // so that the arrow keys scroll it
}

/** A click beside the panel closes it, as Esc does. */
function closeBeside(event) {
  if (event.target === byId("panel")) byId("panel").close();
}
