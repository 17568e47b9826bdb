import type { IDataObject } from 'n8n-workflow';

import { outputOf } from '../../lab/n8n/n8n-client';
import { activateExample, readExample } from './setup/example';
import { providers, type ProviderUnderTest, registeredUrlsOf, sentTo } from './setup/providers';
import { eventually, invoiceUrl, n8n, unique } from './setup/stage';

const PHONE = '12020721369';
const exampleOf = ({ name }: ProviderUnderTest) => `ticket-invoice-${name}`;

/** What differs from run to run, or is the provider's own. */
const OWN = {
  sending: ['id', 'acceptedAt'],
  events: ['id', 'eventId', 'receivedAt', 'channelId', 'provider'],
};
/** What only one of the providers tells (contract.md says which, and the providers' own pages). */
const ONLY_ONE = {
  sending: ['message', 'description', 'window', 'minutesLeft', 'closesAt'],
  events: ['timestamp', 'windowClosesAt', 'type', 'category', 'pricing', 'conversation'],
};

/** What the workflow gave on one provider. */
interface Story {
  sent: IDataObject[];
  events: IDataObject[];
}

test('the two examples differ in their nodes alone', () => {
  const [first, second] = providers.map((provider) => {
    const { pinData, ...example } = readExample(`${exampleOf(provider)}.json`);
    // What a trigger gives has what only one of them tells.
    const pinned = { ...pinData, [`${provider.title} Send File Trigger`]: undefined };
    return JSON.stringify({ ...example, pinned })
      .replaceAll(provider.sendFile, 'send file')
      .replaceAll(provider.trigger, 'trigger')
      .replaceAll(exampleOf(provider), 'path')
      .replaceAll(provider.title, 'Provider')
      .replace(/"webhookId":"[\w-]+"/g, '""');
  });
  expect(second).toBe(first);
});

test('a workflow gives the same items on either provider, and its nodes are all that was changed', async () => {
  // One after the other: n8n 1's SQLite fails where two requests write at the same time.
  const first = await play(providers[0]!);
  const second = await play(providers[1]!);
  const fields = (items: IDataObject[], kind: keyof typeof OWN) =>
    items.map((item) =>
      Object.fromEntries(
        Object.entries(item).filter(
          ([name]) => !OWN[kind].includes(name) && !ONLY_ONE[kind].includes(name),
        ),
      ),
    );
  expect(fields(second.sent, 'sending')).toEqual(fields(first.sent, 'sending'));
  expect(fields(second.events, 'events')).toEqual(fields(first.events, 'events'));
  for (const { sent, events } of [first, second]) {
    expect(sent.map(({ status }) => status)).toEqual(['accepted', 'skipped']);
    expect(events.map((event) => event.status ?? event.text)).toEqual([
      'sent',
      'delivered',
      'Thank you',
    ]);
    for (const event of events.slice(0, 2)) expect(event.id).toBe(sent[0]?.id);
    for (const name of OWN.sending) expect(sent[0]).toHaveProperty(name);
    for (const event of events) for (const name of OWN.events) expect(event).toHaveProperty(name);
  }
}, 120_000);

/** The customer writes, the ticket is ready twice, the statuses come back, the customer answers. */
async function play(provider: ProviderUnderTest): Promise<Story> {
  const { control } = provider;
  await control.reset();
  await control.customerWrites({ from: PHONE, text: 'Hello' });
  const workflowId = await activateExample(`${exampleOf(provider)}.json`, { provider });
  expect(await registeredUrlsOf(provider)).toHaveLength(1);

  const ticket = unique('TKT');
  const post = () =>
    n8n.postWebhook(exampleOf(provider), {
      ticket,
      customer: 'Dana',
      phone: '+1 (202) 072-1369',
      invoiceUrl,
    });
  const sent = [(await post()).body, (await post()).body] as IDataObject[];
  expect(await sentTo(provider, PHONE)).toHaveLength(1);
  // The ticket's name is another on each provider, and in what was sent.
  const named = (item: IDataObject) =>
    JSON.parse(JSON.stringify(item).replaceAll(ticket, 'TKT')) as IDataObject;
  let events = await eventsOf(workflowId, 2);
  await control.customerWrites({ from: PHONE, text: 'Thank you' });
  events = await eventsOf(workflowId, 3);
  await n8n.deleteWorkflow(workflowId);
  return { sent: sent.map(named), events };
}

/** The events of a workflow's executions, when there are so many. */
async function eventsOf(workflowId: string, count: number): Promise<IDataObject[]> {
  let events: IDataObject[] = [];
  await eventually(async () => {
    const executions = (await n8n.allExecutions(workflowId)).reverse();
    const all = await Promise.all(executions.map(({ id }) => n8n.execution(id)));
    events = all.flatMap((execution) => outputOf<IDataObject>(execution, 'What Became of It'));
    expect(events).toHaveLength(count);
  });
  return events;
}
