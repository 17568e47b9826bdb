/** A bar with what its end says. */
export interface Bar {
  label: string;
  value: number;
  /** Where the measurements lie. */
  min: number;
  max: number;
  text: string;
  kind: 'ours' | 'others' | 'limit';
}

/** Bars below a heading; all groups of a chart have one scale each. */
export interface BarGroup {
  heading: string;
  bars: Bar[];
}

const WIDTH = 760;
const LABELS = 300;
const VALUES = 90;
const ROW = 24;
const BAR = 14;

const STYLE = `
  text { font: 13px system-ui, sans-serif; fill: #24292f; }
  .title { font-size: 16px; font-weight: 600; } .heading { font-weight: 600; }
  .ours { fill: #1a7f64; } .others { fill: #b35900; } .limit { fill: #8c959f; }
  .spread { stroke: #24292f; stroke-width: 1.2; }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3; } .spread { stroke: #e6edf3; }
    .ours { fill: #3fb68b; } .others { fill: #db8b3a; } .limit { fill: #6e7681; }
  }`;

/** Draws horizontal bars as an SVG that is readable on light and on dark pages; thin lines show the spread. */
export function barChart(title: string, groups: BarGroup[]): string {
  const parts: string[] = [];
  let y = 34;
  for (const { heading, bars } of groups) {
    y += 18;
    parts.push(`<text class="heading" x="12" y="${y}">${escape(heading)}</text>`);
    y += 10;
    const longest = Math.max(...bars.map(({ max }) => max));
    const scale = (value: number) => (value / longest) * (WIDTH - LABELS - VALUES - 24);
    for (const bar of bars) {
      parts.push(drawBar(bar, y, scale));
      y += ROW;
    }
    y += 6;
  }
  const height = y + 8;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escape(title)}">
<style>${STYLE}
</style>
<text class="title" x="12" y="26">${escape(title)}</text>
${parts.join('\n')}
</svg>
`;
}

function drawBar(bar: Bar, y: number, scale: (value: number) => number): string {
  const middle = y + BAR / 2;
  const at = (value: number) => (LABELS + scale(value)).toFixed(1);
  const spread =
    bar.max > bar.min
      ? `<line class="spread" x1="${at(bar.min)}" x2="${at(bar.max)}" y1="${middle}" y2="${middle}"/>`
      : '';
  return [
    `<text x="${LABELS - 8}" y="${middle + 4}" text-anchor="end">${escape(bar.label)}</text>`,
    `<rect class="${bar.kind}" x="${LABELS}" y="${y}" width="${Math.max(1, scale(bar.value)).toFixed(1)}" height="${BAR}" rx="2"/>`,
    spread,
    `<text x="${Number(at(bar.max)) + 6}" y="${middle + 4}">${escape(bar.text)}</text>`,
  ].join('');
}

const escape = (text: string): string =>
  text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
