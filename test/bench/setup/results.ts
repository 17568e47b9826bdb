import { mkdir, writeFile } from 'node:fs/promises';
import { cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';

/** How a part of the benchmark is run. */
export interface BenchOptions {
  /** Small sizes and few rounds: shows that it runs, not how fast. */
  quick: boolean;
  /** What is to be known first of all, without what takes minutes. */
  short?: boolean;
  /** Where results are written; default: `test/bench/results`, or its `quick` folder. */
  folder?: string;
}

/** What a part of the benchmark writes. */
export interface Results {
  /** Of the files, without extension. */
  name: string;
  title: string;
  markdown: string;
  /** Every measurement. */
  data: object;
  charts: Record<string, string>;
}

/** The machine and its load, which all figures depend on. */
export const machine = () => ({
  cpu: cpus()[0]?.model.trim() ?? 'unknown',
  cores: cpus().length,
  memoryGb: Math.round(totalmem() / 1024 ** 3),
  loadAverage: loadavg().map((load) => Math.round(load * 100) / 100),
  at: new Date().toISOString(),
});

/**
 * Writes results as Markdown, JSON and SVG, over those before.
 * @returns the Markdown
 */
export async function writeResults(options: BenchOptions, results: Results): Promise<string> {
  const usual = join(__dirname, '..', 'results', ...(options.quick ? ['quick'] : []));
  const folder = options.folder ?? usual;
  await mkdir(folder, { recursive: true });
  const { cpu, cores, memoryGb, loadAverage, at } = machine();
  const where = `${cpu}, ${cores} cores, ${memoryGb} GB; load average at the end ${loadAverage.join(', ')}; ${at.slice(0, 10)}.`;
  const pictures = Object.keys(results.charts).map((name) => `![${results.title}](${name}.svg)`);
  const text = [`# ${results.title}`, where, ...pictures, results.markdown].join('\n\n');
  const file = (name: string) => join(folder, name);
  await writeFile(file(`${results.name}.md`), `${text}\n`);
  await writeFile(file(`${results.name}.json`), toJson({ machine: machine(), ...results.data }));
  for (const [name, svg] of Object.entries(results.charts))
    await writeFile(file(`${name}.svg`), svg);
  return text;
}

/** With a line for each measurement. */
function toJson(data: object): string {
  const fields = Object.entries(data).map(([name, value]) => {
    const lines = Array.isArray(value) ? value.map((each) => JSON.stringify(each)) : undefined;
    const text = lines ? `[\n${lines.join(',\n')}\n]` : JSON.stringify(value);
    return `${JSON.stringify(name)}: ${text}`;
  });
  return `{\n${fields.join(',\n')}\n}\n`;
}
