import { setTimeout as sleep } from 'node:timers/promises';
import { hasEnded, outputOf } from '../../lab/n8n/n8n-client';
import {
  channelId,
  createTriggerWorkflow,
  eventually,
  n8n,
  registeredUrls,
  sandbox,
} from './setup/stage';

const MESSAGES = 500;
const EVENTS_A_REQUEST = 25;
const STATUSES = ['sent', 'delivered', 'read'] as const;

/** What the trigger tells 1MSG that it did with a request's events. */
interface Account {
  started: number;
  duplicate: number;
  outdated: number;
}

interface StatusEvent {
  id: string;
  status: (typeof STATUSES)[number];
}

let workflowId: string;

beforeEach(async () => {
  await sandbox.reset();
  workflowId = await createTriggerWorkflow();
  await n8n.activate(workflowId);
});

afterEach(() => n8n.deleteWorkflow(workflowId));

test.each([
  ['one request after another', 1],
  ['50 requests at a time', 50],
])(
  'statuses of 500 messages, each duplicated and shuffled, come out exactly once and rising: %s',
  async (_how, connections) => {
    const accounts = await postAll(shuffledRequests(), connections);
    const events = await startedEvents();

    const sum = (count: (account: Account) => number) =>
      accounts.reduce((total, account) => total + count(account), 0);
    expect(events).toHaveLength(sum(({ started }) => started));
    expect(sum(({ started, duplicate, outdated }) => started + duplicate + outdated)).toBe(
      MESSAGES * STATUSES.length * 2,
    );

    const byMessage = new Map<string, number[]>();
    for (const { id, status } of events)
      byMessage.set(id, [...(byMessage.get(id) ?? []), STATUSES.indexOf(status)]);
    expect(byMessage.size).toBe(MESSAGES);
    const wrong = [...byMessage].filter(
      ([, ranks]) =>
        ranks.at(-1) !== STATUSES.indexOf('read') ||
        ranks.some((rank, index) => index > 0 && rank <= (ranks[index - 1] ?? -1)),
    );
    expect(wrong).toEqual([]);
  },
  300_000,
);

/** All events in the order in which their executions were made. */
async function startedEvents(): Promise<StatusEvent[]> {
  await eventually(async () => {
    const executions = await n8n.allExecutions(workflowId);
    expect(executions.filter((each) => !hasEnded(each))).toEqual([]);
  }, 60_000);
  const events: StatusEvent[] = [];
  for (const { id } of (await n8n.allExecutions(workflowId)).sort(
    (a, b) => Number(a.id) - Number(b.id),
  ))
    events.push(...outputOf<StatusEvent>(await n8n.execution(id), 'Then'));
  return events;
}

/** Requests in 1MSG's `ack` form with each status of each message twice, in an order that is the same in every run. */
function shuffledRequests(): string[] {
  const events = Array.from({ length: MESSAGES }, (_, message) =>
    [...STATUSES, ...STATUSES].map((status) => ({ id: `wamid.order.${message}`, status })),
  ).flat();
  let seed = 2048;
  for (let index = events.length - 1; index > 0; index--) {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    const other = seed % (index + 1);
    [events[index], events[other]] = [events[other]!, events[index]!];
  }
  return Array.from({ length: events.length / EVENTS_A_REQUEST }, (_, request) =>
    JSON.stringify({
      instanceId: channelId,
      ack: events
        .slice(request * EVENTS_A_REQUEST, (request + 1) * EVENTS_A_REQUEST)
        .map((event) => ({ ...event, chatId: '12020721369@c.us', phone: '12020721369' })),
    }),
  );
}

async function postAll(bodies: string[], connections: number): Promise<Account[]> {
  const [url = ''] = await registeredUrls();
  const waiting = [...bodies].reverse();
  const accounts: Account[] = [];
  const connection = async () => {
    for (let body = waiting.pop(); body; body = waiting.pop())
      accounts.push(await postUntilAcknowledged(url, body));
  };
  await Promise.all(Array.from({ length: connections }, connection));
  return accounts;
}

/** As 1MSG does. n8n itself answers 503 when its database is slow to answer under load. */
async function postUntilAcknowledged(url: string, body: string): Promise<Account> {
  const headers = { 'content-type': 'application/json' };
  for (let attempt = 1; attempt <= 30; attempt++) {
    const answer = await fetch(url, { method: 'POST', headers, body });
    if (answer.status === 200) return (await answer.json()) as Account;
    expect(answer.status).toBe(503);
    await sleep(500);
  }
  throw new Error('n8n answered nothing but 503.');
}
