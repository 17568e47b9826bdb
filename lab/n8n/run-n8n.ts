import { mkdir, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';

import {
  freePort,
  type RunningProcess,
  startProcess,
  temporaryFolder,
} from '../servers/start-process';
import type { N8nInstallation } from './install-n8n';
import { N8nClient, type N8nOwner } from './n8n-client';
import { npm } from './npm';

/** A first start migrates the database: about a minute. */
const LONGEST_START_MS = 5 * 60_000;
/** Executions that are running get their time. */
const LONGEST_STOP_MS = 30_000;

/** How {@link runN8n} starts n8n. */
export interface RunN8nOptions {
  installation: N8nInstallation;
  /** The packed package to install as a community node. */
  tarball?: string;
  /** n8n's user folder; default: one in the system's temp folder, removed at the end. */
  folder?: string;
  /** Further settings, or other values of those below. */
  env?: Record<string, string>;
  /** Default: any free one. */
  port?: number;
}

/** A running n8n with its owner logged in. */
export interface RunningN8n extends Pick<RunningProcess, 'log' | 'pid' | 'stop'> {
  url: string;
  owner: N8nOwner;
  client: N8nClient;
  folder: string;
  logFile: string;
  /** The settings it runs with, for further processes beside it (workers in queue mode). */
  env: Record<string, string>;
  /**
   * Ends n8n and starts it again on the same folder and port.
   * @param changes other values of {@link env}, until the next restart
   */
  restart(changes?: Record<string, string>): Promise<void>;
}

/** The only account of an n8n of ours; it listens on loopback only. */
const OWNER: N8nOwner = {
  email: 'owner@example.com',
  password: 'TicketDemo2048',
  firstName: 'Olive',
  lastName: 'Owner',
};

/** What tells every n8n its public address (docs/n8n-facts.md#its-public-address). */
export const knownAs = (url: string): Record<string, string> => ({
  N8N_WEBHOOK_URL: url,
  WEBHOOK_URL: url,
});

/** Starts n8n on free ports of loopback with a database of its own and sets up its owner. */
export async function runN8n(options: RunN8nOptions): Promise<RunningN8n> {
  const folder = options.folder ?? temporaryFolder('1msg-n8n-');
  const logFile = join(folder, 'n8n.log');
  if (options.tarball) await installPackage(folder, options.tarball, options.installation);

  const port = options.port ?? (await freePort());
  const url = `http://127.0.0.1:${port}`;
  const env = {
    N8N_USER_FOLDER: folder,
    N8N_LISTEN_ADDRESS: '127.0.0.1',
    N8N_HOST: '127.0.0.1',
    N8N_PORT: String(port),
    N8N_EDITOR_BASE_URL: url,
    ...knownAs(`${url}/`),
    // n8n 3 loads no package without it.
    N8N_UNVERIFIED_PACKAGES_ENABLED: 'true',
    N8N_RUNNERS_BROKER_PORT: String(await freePort()),
    ...QUIET,
    // n8n 2 alone has this module, which asks a server of n8n's for news; n8n 1 refuses to start on its name.
    ...(!options.installation.version.startsWith('1.') && { N8N_DISABLED_MODULES: 'mcp-registry' }),
    ...options.env,
  };
  const n8n = await startN8nProcess({
    installation: options.installation,
    command: ['start'],
    env,
    logFile,
    readyWhen: 'Editor is now accessible',
  });
  const client = new N8nClient(url);
  try {
    await client.setUpOwner(OWNER);
  } catch (error) {
    await n8n.stop();
    throw error;
  }
  return {
    ...n8n,
    ...{ url, owner: OWNER, client, folder, logFile, env },
    restart: async (changes) => {
      await n8n.stop();
      await n8n.start(changes);
    },
  };
}

/** One process of n8n: the main one, a worker or a webhook processor. */
export interface N8nProcessOptions {
  installation: N8nInstallation;
  /** n8n's command: `['start']`, `['worker', '--concurrency=10']`, `['webhook']`. */
  command: string[];
  /** Its settings. Nothing that begins with N8N_ is taken over from this process. */
  env: Record<string, string>;
  /** The file that all it prints is appended to. */
  logFile: string;
  /** The words in its log that say it is ready. */
  readyWhen: string;
  /** How often its log is looked at; default: every 100 ms. */
  pollMs?: number;
}

/** Starts a process of n8n and waits until it says that it is ready. */
export const startN8nProcess = ({
  installation: { version, node, bin },
  command,
  env,
  ...options
}: N8nProcessOptions): Promise<RunningProcess> =>
  startProcess({
    ...options,
    title: `n8n ${version} ${command.join(' ')}`,
    program: node,
    args: [bin, ...command],
    env: { ...inheritedEnvironment(node), ...env },
    startWithinMs: LONGEST_START_MS,
    stopWithinMs: LONGEST_STOP_MS,
  });

function inheritedEnvironment(node: string): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (!/^(n8n_|npm_|node_options$|node_env$|jest_|webhook_url$|db_)/i.test(name))
      env[name] = value;
  }
  // n8n starts its task runner as `node`.
  env.PATH = `${dirname(node)}${delimiter}${process.env.PATH ?? ''}`;
  return env;
}

/** Puts a packed package where n8n keeps community packages, as its own installer does: no peers, no scripts. */
export async function installPackage(
  folder: string,
  tarball: string,
  installation: N8nInstallation,
): Promise<void> {
  const nodes = join(folder, '.n8n', 'nodes');
  await mkdir(nodes, { recursive: true });
  await writeFile(join(nodes, 'package.json'), '{"name":"installed-nodes","private":true}');
  await npm(['install', tarball, '--legacy-peer-deps', '--ignore-scripts', '--omit=dev'], {
    cwd: nodes,
    nodeBin: dirname(installation.node),
  });
}

/** Nothing leaves this machine, and nothing asks the user anything. */
const QUIET = {
  N8N_DIAGNOSTICS_ENABLED: 'false',
  N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
  N8N_TEMPLATES_ENABLED: 'false',
  N8N_PERSONALIZATION_ENABLED: 'false',
  N8N_HIRING_BANNER_ENABLED: 'false',
  N8N_SECURE_COOKIE: 'false',
  N8N_VERIFIED_PACKAGES_ENABLED: 'false',
  N8N_ENFORCE_SETTINGS_FILE_PERMISSIONS: 'true',
};
