import { setTimeout as sleep } from 'node:timers/promises';

import type { WorkflowHost } from '../../lab/engine/engine-n8n';
import type { DeliveryLog } from './delivery-log';
import type { DemoSandbox } from './demo-sandbox';
import type { DemoWorkflows } from './import-demo';

/** What the scenario plays with. */
export interface Stage {
  /** n8n, or its engine in this process. */
  host: WorkflowHost;
  workflows: DemoWorkflows;
  log: DeliveryLog;
  place: Pick<DemoSandbox, 'provider' | 'credential' | 'control'>;
  /** n8n's address, where there is an editor to look into. */
  editorUrl?: string;
}

/** What became of the invoice. */
export interface ScenarioResult {
  /** The message id that Send File returned. */
  messageId: string;
  /** The statuses that came back to the log workflow for that id, in order. */
  statuses: string[];
}

const PHONE = '12020721369';
const LAST_STATUSES = ['read', 'failed'];
const PATIENCE_MS = 30_000;

/** The ticket that a helpdesk would post. */
export const ticket = (sandboxUrl: string) => ({
  ticket: 'TKT-2048',
  customer: 'Dana',
  phone: '+1 (202) 072-1369',
  invoiceUrl: `${sandboxUrl}/samples/invoice-TKT-2048.pdf`,
});

/** Plays the story once: the customer writes, the ticket is ready, the invoice goes out, its statuses come back. */
export async function playScenario(
  stage: Stage,
  say: (line: string) => void,
): Promise<ScenarioResult> {
  const { host, workflows, log, editorUrl } = stage;
  const { provider, credential, control } = stage.place;
  const sayWhere = (indent: string, page: string) => {
    if (editorUrl) say(`${indent}${editorUrl}/workflow/${page}`);
  };

  await control.customerWrites({
    from: PHONE,
    senderName: 'Dana',
    text: 'Hello, could you send me the invoice for TKT-2048?',
  });
  say(`Dana (+${PHONE}) writes to the business: WhatsApp's 24-hour window is open.`);

  say('The helpdesk posts ticket TKT-2048 to n8n …');
  const answer = await host.postWebhook('ticket-ready', ticket(credential.baseUrl));
  const { messageId, filename } = (answer.body ?? {}) as { messageId?: string; filename?: string };
  if (answer.status !== 200 || !messageId) {
    const why = JSON.stringify((answer.body as { message?: string })?.message ?? answer.body);
    throw new Error(
      `The invoice was not sent: n8n answered ${answer.status} ${why}.` +
        (editorUrl ? ` Look at ${editorUrl}/workflow/${workflows.ticketReady}/executions` : ''),
    );
  }
  say(`${provider.title} Send File has sent "${filename}". Its id: ${messageId}`);
  sayWhere('  ', `${workflows.ticketReady}/executions`);

  say('What the delivery log hears of it:');
  const statuses: string[] = [];
  const deadline = Date.now() + PATIENCE_MS;
  while (Date.now() < deadline && !LAST_STATUSES.includes(statuses.at(-1) ?? '')) {
    for (const entry of await log.news()) {
      if (entry.messageId !== messageId) continue;
      statuses.push(entry.status);
      say(`  ${entry.line}`);
      sayWhere('    ', `${log.workflowId}/executions/${entry.executionId}`);
    }
    await sleep(200);
  }
  return { messageId, statuses };
}
