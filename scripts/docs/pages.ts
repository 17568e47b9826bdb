import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '..', '..');
const docs = join(root, 'docs');

/** The pages for who uses the package, with their paths: README and `docs/`. */
export function userPages(): string[] {
  const pages = readdirSync(docs).filter((file) => file.endsWith('.md'));
  return [join(root, 'README.md'), ...pages.map((file) => join(docs, file))];
}

/** All pages that may be linked to, with their paths. */
export function allPages(): string[] {
  const providers = readdirSync(join(docs, 'providers')).map((file) =>
    join(docs, 'providers', file),
  );
  const others = [
    'CONTRIBUTING.md',
    'SECURITY.md',
    'CHANGELOG.md',
    'examples/README.md',
    'sandbox/README.md',
  ];
  return [...userPages(), ...providers, ...others.map((file) => join(root, file))];
}

/** @returns the anchors of a page's headings, as GitHub makes them */
export function anchorsOf(markdown: string): Set<string> {
  const withoutCode = markdown.replace(/^```[\s\S]*?^```/gm, '');
  const headings = [...withoutCode.matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = '']) => heading);
  return new Set(headings.map(anchorOf));
}

function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-');
}
