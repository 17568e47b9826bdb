import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { installPackages, pathFolders } from '../servers/debian';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const ON_A_MAC = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';

/** Finds a Chromium, and installs Debian's where there is none and that is allowed; gives its program. */
export function ensureChromium(report: (line: string) => void): string {
  const found = findChromium();
  if (found) return found;
  installPackages(['chromium', 'fonts-liberation'], report);
  const installed = findChromium();
  if (!installed) throw new Error('Chromium is needed: apt-get install chromium');
  return installed;
}

function findChromium(): string | undefined {
  const places = pathFolders().flatMap((folder) => NAMES.map((name) => join(folder, name)));
  return [...places, ON_A_MAC].find(existsSync);
}
