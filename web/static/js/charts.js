// Draws the charts again with ECharts where there is room for it. The drawing
// of the server stays below 480 pixels, in print, when data is to be saved,
// and whenever anything fails here.
const ROOM = 480;

const spanish = (options) => new Intl.NumberFormat("es-ES", options);
const shares = spanish({ style: "percent", maximumFractionDigits: 1 });
const numbers = spanish({ maximumFractionDigits: 2 });
const write = (format) => ({ value }) => format.format(value).replace("-", "\u2212");

const media = (query) => matchMedia(query);
const forced = media("(forced-colors: active)");
const contrast = media("(prefers-contrast: more)");
const calm = media("(prefers-reduced-motion: reduce)");
const looks = [media("(prefers-color-scheme: dark)"), forced, contrast, calm];

const charts = new Map();

// wrap breaks a line where the tooltip would leave the drawing, inside words
// too if there is no other place.
function wrap(line, most) {
  const rows = [""];
  for (const word of line.split(" ")) {
    for (let rest = word; ; ) {
      const last = rows.at(-1);
      const joined = last ? `${last} ${rest}` : rest;
      if (joined.length <= most) {
        rows[rows.length - 1] = joined;
        break;
      }
      if (rest.length <= most) {
        rows.push(rest);
        break;
      }
      rows.push(rest.slice(0, most));
      rest = rest.slice(most);
    }
  }
  return rows.filter(Boolean).join("\n");
}

// tip joins what the data under the pointer say, the uppermost first. A brace followed by a word
// joiner is no markup of rich text.
const tip = (most) => (params) => {
  const data = [params].flat().map((p) => p.data).reverse();
  const heads = new Set(data.map((d) => d.head).filter(Boolean));
  const lines = [...heads, ...data.map((d) => d.tip).filter(Boolean)].join("\n").split("\n");
  return lines.map((line) => wrap(line, most)).join("\n").replaceAll("{", "{\u2060");
};

// palette reads properties through the computed colour of an element: the
// text of a light-dark() means nothing to ECharts.
function palette(figure) {
  const probe = figure.appendChild(document.createElement("span"));
  probe.className = "chart-probe";
  const known = {};
  return {
    read(name) {
      probe.style.color = `var(${name})`;
      return (known[name] ??= getComputedStyle(probe).color);
    },
    done: () => probe.remove(),
  };
}

// resolve replaces the names in the options with colours and functions.
function resolve(part, color, formats) {
  if (typeof part === "string") {
    if (part.startsWith("var:")) return color(part.slice(4));
    return formats[part] ?? part;
  }
  if (Array.isArray(part)) return part.map((item) => resolve(item, color, formats));
  if (part && typeof part === "object") {
    return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, resolve(value, color, formats)]));
  }
  return part;
}

function dress(figure, width) {
  const colors = palette(figure);
  const most = Math.max(20, Math.floor(Math.min(width * 0.8, 420) / 7));
  const options = resolve(JSON.parse(figure.querySelector("script").textContent), colors.read, {
    "fmt:tip": tip(most),
    "fmt:pct": write(shares),
    "fmt:num": write(numbers),
  });
  const fontFamily = getComputedStyle(figure).fontFamily;
  const color = colors.read("--c-text");
  Object.assign(options.tooltip, { renderMode: "richText", confine: true, padding: [8, 10], textStyle: { fontFamily, fontSize: 13, color } });
  const strict = forced.matches || contrast.matches;
  options.aria.decal = { show: strict, decals: decals(colors.read("--c-surface")) };
  options.textStyle = { fontFamily, fontSize: 12, color };
  options.animation = false;
  options.stateAnimation = { duration: calm.matches ? 0 : 150 };
  colors.done();
  return options;
}

const decals = (color) => [
  { symbol: "none" },
  { color, dashArrayX: [1, 0], dashArrayY: [2, 4], rotation: -Math.PI / 4 },
];

const fits = (figure) => figure.clientWidth >= ROOM;

function drop(state) {
  state.chart?.dispose();
  state.chart = null;
  state.figure.classList.remove("is-live");
}

async function draw(state) {
  const { figure, host } = state;
  if (!state.seen || state.failed) return;
  if (!fits(figure)) return drop(state);
  if (state.chart) return state.chart.resize();
  try {
    const { init } = await import("hito:echarts.js");
    if (state.chart || !figure.isConnected || !fits(figure)) return;
    figure.classList.add("is-live");
    state.chart = init(host, null, { renderer: "svg", locale: "ES" });
    state.chart.setOption(dress(figure, host.clientWidth));
  } catch (error) {
    state.failed = true;
    drop(state);
    console.warn(`Chart ${figure.id} stays as it came`, error);
  }
}

const sight = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) {
      const state = charts.get(target);
      if (!isIntersecting || !state) continue;
      sight.unobserve(target);
      state.seen = true;
      draw(state);
    }
  },
  { rootMargin: "100px" },
);

const room = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    const state = charts.get(target.closest("[data-chart]"));
    if (state) draw(state);
  }
});

// scan takes up new figures and lets go of those that left the page.
function scan() {
  for (const [figure, state] of charts) {
    if (figure.isConnected) continue;
    drop(state);
    room.unobserve(state.host);
    charts.delete(figure);
  }
  for (const figure of document.querySelectorAll("[data-chart]")) {
    const host = figure.querySelector(".chart-live");
    if (!host || charts.has(figure)) continue;
    charts.set(figure, { figure, host, chart: null, seen: false, failed: false });
    sight.observe(figure);
    room.observe(figure);
  }
}

function redraw() {
  for (const state of charts.values()) {
    if (!state.chart) continue;
    drop(state);
    draw(state);
  }
}

if (!navigator.connection?.saveData) {
  scan();
  new MutationObserver(scan).observe(document.body, { childList: true, subtree: true });
  for (const look of looks) look.addEventListener("change", redraw);
}
