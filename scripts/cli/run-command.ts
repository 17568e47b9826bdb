import { spawn } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { exitOnSignals, temporaryFolder } from '../../lab/servers/start-process';
import type { Counts } from './tally';

/** Runs a program with its output shown as it comes, and gives its exit code. */
export const runCommand = (
  command: string,
  args: string[],
  env: Record<string, string> = {},
): Promise<number> =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      stdio: 'inherit',
      env: { ...process.env, ...env },
      shell: process.platform === 'win32',
    });
    // Asked, not killed: it may have something to clean up (jest's global setup runs an n8n).
    const end = () => child.kill('SIGTERM');
    exitOnSignals();
    process.once('exit', end);
    child.once('error', reject);
    child.once('close', (code) => {
      process.off('exit', end);
      resolve(code ?? 1);
    });
  });

/** Runs one of package.json's scripts; gives a problem when it fails. */
export async function runNpmScript(name: string): Promise<string | undefined> {
  const code = await runCommand('npm', ['run', '--silent', name]);
  return code === 0 ? undefined : `npm run ${name} ended with code ${code}.`;
}

/** Runs jest and gives its counts; a test file that does not even load counts as a failure. */
export async function runJest(args: string[], env: Record<string, string> = {}): Promise<Counts> {
  const outputFile = join(temporaryFolder('1msg-jest-'), 'results.json');
  await rm(outputFile, { force: true });
  const jest = require.resolve('jest/bin/jest');
  const code = await runCommand(
    process.execPath,
    [jest, ...args, '--json', `--outputFile=${outputFile}`],
    env,
  );
  const results = await readFile(outputFile, 'utf8').then(
    (text) => JSON.parse(text) as JestResults,
    () => undefined,
  );
  if (!results) return { passed: 0, failed: 1 };
  const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
  return { passed: results.numPassedTests, failed: failed || (code === 0 ? 0 : 1) };
}

interface JestResults {
  numPassedTests: number;
  numFailedTests: number;
  numRuntimeErrorTestSuites: number;
}
