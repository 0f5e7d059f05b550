// The charts. They show lengths; every number beside them stands in a table as well.

const COLOURS = { red: "#c0392b", yellow: "#d99100", green: "#2e8b6a", no_data: "#7b8794" };
const INK = "#22303c";
const FAINT = "#6b7885";
const FONT = '"Microsoft YaHei","PingFang SC","Noto Sans CJK SC","Source Han Sans SC",sans-serif';

const drawn = new Map();

/** Draws a chart into the element `id`, with a sentence for those who do not see it. The picture
 *  scales with its frame, so that paper gets what the screen shows. */
function chart(id, label, option, onclick) {
  const frame = byId(id);
  if (drawn.has(id)) drawn.get(id).dispose();
  const made = echarts.init(frame, null, { renderer: "svg" });
  drawn.set(id, made);
  made.on("finished", () => scaled(frame));
  if (onclick) made.on("click", onclick);
  made.setOption({
    animation: false,
    textStyle: { fontFamily: FONT, fontSize: 12, color: INK },
    aria: { enabled: true, decal: { show: false }, label: { enabled: false } },
    ...option,
  });
  frame.setAttribute("role", "img");
  frame.setAttribute("aria-label", label);
  scaled(frame);
}

function scaled(frame) {
  const svg = frame.querySelector("svg");
  if (svg === null) return;
  const [width, height] = ["width", "height"].map((name) => svg.getAttribute(name));
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
}

/** Words at a place of the chart, in pixels. */
const words = (x, y, text, style) => ({
  type: "text",
  x,
  y,
  silent: true,
  style: { text, ...style },
});

/** One funnel by number or by investment, in the frame's half that begins at `left`: what entered
 *  each library and what moved on, with the rates between. Its sides are as long as the figures. */
function funnelParts(by, left, half, heading) {
  const [first, second] = CONVERSIONS.map((pair) => `conversions.${pair}.${by}`);
  const entered = (library) => say("funnel_entered").replace("{library}", () => say(library));
  const stages = [
    [`${first}.denominator`, entered("directory")],
    [`${second}.denominator`, entered("reserve")],
    [`${second}.numerator`, say("funnel_moved")],
  ];
  const [top, step, gap] = [28, 80, 24];
  const [start, width] = [left + 0.42 * half, 0.5 * half];
  const shown = stages.map(([key], place) => ({
    value: approximately(key),
    itemStyle: { color: ["#b9d3ee", "#8db6e0", "#6699cf"][place] },
  }));
  const series = {
    type: "funnel",
    sort: "none",
    left: start,
    width,
    top,
    height: 4 * step - gap, // the last quarter is not drawn: without it the third stage ends in a point
    gap,
    min: 0,
    max: Math.max(1, ...shown.map((stage) => stage.value)),
    minSize: "0%",
    label: { show: false },
    labelLine: { show: false },
    emphasis: { disabled: true },
    data: [...shown, { value: shown[2].value, itemStyle: { opacity: 0 } }],
  };
  const labels = stages.flatMap(([key, name], place) => {
    const y = top + place * step;
    const room = { width: start - left - 4, overflow: "break", lineHeight: 15 };
    return [
      words(left, y + 4, figureText(key), { fill: INK, font: `bold 15px ${FONT}` }),
      words(left, y + 24, name, { fill: FAINT, font: `12px ${FONT}`, ...room }),
    ];
  });
  const rates = [first, second].map((key, place) =>
    words(start + width / 2, top + (place + 1) * step - gap + 5, `↓ ${figureText(key)}`, {
      align: "center",
      fill: "#1d4f8b",
      font: `bold 13px ${FONT}`,
    }),
  );
  const over = words(left, 0, heading, { fill: INK, font: `bold 13px ${FONT}` });
  return { series, words: [over, ...labels, ...rates] };
}

function drawFunnel() {
  const half = byId("funnel").clientWidth / 2;
  const count = funnelParts("by_count", 4, half, say("by_count"));
  const money = funnelParts("by_investment", half + 4, half, say("by_investment") + say("in_yi"));
  const rates = CONVERSIONS.map(
    (pair) =>
      `${pair.split(".").map(say).join(" → ")} ${figureText(`conversions.${pair}.by_count`)}`,
  );
  chart("funnel", `${say("funnel")}: ${rates.join(", ")}`, {
    series: [count.series, money.series],
    graphic: [...count.words, ...money.words],
  });
}

const DECALS = {
  red: {
    symbol: "rect",
    dashArrayX: [1, 0],
    dashArrayY: [3, 4],
    rotation: 0.785,
    color: "rgba(255,255,255,.28)",
  },
  yellow: {
    symbol: "triangle",
    symbolSize: 0.7,
    dashArrayX: 8,
    dashArrayY: 8,
    color: "rgba(255,255,255,.6)",
  },
  green: { symbol: "none" },
  no_data: {
    symbol: "circle",
    symbolSize: 0.6,
    dashArrayX: 6,
    dashArrayY: 6,
    color: "rgba(255,255,255,.8)",
  },
};

