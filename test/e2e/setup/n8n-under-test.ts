import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';

import { type Execution, N8nClient } from '../../../lab/n8n/n8n-client';
import { readContext } from './context';

const context = readContext();

export const { n8nUrl, n8nVersion, filesFolder } = context;

/** What the tests of this file have read of executions, which no secret may be in. */
export const executionsRead: Execution[] = [];

class WatchedClient extends N8nClient {
  override async execution(id: string): Promise<Execution> {
    const execution = await super.execution(id);
    executionsRead.push(execution);
    return execution;
  }
}

/** The n8n under test, its owner logged in. */
export const n8n = new WatchedClient(n8nUrl, context.sessionCookie);

/** All that n8n has printed since it was started. */
export const n8nLog = (): string => readFileSync(context.logFile, 'utf8');

/** A name that no other test uses, of this run or another. */
export const unique = (name: string): string => `${name}-${randomUUID().slice(0, 8)}`;
