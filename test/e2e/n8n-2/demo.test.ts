import { outputOf } from '../../../lab/n8n/n8n-client';
import { DeliveryLog } from '../../../scripts/demo/delivery-log';
import { importDemo } from '../../../scripts/demo/import-demo';
import { playScenario } from '../../../scripts/demo/scenario';
import { ninetyNine, oneMsg } from '../setup/providers';
import { n8n } from '../setup/stage';

test.each([
  { ...oneMsg, filename: 'Invoice TKT-2048.pdf' },
  // It takes no file name: the phone shows the link's.
  { ...ninetyNine, filename: 'invoice-TKT-2048.pdf' },
])(
  'the demo on $title: the invoice goes out and its delivery comes back to the log workflow',
  async (provider) => {
    const { control, credential, filename } = provider;
    const place = { provider, credential, control };
    await control.reset();
    await control.configure({ sentAfterMs: 200, deliveredAfterMs: 400, readAfterMs: 800 });
    const workflows = await importDemo(n8n, place);
    const log = new DeliveryLog(n8n, workflows.deliveryLog);
    const told: string[] = [];
    const result = await playScenario({ host: n8n, workflows, log, place }, (line) =>
      told.push(line),
    );

    expect(result.statuses).toEqual(['sent', 'delivered', 'read']);
    expect(told.join('\n')).toContain(`TKT-2048: ${filename} to 12020721369 delivered`);
    expect(told.join('\n')).not.toContain(Object.values(credential)[0]);
    const sent = (await control.messages()).find((message) => message.id === result.messageId);
    expect(sent?.filename).toBe(filename);
    expect(sent?.file?.mime).toBe('application/pdf');

    // Execute workflow in the editor, with what is pinned there.
    const pressed = await n8n.runManually(workflows.ticketReady, 'Helpdesk: Ticket Ready');
    expect(outputOf(pressed, 'Note the Message')).toMatchObject([{ ticket: 'TKT-2048', filename }]);
    const sample = await n8n.runManually(workflows.deliveryLog, provider.triggerName);
    expect(outputOf(sample, 'Log Line')).toMatchObject([
      { line: 'TKT-2048: Invoice TKT-2048.pdf to 12020721369 delivered' },
    ]);

    await n8n.deleteWorkflow(workflows.ticketReady);
    await n8n.deleteWorkflow(workflows.deliveryLog);
  },
);
