import { knownAs } from '../../lab/n8n/run-n8n';
import { restartN8n } from './setup/n8n-control';
import { ninetyNine, oneMsg, registeredUrlsOf } from './setup/providers';
import { createTriggerWorkflow, n8n, n8nLog } from './setup/stage';

/** Names that the internet has promised never to have. */
const FORMER = 'https://former.tickets.invalid';
const NOW = 'https://n8n.tickets.invalid';

afterAll(async () => await restartN8n(), 300_000);

test.each([oneMsg, ninetyNine])(
  'after the address of n8n was changed, deactivation says what $title still calls, and activation has it call the new address',
  async (provider) => {
    await provider.control.reset();
    await restartN8n(knownAs(`${FORMER}/`));
    const options = provider === ninetyNine ? { replaceExisting: true } : {};
    const workflowId = await createTriggerWorkflow({ options }, undefined, provider);
    const hosts = async () => (await registeredUrlsOf(provider)).map((url) => new URL(url).origin);
    await n8n.activate(workflowId);
    const [former = ''] = await registeredUrlsOf(provider);
    expect(former.startsWith(`${FORMER}/webhook/`)).toBe(true);

    await restartN8n(knownAs(`${NOW}/`));
    // n8n 1 registers anew when it starts, and so takes the one webhook of a number over; n8n 2 does not.
    const left = (await hosts()).filter((host) => host === FORMER);
    if (provider === oneMsg) expect(left).toEqual([FORMER]);
    const before = n8nLog().length;
    await n8n.deactivate(workflowId);
    const said = n8nLog().slice(before);
    const named = said.includes(`${former.replace(/secret=.*/, 'secret=***')} is left behind on`);
    expect(named).toBe(left.length > 0);
    expect(said).not.toContain(new URL(former).searchParams.get('secret'));
    expect(await hosts()).toEqual(left);

    await n8n.activate(workflowId);
    expect(await hosts()).toEqual(provider === oneMsg ? [FORMER, NOW] : [NOW]);
    await n8n.deactivate(workflowId);
    expect(await hosts()).toEqual(provider === oneMsg ? [FORMER] : []);
    await n8n.deleteWorkflow(workflowId);
  },
  300_000,
);
