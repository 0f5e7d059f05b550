// Headline figures, and the parts that are sentences and small tables.

function drawMasthead() {
  const about = bulletin();
  const title = about.region
    ? say("title").replace("{region}", () => about.region)
    : say("title_plain");
  document.title = title;
  byId("title").replaceChildren(
    ...(about.region ? sentence("title", { region: typed(about.region) }) : [title]),
  );
  const known = about.known_on
    ? [" · ", ...sentence("known_on", { day: dayWords(about.known_on) })]
    : [];
  byId("subtitle").replaceChildren(...sentence("as_of", { day: dayWords(about.as_of) }), ...known);
  byId("rules").replaceChildren(
    ...sentence("rules_of", {
      source: typed(about.policy.source),
      id: typed(about.policy.id),
      version: typed(about.policy.version),
    }),
    about.policy.in_force ? "" : element("strong", { class: "caution" }, say("not_in_force")),
  );
}

function libraryCard(id) {
  return element(
    "div",
    { class: "library" },
    element("h3", {}, say(id)),
    element("p", { class: "big" }, figure(`libraries.${id}.projects`), measure("unit_projects")),
    element(
      "p",
      {},
      sentence("library_investment", { fen: figure(`libraries.${id}.investment_fen`) }),
    ),
    element(
      "p",
      {},
      sentence("library_multiple", { multiple: figure(`libraries.${id}.multiple`) }),
    ),
  );
}

function conversionArrow(pair) {
  const line = (by) =>
    element("p", {}, figure(`conversions.${pair}.${by}`), element("small", {}, say(by)));
  return element("div", { class: "arrow" }, line("by_count"), line("by_investment"));
}

function drawPipeline() {
  byId("pipeline").replaceChildren(
    libraryCard("directory"),
    conversionArrow(CONVERSIONS[0]),
    libraryCard("reserve"),
    conversionArrow(CONVERSIONS[1]),
    libraryCard("implementation"),
  );
}

/** A thin line as long as a rate. */
function rateLine(key) {
  const filled = element("span");
  const share = approximately(key);
  filled.style.width = `${Number.isFinite(share) ? Math.min(100, Math.max(0, 100 * share)) : 0}%`;
  return element("div", { class: "rate-line", "aria-hidden": "true" }, filled);
}

function lightsCard() {
  const lamps = [4, 3, 2, 1].map((light) =>
    element(
      "button",
      { type: "button", class: "count", onclick: () => listLights("", light) },
      lamp(light),
      element("span", { class: "big" }, figure(`lights.overall.${LIGHTS[light]}`)),
    ),
  );
  return element(
    "div",
    { class: "card lights-card" },
    element("h3", {}, say("lights")),
    element("div", { class: "counts" }, lamps),
    element("p", {}, sentence("none_text")),
  );
}

function rateCard(title, key, ...notes) {
  return element(
    "div",
    { class: "card" },
    element("h3", {}, say(title)),
    element("p", { class: "big" }, figure(key)),
    rateLine(key),
    notes.map((note) => element("p", {}, note)),
  );
}

function previousYearCard() {
  const stated = bulletin().previous_year_investment.stated ? "stated" : "added_up";
  return element(
    "div",
    { class: "card" },
    element("h3", {}, say("previous_year")),
    element("p", { class: "big" }, figure("previous_year_investment.fen"), measure("unit_yi")),
    element("p", {}, say(stated)),
    element("p", {}, sentence("withdrawn_text")),
  );
}

function drawCards() {
  byId("cards").replaceChildren(
    lightsCard(),
    rateCard("two_accounts", "two_accounts.rate", sentence("two_accounts_text")),
    rateCard("evaluations", "evaluations.rate", sentence("evaluations_text")),
    previousYearCard(),
  );
}

function drawConversions() {
  const columns = [
    say("conversion_from_to"),
    { number: say("entered") },
    { number: say("moved") },
    { number: say("rate") },
    { number: say("entered_yi") },
    { number: say("moved_yi") },
    { number: say("rate") },
  ];
  const rows = CONVERSIONS.map((pair) => [
    pair.split(".").map(say).join(" → "),
    ...["by_count", "by_investment"].flatMap((by) => [
      figure(`conversions.${pair}.${by}.denominator`),
      figure(`conversions.${pair}.${by}.numerator`),
      element("strong", {}, figure(`conversions.${pair}.${by}`)),
    ]),
  ]);
  byId("conversions").replaceChildren(table(columns, rows));
}

/** The number of projects with a light, which lists them. */
function lightCount(rule, name, light, key) {
  const label = say("show_projects")
    .replace("{rule}", () => isolated(name))
    .replace("{light}", () => lightName(light));
  return element(
    "button",
    { type: "button", class: "link", title: label, onclick: () => listLights(rule, light) },
    figure(key),
  );
}

function drawLightsTable() {
  const columns = [say("rule"), ...LIGHT_ORDER.map((light) => ({ number: lamp(light) }))];
  const row = (label, rule, name, prefix) => [
    label,
    ...LIGHT_ORDER.map((light) => lightCount(rule, name, light, `${prefix}.${LIGHTS[light]}`)),
  ];
  const rules = bulletin().lights.rules.map((rule) =>
    row(typed(rule.name), rule.id, rule.name, `lights.rules.${rule.id}.counts`),
  );
  const overall = row(
    element("strong", {}, say("overall")),
    "",
    say("overall_light"),
    "lights.overall",
  );
  byId("lights-table").replaceChildren(table(columns, [...rules, overall]));
}

