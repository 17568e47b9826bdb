// How the code is built, in figures. Imports are found by TypeScript's own parser and resolver, those of types and those
// made late (`import(…)`) among them.
import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';

const root = join(__dirname, '..', '..');

/** What the figures may be at most. Of these, what executions share (`channel/`) has 8 files, 1,600 lines and 9 arrows. */
const AT_MOST = {
  files: 188,
  lines: 18_950,
  roomArrows: 63,
  depth: 12,
  crumbs: 0,
  loose: 0,
  circles: 0,
};

/** A file that only one other imports is a crumb below so many lines. */
const CRUMB_LINES = 20;

interface SourceFile {
  lines: number;
  /** Types among them. */
  imports: Set<string>;
  loads: Set<string>;
}

/** @returns what is wrong with the structure, if anything is; prints the figures */
export function checkStructure(): string | undefined {
  const files = readFiles();
  const shared = new Map([...files].filter(([name]) => name.startsWith('nodes/shared/')));
  const importers = importersOf(files);
  const arrows = roomArrows(shared);
  const found = {
    files: files.size,
    lines: [...files.values()].reduce((sum, { lines }) => sum + lines, 0),
    roomArrows: arrows.size,
    depth: Math.max(...nodeFiles(files).map((name) => depthTo(files, name, 'nodes/shared/http/'))),
    crumbs: [...files].filter(
      ([name, { lines }]) =>
        lines < CRUMB_LINES && importers.get(name)?.size === 1 && !isLibrary(name),
    ).length,
    loose: [...shared.keys()].filter((name) => name.split('/').length === 3).length,
    circles: circlesIn(files).length + circlesIn(roomsOf(arrows)).length,
  };
  console.log(
    [
      `${found.files} files and ${found.lines} lines in nodes/; the largest has ${largest(files)}`,
      `${new Set([...shared.keys()].map(roomOf)).size} rooms in nodes/shared/ with ${found.roomArrows} arrows between them; ${found.loose} files outside a room`,
      `${found.circles} circles; ${found.depth} files from a node to http/; ${found.crumbs} files of under ${CRUMB_LINES} lines with a single importer`,
    ].join('\n'),
  );
  const over = Object.entries(AT_MOST).filter(
    ([name, most]) => found[name as keyof typeof found] > most,
  );
  return over.length > 0
    ? `The structure: ${over.map(([name, most]) => `${name} ${found[name as keyof typeof found]}, at most ${most}`).join('; ')}.`
    : undefined;
}

/** All TypeScript of nodes/ by its path, with what of nodes/ it imports. */
function readFiles(): Map<string, SourceFile> {
  const options: ts.CompilerOptions = { moduleResolution: ts.ModuleResolutionKind.Node10 };
  const host = ts.createCompilerHost(options);
  const names = ts.sys
    .readDirectory(join(root, 'nodes'), ['.ts'])
    .map((path) => relative(root, path));
  const resolved = (text: string, name: string) =>
    ts.preProcessFile(text, true, true).importedFiles.flatMap(({ fileName }) => {
      const found = ts.resolveModuleName(fileName, join(root, name), options, host);
      const path = relative(root, found.resolvedModule?.resolvedFileName ?? '');
      return path.startsWith('nodes/') ? [path] : [];
    });
  return new Map(
    names.map((name) => {
      const text = readFileSync(join(root, name), 'utf8');
      const code = text.replace(/^import type [^;]+;$/gm, '');
      const imports = new Set(resolved(text, name));
      return [
        name,
        { lines: text.split('\n').length - 1, imports, loads: new Set(resolved(code, name)) },
      ];
    }),
  );
}

function importersOf(files: Map<string, SourceFile>): Map<string, Set<string>> {
  const importers = new Map<string, Set<string>>();
  for (const [name, { imports }] of files)
    for (const imported of imports)
      importers.set(imported, (importers.get(imported) ?? new Set()).add(name));
  return importers;
}

const nodeFiles = (files: Map<string, SourceFile>) =>
  [...files.keys()].filter((name) => name.endsWith('.node.ts'));

/** A library's file is where it is bundled, and says no more. */
const isLibrary = (name: string) => name.startsWith('nodes/shared/libraries/');

const roomOf = (name: string) => dirname(name).split('/')[2] ?? '';

/** `a > b` for each room of shared/ that imports from another. */
function roomArrows(shared: Map<string, SourceFile>): Set<string> {
  const arrows = new Set<string>();
  for (const [name, { imports }] of shared)
    for (const imported of imports)
      if (shared.has(imported) && roomOf(imported) !== roomOf(name))
        arrows.add(`${roomOf(name)} > ${roomOf(imported)}`);
  return arrows;
}

function roomsOf(arrows: Set<string>): Map<string, SourceFile> {
  const rooms = new Map<string, SourceFile>();
  for (const [from = '', to = ''] of [...arrows].map((arrow) => arrow.split(' > '))) {
    const room = rooms.get(from) ?? {
      lines: 0,
      imports: new Set<string>(),
      loads: new Set<string>(),
    };
    room.imports.add(to);
    rooms.set(from, room);
  }
  return rooms;
}

/** How many files the longest way from one into a folder passes, both ends counted, by imports that load code. */
function depthTo(files: Map<string, SourceFile>, from: string, folder: string): number {
  const known = new Map<string, number>();
  const depthOf = (name: string): number => {
    if (name.startsWith(folder)) return 1;
    const before = known.get(name);
    if (before !== undefined) return before;
    known.set(name, 0); // a circle leads nowhere
    const depths = [...(files.get(name)?.loads ?? [])].map(depthOf).filter((depth) => depth > 0);
    const depth = depths.length > 0 ? 1 + Math.max(...depths) : 0;
    known.set(name, depth);
    return depth;
  };
  return depthOf(from);
}

/** The groups of files that import each other in a circle (Tarjan's strongly connected components). */
function circlesIn(files: Map<string, SourceFile>): string[][] {
  const order = new Map<string, { index: number; low: number }>();
  const path: string[] = [];
  const circles: string[][] = [];
  const visit = (name: string): { index: number; low: number } => {
    const own = { index: order.size, low: order.size };
    order.set(name, own);
    path.push(name);
    for (const imported of files.get(name)?.imports ?? []) {
      const known = order.get(imported);
      if (!known) own.low = Math.min(own.low, visit(imported).low);
      else if (path.includes(imported)) own.low = Math.min(own.low, known.index);
    }
    if (own.low === own.index) {
      const members = path.splice(path.indexOf(name));
      if (members.length > 1) circles.push(members);
    }
    return own;
  };
  for (const name of files.keys()) if (!order.has(name)) visit(name);
  for (const circle of circles) console.log(`A circle: ${circle.join(', ')}`);
  return circles;
}

function largest(files: Map<string, SourceFile>): string {
  const [name = '', file] = [...files].sort(([, one], [, other]) => other.lines - one.lines)[0]!;
  return `${file.lines} (${name})`;
}