function drawLightsChart() {
  const rules = [...bulletin().lights.rules];
  const lines = [...rules.map((rule) => [rule.id, rule.name, `lights.rules.${rule.id}.counts`])];
  lines.push(["", say("overall_light"), "lights.overall"]);
  byId("lights-chart").style.height = `${Math.max(268, 64 + 34 * lines.length)}px`;
  const rated = lines.map(([, , prefix]) =>
    [4, 3, 2, 1].reduce((sum, light) => sum + approximately(`${prefix}.${LIGHTS[light]}`), 0),
  );
  const series = [4, 3, 2, 1].map((light) => ({
    type: "bar",
    stack: "lights",
    name: lightName(light),
    barWidth: "62%",
    itemStyle: {
      color: COLOURS[LIGHTS[light]],
      decal: DECALS[LIGHTS[light]],
      borderColor: "#fff",
      borderWidth: 1,
    },
    label: {
      show: true,
      color: "#fff",
      textBorderColor: COLOURS[LIGHTS[light]],
      textBorderWidth: 3,
      fontWeight: "bold",
      fontFamily: FONT,
      formatter: (item) =>
        item.value >= 4 ? figureText(`${lines[item.dataIndex][2]}.${LIGHTS[light]}`) : "",
    },
    emphasis: { disabled: true },
    cursor: "pointer",
    data: lines.map(([, , prefix], place) =>
      rated[place] ? (100 * approximately(`${prefix}.${LIGHTS[light]}`)) / rated[place] : 0,
    ),
  }));
  const words = [4, 3, 2, 1].map(
    (light) => `${lightName(light)} ${figureText(`lights.overall.${LIGHTS[light]}`)}`,
  );
  const option = {
    aria: { enabled: true, decal: { show: true }, label: { enabled: false } },
    legend: {
      top: 0,
      itemWidth: 16,
      itemHeight: 11,
      textStyle: { fontFamily: FONT, color: INK },
      selectedMode: false,
    },
    grid: { left: 8, right: 18, top: 30, bottom: 4, containLabel: true },
    xAxis: {
      type: "value",
      max: 100,
      axisLabel: { formatter: "{value}%", color: FAINT },
      splitLine: { lineStyle: { color: "#e6eaee" } },
    },
    yAxis: {
      type: "category",
      inverse: true,
      data: lines.map(([, name]) => name),
      axisTick: { show: false },
      axisLine: { lineStyle: { color: "#c6ced6" } },
      axisLabel: { color: INK, fontFamily: FONT, width: 110, overflow: "truncate" },
    },
    series,
  };
  chart("lights-chart", `${say("lights_chart")}: ${words.join(", ")}`, option, (item) =>
    listLights(lines[item.dataIndex][0], [4, 3, 2, 1][item.seriesIndex]),
  );
}

function drawActivityChart() {
  const what = Object.keys(bulletin().activity);
  const bars = [
    ["last_year", "#b8c2cc"],
    ["this_year", "#2f6db3"],
  ].map(([year, colour]) => ({
    type: "bar",
    name: say(year),
    barMaxWidth: 34,
    barGap: "12%",
    itemStyle: { color: colour },
    label: {
      show: true,
      position: "top",
      color: INK,
      fontFamily: FONT,
      formatter: (item) => figureText(`activity.${what[item.dataIndex]}.${year}.projects`),
    },
    emphasis: { disabled: true },
    data: what.map((one) => approximately(`activity.${one}.${year}.projects`)),
  }));
  chart("activity-chart", say("activity_chart"), {
    legend: {
      top: 0,
      itemWidth: 16,
      itemHeight: 11,
      selectedMode: false,
      textStyle: { fontFamily: FONT, color: INK },
    },
    grid: { left: 8, right: 8, top: 44, bottom: 4, containLabel: true },
    xAxis: {
      type: "category",
      data: what.map(say),
      axisTick: { show: false },
      axisLine: { lineStyle: { color: "#c6ced6" } },
      axisLabel: { color: INK, fontFamily: FONT },
    },
    yAxis: {
      type: "value",
      minInterval: 1,
      axisLabel: { color: FAINT },
      splitLine: { lineStyle: { color: "#e6eaee" } },
    },
    series: bars,
  });
}

function drawCharts() {
  drawFunnel();
  drawLightsChart();
  drawActivityChart();
}

/** Draws the charts for another width of the window; on paper the pictures scale by themselves. */
function redrawCharts() {
  if (!window.matchMedia("print").matches) drawCharts();
}
