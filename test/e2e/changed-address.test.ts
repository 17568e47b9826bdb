import { knownAs } from '../../lab/n8n/run-n8n';
import { restartN8n } from './setup/n8n-control';
import { ninetyNine, oneMsg, type ProviderUnderTest, registeredUrlsOf } from './setup/providers';
import { createTriggerWorkflow, n8n, n8nLog } from './setup/stage';

/** Names that the internet has promised never to have. */
const FORMER = 'https://former.tickets.invalid';
const NOW = 'https://n8n.tickets.invalid';

afterAll(async () => await restartN8n(), 300_000);

test('after the address of n8n was changed, deactivation says what a provider still calls, and activation has it call the new address', async () => {
  for (const { control } of [oneMsg, ninetyNine]) await control.reset();
  const hosts = async (provider: ProviderUnderTest) =>
    (await registeredUrlsOf(provider)).map((url) => new URL(url).origin);
  await restartN8n(knownAs(`${FORMER}/`));
  const begun = [];
  for (const provider of [oneMsg, ninetyNine]) {
    const options = provider === ninetyNine ? { replaceExisting: true } : {};
    const workflowId = await createTriggerWorkflow({ options }, undefined, provider);
    await n8n.activate(workflowId);
    const [former = ''] = await registeredUrlsOf(provider);
    expect(former.startsWith(`${FORMER}/webhook/`)).toBe(true);
    begun.push({ provider, workflowId, former });
  }

  await restartN8n(knownAs(`${NOW}/`));
  for (const { provider, workflowId, former } of begun) {
    // n8n 1 registers anew when it starts, and so takes the one webhook of a number over; n8n 2 does not.
    const left = (await hosts(provider)).filter((host) => host === FORMER);
    if (provider === oneMsg) expect(left).toEqual([FORMER]);
    const before = n8nLog().length;
    await n8n.deactivate(workflowId);
    const said = n8nLog().slice(before);
    const named = said.includes(`${former.replace(/secret=.*/, 'secret=***')} is left behind on`);
    expect(named).toBe(left.length > 0);
    expect(said).not.toContain(new URL(former).searchParams.get('secret'));
    expect(await hosts(provider)).toEqual(left);

    await n8n.activate(workflowId);
    expect(await hosts(provider)).toEqual(provider === oneMsg ? [FORMER, NOW] : [NOW]);
    await n8n.deactivate(workflowId);
    expect(await hosts(provider)).toEqual(provider === oneMsg ? [FORMER] : []);
    await n8n.deleteWorkflow(workflowId);
  }
}, 300_000);
