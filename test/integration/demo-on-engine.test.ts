import { EngineN8n } from '../../lab/engine/engine-n8n';
import { providerNodes } from '../../lab/n8n/provider-nodes';
import { NinetyNineDigitalSendFile } from '../../nodes/NinetyNineDigital/NinetyNineDigitalSendFile.node';
import { NinetyNineDigitalSendFileTrigger } from '../../nodes/NinetyNineDigital/NinetyNineDigitalSendFileTrigger.node';
import { OneMsgSendFile } from '../../nodes/OneMsg/OneMsgSendFile.node';
import { OneMsgSendFileTrigger } from '../../nodes/OneMsg/OneMsgSendFileTrigger.node';
import { type DemoSandbox, startDemoSandbox } from '../../scripts/demo/demo-sandbox';
import { demoWorkflow } from '../../scripts/demo/import-demo';
import { playScenario, ticket } from '../../scripts/demo/scenario';
import { type Demo, ready } from '../../scripts/demo/start-demo';

const nodes = {
  [providerNodes['1msg'].sendFile]: new OneMsgSendFile(),
  [providerNodes['1msg'].trigger]: new OneMsgSendFileTrigger(),
  [providerNodes['99digital'].sendFile]: new NinetyNineDigitalSendFile(),
  [providerNodes['99digital'].trigger]: new NinetyNineDigitalSendFileTrigger(),
};

let place: DemoSandbox;
let demo: Demo;

async function startAnew() {
  await place.control.reset();
  await place.control.configure({ sentAfterMs: 1, deliveredAfterMs: 50, readAfterMs: 100 });
  const engine = await EngineN8n.start(nodes);
  demo = await ready(engine, place, () => engine.stop());
}

const urls = async () => (await place.control.webhooks()).urls.map(({ url }) => url);

describe.each([
  { name: '1msg' as const, filename: 'Invoice TKT-2048.pdf' },
  // It takes no file name: the phone shows the link's.
  { name: '99digital' as const, filename: 'invoice-TKT-2048.pdf' },
])('the demo on n8n’s engine, through $name', ({ name, filename }) => {
  beforeAll(async () => {
    place = await startDemoSandbox(name, 0);
  });
  afterAll(() => place.sandbox.close());
  beforeEach(startAnew);
  afterEach(() => demo.stop());

  test('the invoice is on the phone, and its statuses come back to the log workflow', async () => {
    const told: string[] = [];
    const { messageId, statuses } = await playScenario(demo.stage, (line) => told.push(line));

    expect(statuses).toEqual(['sent', 'delivered', 'read']);
    expect(told.join('\n')).toContain(`TKT-2048: ${filename} to 12020721369 delivered`);
    const sent = (await place.control.messages()).find(({ id }) => id === messageId);
    expect(sent).toMatchObject({ filename, file: { mime: 'application/pdf' } });
    for (const secret of [place.sandbox.token, place.sandbox.ninetyNineDigital.apiKey])
      expect(told.join('\n')).not.toContain(secret);
  });

  test('when it ends, the trigger’s URL is off the account, for n8n’s own', async () => {
    expect((await urls()).filter((url) => url.startsWith('http'))).toHaveLength(1);
    await demo.stop();
    expect((await urls()).filter((url) => url.startsWith('http'))).toEqual([]);
    await startAnew();
  });

  test('what does not go out is told, with the node’s own words', async () => {
    const answer = { status: 401, body: { error: 'Wrong token' } };
    await place.control.fail({ method: 'sendFile', times: 'all', answer });
    await expect(playScenario(demo.stage, () => undefined)).rejects.toThrow(
      /^The invoice was not sent: n8n answered 500 ".+"\.$/,
    );
  });

  test('the sample that is pinned in the editor is the ticket that the helpdesk posts', async () => {
    const { pinData } = JSON.parse(await demoWorkflow('ticket-ready.json', place)) as {
      pinData: Record<string, Array<{ json: { body: unknown } }>>;
    };
    expect(pinData['Helpdesk: Ticket Ready']![0]!.json.body).toEqual(ticket(place.sandbox.url));
  });
});
