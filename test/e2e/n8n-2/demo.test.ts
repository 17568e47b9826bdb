import { DeliveryLog } from '../../../scripts/demo/delivery-log';
import { importDemo } from '../../../scripts/demo/import-demo';
import { playScenario } from '../../../scripts/demo/scenario';
import { channelId, n8n, sandbox, sandboxUrl, token } from '../setup/stage';

test('the demo: the invoice for TKT-2048 goes out and its delivery comes back to the log workflow', async () => {
  await sandbox.reset();
  await sandbox.configure({ sentAfterMs: 200, deliveredAfterMs: 400, readAfterMs: 800 });
  const workflows = await importDemo(n8n, { url: sandboxUrl, channelId, token });
  const log = new DeliveryLog(n8n, workflows.deliveryLog);
  const told: string[] = [];
  const result = await playScenario({
    client: n8n,
    workflows,
    log,
    sandbox: { url: sandboxUrl, control: sandbox },
    say: (line) => told.push(line),
  });

  expect(result.statuses).toEqual(['sent', 'delivered', 'read']);
  expect(told.join('\n')).toContain('TKT-2048: Invoice TKT-2048.pdf to 12020721369 delivered');
  expect(told.join('\n')).not.toContain(token);
  const sent = (await sandbox.messages()).find((message) => message.id === result.messageId);
  expect(sent?.filename).toBe('Invoice TKT-2048.pdf');
  expect(sent?.file?.mime).toBe('application/pdf');

  await n8n.deleteWorkflow(workflows.ticketReady);
  await n8n.deleteWorkflow(workflows.deliveryLog);
});
