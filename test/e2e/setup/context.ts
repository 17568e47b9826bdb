import type { N8nOwner } from '../../../lab/n8n/n8n-client';

/** What the tests need to know of the n8n and the sandbox that the global setup has started. */
export interface E2eContext {
  n8nUrl: string;
  n8nVersion: string;
  /** Where n8n's process can be restarted and looked at, from where it was not started. */
  n8nControlUrl: string;
  /** Whom the editor is opened as. */
  owner: N8nOwner;
  sessionCookie: string;
  logFile: string;
  /** The folder that n8n may write files to. */
  filesFolder: string;
  sandboxUrl: string;
  channelId: string;
  token: string;
  /** The sandbox's number at 99digital. */
  ninetyNineDigital: { from: string; apiKey: string };
}

const VARIABLE = 'ONE_MSG_E2E_CONTEXT';

/** Jest hands nothing but the environment from its global setup to the tests. */
export function publishContext(context: E2eContext): void {
  process.env[VARIABLE] = JSON.stringify(context);
}

/** What {@link publishContext} has published. */
export function readContext(): E2eContext {
  const published = process.env[VARIABLE];
  if (!published) throw new Error('Run these tests with `npm run e2e`.');
  return JSON.parse(published) as E2eContext;
}
