import { setTimeout as sleep } from 'node:timers/promises';
import type { IDataObject } from 'n8n-workflow';

import { outputOf } from '../../lab/n8n/n8n-client';
import { createCredential, oneMsg, openWindowAt, providers } from './setup/providers';
import { createSendFileWorkflow, runSendFile, TEMPLATE_FALLBACK } from './setup/send-file-workflow';
import { createTriggerWorkflow, invoiceUrl, n8n, sandbox } from './setup/stage';

const PHONE = '12020721369';
const item = (changes: IDataObject = {}): IDataObject => ({
  ...{ phone: PHONE, fileUrl: invoiceUrl, filename: '', caption: '' },
  ...changes,
});
const customers = (count: number) =>
  Array.from({ length: count }, (_, index) => String(12_025_550_100 + index));

beforeEach(async () => {
  for (const provider of providers) await provider.control.reset();
});

/** As behind a CRM's trigger: an execution a file. */
describe.each(providers)('$name: executions share their channel', (provider) => {
  const requests = async () => await provider.control.requests('sendFile');

  test("the credential's Messages per Second holds for all workflows together", async () => {
    const phones = customers(30);
    await openWindowAt(provider, ...phones);
    const credential = await createCredential(provider, { messagesPerSecond: 10 });
    const parameters = { options: { checkFile: false } };
    const workflows = await Promise.all(
      [1, 2].map(() => createSendFileWorkflow({ provider, credential, parameters })),
    );
    await Promise.all(phones.map((phone, at) => workflows[at % 2]!.start([item({ phone })])));
    for (let ended = 0; ended < 15; ended++)
      await Promise.all(workflows.map((workflow) => workflow.ended()));
    await Promise.all(workflows.map((workflow) => workflow.delete()));
    const times = (await requests()).map(({ at }) => Date.parse(at));
    expect(times).toHaveLength(30);
    const within = times.map((from) => times.filter((at) => at >= from && at < from + 1000).length);
    // To the millisecond it is tested with a clock of the test's own. Here n8n, busy with thirty starts, lets some that have
    // passed arrive late, and so closer together; without a common pace it would be all thirty.
    expect(Math.max(...within)).toBeLessThanOrEqual(15);
  });

  test("one person's files go one after another", async () => {
    await openWindowAt(provider, PHONE);
    await provider.control.fail({
      method: 'sendFile',
      stage: 'afterAccept',
      delayMs: 100,
      times: 'all',
    });
    const workflow = await createSendFileWorkflow({ provider });
    const captions = Array.from({ length: 12 }, (_, index) => `file ${index}`);
    for (const caption of captions) {
      await workflow.start([item({ caption })]);
      await sleep(60);
    }
    for (let ended = 0; ended < captions.length; ended++) await workflow.ended();
    await workflow.delete();
    const spans = (await requests()).map(({ at, endedAt }) => [at, endedAt ?? at] as const);
    expect(spans).toHaveLength(12);
    const overlapping = spans.filter(([at], index) =>
      spans.slice(0, index).some(([, end]) => end > at),
    );
    expect(overlapping).toEqual([]);
  });

  test('Wait For hears what the trigger hears', async () => {
    await openWindowAt(provider, PHONE);
    if (provider === oneMsg)
      await sandbox.fail({ method: 'hookInfo', answer: { status: 404, body: {} }, times: 'all' });
    const credential = await createCredential(provider);
    const trigger = await createTriggerWorkflow({}, credential, provider);
    await n8n.activate(trigger);
    const execution = await runSendFile({
      ...{ provider, credential, items: [item()] },
      parameters: { options: { waitFor: 'delivered', waitTimeout: 20 } },
    });
    expect(outputOf(execution, 'Send File')).toMatchObject([
      { status: 'delivered', delivery: { event: 'status', channelId: provider.accountId } },
    ]);
    await n8n.deleteWorkflow(trigger);
  });
});

test('a refusal for a closed window that comes later sends the template, once', async () => {
  await openWindowAt(oneMsg, PHONE);
  await sandbox.fail({
    method: 'sendFile',
    deliveryFails: { code: 131047, title: 'Re-engagement message' },
  });
  const execution = await runSendFile({
    items: [item()],
    parameters: { ...TEMPLATE_FALLBACK, options: { waitFor: 'delivered', waitTimeout: 20 } },
  });
  expect(outputOf(execution, 'Send File')).toMatchObject([
    { sent: true, sentVia: 'sendTemplate', status: 'delivered' },
  ]);
  expect(await sandbox.requests('sendTemplate')).toHaveLength(1);
  expect(await sandbox.requests('sendFile')).toHaveLength(1);
});
