import { KINDS, type Kind, LOADS, type Load, type Setting } from './kinds';
import { type BenchResults, measuredSettings, spread } from './results';
import { SUBJECTS, type Subject } from './subjects';

const PANEL = { width: 300, height: 190, left: 44, gap: 16, top: 92, between: 74 };
const BAR = { width: 18, gap: 3 };

const subjects = ['oneMsg', 'builtIn', 'doNothing', 'doNothing1'] as const satisfies Subject[];
const kinds = Object.keys(KINDS) as Kind[];
const loads = Object.keys(LOADS) as Load[];

const PANEL_TITLES: Record<Setting, string> = {
  default: 'n8n as it comes',
  lazy: 'lazy acquisition',
  legacy: 'legacy expression engine',
};

/** Okabe and Ito's colours, which people who see colours differently can tell apart, too. */
const STYLE = `
  svg { --paper: #ffffff; --ink: #24292f; --faint: #6e7781; --line: #d0d7de }
  @media (prefers-color-scheme: dark) {
    svg { --paper: #0d1117; --ink: #e6edf3; --faint: #9198a1; --line: #3d444d }
  }
  text { font: 11px system-ui, sans-serif; fill: var(--faint) }
  .title { font-size: 15px; font-weight: 600; fill: var(--ink) }
  .head { font-size: 12px; fill: var(--ink) }
  .value { font-size: 9px; text-anchor: middle; fill: var(--ink) }
  .paper { fill: var(--paper) }
  .line { stroke: var(--line) }
  .spread { stroke: var(--ink) }
  .oneMsg { fill: #009e73 }
  .builtIn { fill: #e69f00 }
  .doNothing { fill: #56b4e9 }
  .doNothing1 { fill: #cc79a7 }`;

/** Draws requests a second as an SVG picture, for light and dark pages. */
export function drawChart(results: BenchResults): string {
  const settings = measuredSettings(results);
  const width = settings.length * (PANEL.left + PANEL.width + PANEL.gap);
  const height = PANEL.top + loads.length * (PANEL.height + PANEL.between) - 40;
  const panels = loads.flatMap((load, row) =>
    settings.map((setting, column) => {
      const x = column * (PANEL.left + PANEL.width + PANEL.gap) + PANEL.left;
      const y = PANEL.top + row * (PANEL.height + PANEL.between);
      return `<g transform="translate(${x} ${y})">${drawPanel(results, setting, load)}</g>`;
    }),
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="Requests a second">`,
    `<style>${STYLE}\n</style>`,
    `<rect class="paper" width="${width}" height="${height}"/>`,
    text(12, 24, 'title', 'Requests a second; the thin lines are the middle half of the rounds'),
    legend(),
    ...panels,
    '</svg>\n',
  ].join('\n');
}

function legend(): string {
  const names = { ...SUBJECTS, builtIn: 'Webhook node (+ Filter, + Remove Duplicates)' };
  let x = 12;
  return subjects
    .map((subject) => {
      const name = names[subject];
      const entry = `<rect class="${subject}" x="${x}" y="38" width="11" height="11"/>${text(x + 16, 48, '', name)}`;
      x += 16 + name.length * 6.2 + 20;
      return entry;
    })
    .join('\n');
}

/** One setting of n8n's under one load: a group of bars for each kind of requests. */
function drawPanel(results: BenchResults, setting: Setting, load: Load): string {
  const cases = kinds.map((kind) => ({ setting, load, kind }));
  const most = Math.max(
    ...cases.flatMap((which) =>
      subjects.map((subject) => spread(results, which, subject, 'requestsPerSecond').high),
    ),
  );
  const step = niceStep(most);
  const top = Math.ceil(most / step) * step;
  const yOf = (value: number) => round(PANEL.height * (1 - value / top));
  const grid = Array.from({ length: Math.round(top / step) + 1 }, (_, index) => index * step).map(
    (value) =>
      `<line class="line" x2="${PANEL.width}" y1="${yOf(value)}" y2="${yOf(value)}"/><text x="-6" y="${yOf(value) + 4}" text-anchor="end">${value}</text>`,
  );
  const group = PANEL.width / kinds.length;
  const bars = cases.flatMap((which, index) => {
    const inside = subjects.length * (BAR.width + BAR.gap) - BAR.gap;
    const start = index * group + (group - inside) / 2;
    const label = `<text x="${round((index + 0.5) * group)}" y="${PANEL.height + 16}" text-anchor="middle">${KINDS[which.kind]}</text>`;
    const drawn = subjects.map((subject, place) => {
      const { median, low, high } = spread(results, which, subject, 'requestsPerSecond');
      const x = round(start + place * (BAR.width + BAR.gap));
      const middle = x + BAR.width / 2;
      return [
        `<rect class="${subject}" x="${x}" y="${yOf(median)}" width="${BAR.width}" height="${round(PANEL.height - yOf(median))}"/>`,
        `<line class="spread" x1="${middle}" x2="${middle}" y1="${yOf(low)}" y2="${yOf(high)}"/>`,
        text(middle, yOf(high) - 4, 'value', median.toFixed(0)),
      ].join('');
    });
    return [label, ...drawn];
  });
  const heading = `${PANEL_TITLES[setting]}, ${LOADS[load] === 1 ? 'one after another' : `${LOADS[load]} connections`}`;
  return [text(0, -14, 'head', heading), ...grid, ...bars].join('\n');
}

/** 1, 2 or 5 times a power of ten, for about five lines. */
function niceStep(most: number): number {
  const power = 10 ** Math.floor(Math.log10(most / 5));
  return ([1, 2, 5, 10].find((times) => times * power >= most / 5) ?? 10) * power;
}

const text = (x: number, y: number, style: string, words: string): string =>
  `<text${style && ` class="${style}"`} x="${round(x)}" y="${round(y)}">${words}</text>`;

const round = (value: number): number => Math.round(value * 10) / 10;
