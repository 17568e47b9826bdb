import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';
import { ninetyNineDigitalWebhooks } from '../../nodes/NinetyNineDigital/provider';
import { NinetyNineDigitalRegistrar } from '../../nodes/NinetyNineDigital/webhook/ninety-nine-digital-registrar';
import type {
  NumberWebhook,
  WebhookSettings,
} from '../../nodes/NinetyNineDigital/webhook/number-webhook';
import type { Succession } from '../../nodes/NinetyNineDigital/webhook/succession';
import { readOptions } from '../../nodes/shared/trigger/trigger-options';

const clock = { now: () => 0, sleep: async () => await Promise.resolve() };

/** n8n with triggers of one number, and a number whose webhook others set, too. */
class World {
  now: WebhookSettings = { url: 'https://crm.example/0', readStatus: 1, system: 0, retry: 0 };
  others = this.now;
  /** Of each trigger that is active or listens: what n8n keeps of it for its removal. */
  readonly live = new Map<string, IDataObject | undefined>();
  private seen = new Map<string, Succession>();

  /** What is there though nobody wants it; undefined when all is well. */
  get dead(): string | undefined {
    const { url } = this.now;
    const isLive = [...this.live.keys()].some((name) => this.endpointOf(name).url === url);
    return isLive || url === this.others.url ? undefined : url || 'nothing';
  }

  /** `+A` activates, `-A` deactivates; `a` is the test listener of `A`. */
  async step(step: string): Promise<void> {
    const name = step.slice(1);
    if (step === 'other program') await this.otherProgram();
    else if (step === 'restart') await this.restart();
    else if (step.startsWith('+') && !this.live.has(name)) await this.add(name, undefined);
    else if (step.startsWith('-') && this.live.has(name)) await this.remove(name);
  }

  async end(): Promise<void> {
    for (const name of [...this.live.keys()]) await this.remove(name);
  }

  private endpointOf(name: string) {
    const test = name !== name.toUpperCase();
    const address = `https://n8n.example/webhook${test ? '-test' : ''}/${name.toUpperCase()}/webhook`;
    return { url: `${address}?secret=s`, addresses: [address, `${address}-finished`] };
  }

  private get registrar(): NinetyNineDigitalRegistrar {
    const webhook = {
      number: '972771234567',
      key: 'https://api.example/972771234567',
      read: async () => await Promise.resolve(this.now),
      write: async (settings: WebhookSettings) => await Promise.resolve((this.now = settings)),
    };
    return new NinetyNineDigitalRegistrar(webhook as unknown as NumberWebhook, clock, this.seen);
  }

  private async add(name: string, former: IDataObject | undefined): Promise<void> {
    const endpoint = this.endpointOf(name);
    const options = { ...readOptions(ninetyNineDigitalWebhooks), replaceExisting: true };
    const node = name.toUpperCase();
    const registration = {
      endpoint,
      options,
      node,
      test: node !== name,
      former,
      formerEndpoints: [],
    };
    this.live.set(name, await this.registrar.add(registration));
  }

  private async remove(name: string): Promise<void> {
    const left = this.live.get(name);
    this.live.delete(name);
    const endpoint = this.endpointOf(name);
    await this.registrar.remove({ ...endpoint, url: endpoint.addresses[0] ?? '' }, left, []);
  }

  private async otherProgram(): Promise<void> {
    const url = `https://crm.example/${Number(this.others.url.split('/').at(-1)) + 1}`;
    this.now = this.others = await Promise.resolve({ ...this.others, url });
  }

  /** Test listeners die with n8n; what is active older n8n registers anew. Where nothing is, nobody could act. */
  private async restart(): Promise<void> {
    if (![...this.live.keys()].some((name) => name === name.toUpperCase())) return;
    this.seen = new Map();
    for (const [name, left] of [...this.live])
      if (name === name.toUpperCase()) await this.add(name, left);
      else this.live.delete(name);
  }
}

async function play(steps: readonly string[]): Promise<World> {
  const world = new World();
  for (const step of steps) {
    await world.step(step);
    expect([step, world.dead]).toEqual([step, undefined]);
  }
  return world;
}

const triggers = (names: string) => [...names].flatMap((name) => [`+${name}`, `-${name}`]);

describe('in whatever order triggers come and go, no URL of one that has gone comes back, and at the end what others had set', () => {
  test.each([
    ['two workflows with their test listeners', triggers('AaBb')],
    ['three workflows', triggers('ABC')],
    ['another program that sets its own meanwhile', [...triggers('AaBb'), 'other program']],
    ['a workflow with its test listener, and restarts', [...triggers('Aa'), 'restart']],
    ['a workflow, another program, and restarts', [...triggers('A'), 'other program', 'restart']],
  ])('%s', async (_what, steps) => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...steps), { maxLength: 12 }), async (chosen) => {
        const world = await play(chosen);
        await world.end();
        expect(world.now).toEqual(world.others);
      }),
      { numRuns: 1000 },
    );
  });
});

test('after a restart that registers nothing anew, what a trigger had found is skipped where it has gone since', async () => {
  const world = await play(['+A', '+B']);
  Object.assign(world, { seen: new Map() });
  await world.step('-A');
  await world.step('-B');
  expect(world.now).toEqual(world.others);
});

test('a test listener that died with n8n does not come back after the workflow activated over it', async () => {
  const world = await play(['+a', '+A']);
  world.live.delete('a');
  Object.assign(world, { seen: new Map() });
  await world.step('-A');
  expect(world.now).toEqual(world.others);
});