function drawActivity() {
  const columns = [
    say("what"),
    { number: say("this_year_count") },
    { number: say("this_year_yi") },
    { number: say("last_year_count") },
    { number: say("this_year_yi") },
    { number: say("growth") },
  ];
  const rows = Object.keys(bulletin().activity).map((what) => [
    say(what),
    ...["this_year", "last_year"].flatMap((year) => [
      figure(`activity.${what}.${year}.projects`),
      figure(`activity.${what}.${year}.investment_fen`),
    ]),
    figure(`activity.${what}.growth`),
  ]);
  byId("activity-table").replaceChildren(table(columns, rows));
}

function drawSuspended() {
  const all = bulletin().suspended;
  byId("suspended").hidden = all.length === 0;
  const columns = [say("name"), say("rule"), say("suspended_by"), say("unit")];
  const rows = all.map((one) => [
    [typed(one.name), element("small", { class: "code" }, one.code)],
    typed(one.rule_name),
    reasonWords({ start: one.from, end: one.to, ...one }),
    typed(one.unit),
  ]);
  byId("suspended-list").replaceChildren(table(columns, rows));
}

/** A valid reason in words: from when to when, why, who approved it, in which document. */
function reasonWords(reason) {
  return [
    ...sentence("from_to", { start: dayWords(reason.start), end: dayWords(reason.end) }),
    lang === "zh" ? "，" : ", ",
    typed(reason.reason),
    lang === "zh" ? "（" : " (",
    ...sentence("approved_by", { by: typed(reason.by) }),
    ...(reason.document ? [lang === "zh" ? "，" : ", ", typed(reason.document)] : []),
    lang === "zh" ? "）" : ")",
  ];
}

function silentUnits(units) {
  const words = units.flatMap((unit, place) => [
    place === 0 ? "" : lang === "zh" ? "、" : ", ",
    unit.name ? typed(unit.name) : say("no_unit"),
    " ",
    figure(`quality.silent_units.${place}.projects`),
  ]);
  return element("p", {}, say("quality_silent"), words, lang === "zh" ? "。" : ".");
}

function drawQuality() {
  const quality = bulletin().quality;
  const columns = [
    say("import_source"),
    say("import_recorded"),
    { number: say("import_rows") },
    { number: say("import_rejected") },
  ];
  const imports = quality.imports.map((one, place) => [
    typed(one.source),
    one.recorded_at.slice(0, 16).replace("T", " "),
    figure(`quality.imports.${place}.rows`),
    figure(`quality.imports.${place}.rejected`),
  ]);
  byId("quality-text").replaceChildren(
    element("p", {}, sentence("quality_reports")),
    ...(quality.silent_units.length ? [silentUnits(quality.silent_units)] : []),
    element("p", {}, sentence("quality_rows")),
    ...(imports.length ? [element("div", { class: "wide" }, table(columns, imports))] : []),
    element("p", { class: "note" }, say("rounding")),
  );
}

function facts(pairs) {
  return pairs.flatMap(([name, value]) => [element("dt", {}, name), element("dd", {}, value)]);
}

function drawProvenance() {
  const about = bulletin();
  const made = about.provenance;
  byId("provenance").hidden = made === null;
  if (made === null) return;
  const hash = (digest) => element("code", {}, `${made.algorithm}:${digest}`);
  const journal = [
    ...sentence("journal_text"),
    made.known_on_limited ? say("known_limited") : "",
    hash(made.journal.head),
  ];
  const rules = [
    ...sentence("policy_text", { id: typed(made.policy.id), version: typed(made.policy.version) }),
    hash(made.policy.hash),
  ];
  const known = about.known_on ? dayWords(about.known_on) : say("everything");
  byId("provenance-facts").replaceChildren(
    ...facts([
      [say("journal"), journal],
      [say("policy"), rules],
      [say("known_as"), known],
      [say("software"), `sanku ${made.library}`],
    ]),
  );
}

/** The red projects with their reasons, in full, as they are printed. */
function drawRedList() {
  const all = bulletin().red.map((one) =>
    element(
      "li",
      {},
      element(
        "p",
        {},
        element("strong", {}, typed(one.name)),
        " ",
        element("span", { class: "code" }, one.code),
      ),
      element(
        "p",
        { class: "where" },
        figure(`red.${one.code}.investment_fen`),
        " ",
        say("unit_yi"),
        [one.region, one.unit].filter(Boolean).flatMap((place) => [" · ", typed(place)]),
      ),
      one.reasons.map((reason) =>
        element(
          "p",
          { class: "reason" },
          mark(4),
          typed(reason.sentence),
          reason.ways.length
            ? element("span", { class: "ways" }, typed(clauses(reason.ways)))
            : null,
        ),
      ),
    ),
  );
  const list = all.length ? element("ol", {}, all) : element("p", {}, say("empty"));
  byId("red-list").replaceChildren(list);
}

/** Clauses as one sentence. */
const clauses = (ways) =>
  lang === "zh"
    ? `${ways.join("；")}。`
    : `${ways.join("; ").replace(/^./, (first) => first.toUpperCase())}.`;
