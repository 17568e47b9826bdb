import { activateExample } from './setup/example';
import { oneMsg, sentTo } from './setup/providers';
import { invoiceUrl, n8n, openWindow, sandbox, unique } from './setup/stage';

const [WRITES, SILENT] = ['12020721369', '12020721370'] as const;

test('the example sends the invoice as a file in an open window, and in a template’s header when it is closed', async () => {
  await sandbox.reset();
  await sandbox.configure({ windowRefusal: 'atOnce' });
  const workflowId = await activateExample('closed-window-template.json');
  await openWindow(WRITES, SILENT);
  await sandbox.forward({ hours: 24 });
  await openWindow(WRITES);

  const answers = [];
  for (const phone of [WRITES, SILENT]) {
    const ticket = unique('TKT');
    const post = { ticket, customer: 'Dana', phone: `+${phone}`, invoiceUrl };
    const { body } = await n8n.postWebhook('closed-window-template', post);
    const [message, ...others] = await sentTo(oneMsg, phone);
    expect(others).toEqual([]);
    expect(message?.filename).toBe(`Invoice ${ticket}.pdf`);
    expect(message?.link).toBe(invoiceUrl);
    expect(message?.template?.body ?? message?.caption).toBe(
      phone === WRITES
        ? `Hello Dana, here is the invoice for ticket ${ticket}.`
        : `Hello Dana, your invoice for ticket ${ticket} is ready.`,
    );
    answers.push(body);
  }
  expect(answers).toMatchObject([{ sentVia: 'sendFile' }, { sentVia: 'sendTemplate' }]);

  const executions = (await n8n.executions(workflowId)).reverse();
  const lastNodes = await Promise.all(
    executions.map(async ({ id }) => (await n8n.execution(id)).data.resultData.lastNodeExecuted),
  );
  expect(lastNodes).toEqual(['Went Out as File', 'Went Out as Template']);
  await n8n.deleteWorkflow(workflowId);
});
