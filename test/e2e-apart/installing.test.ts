import { rm } from 'node:fs/promises';
import { join } from 'node:path';

import { outputOf } from '../../lab/n8n/n8n-client';
import { restartN8n } from '../e2e/setup/n8n-control';
import {
  createChannelCredential,
  createTriggerWorkflow,
  n8n,
  openWindow,
  registeredUrls,
} from '../e2e/setup/stage';
import {
  installInSettings,
  listedPackages,
  uninstallInSettings,
  updateInSettings,
} from './setup/community-packages';
import { NEXT_VERSION, PACKAGE, publishEdition, SCOPED_PACKAGE, VERSION } from './setup/editions';
import { readInstallContext } from './setup/install-context';
import { environmentOfContainers, runLinesForInstallingByHand } from './setup/install-lines';
import { createSender, oneMsgOf, type Sender } from './setup/sender';

// One story, in the order in which a user lives it: each test goes on where the one before it ended.

const PHONE = '12020721369';
const NODES = [
  '1MSG Send File',
  '1MSG Send File Trigger',
  '99digital Send File',
  '99digital Send File Trigger',
];
const { userFolder } = readInstallContext();

let sender: Sender;
let triggerId: string;

/** Calls the sender's workflow; its file is to be sent by that version, and the trigger to hear of it. */
async function expectSentBy(version: string): Promise<void> {
  const { status, body } = await sender.call();
  expect({ status, body }).toMatchObject({ status: 200, body: { sent: true, sentBy: version } });
  const event = await n8n.waitForExecution(
    triggerId,
    (execution) => outputOf(execution, '1MSG Send File Trigger')[0]?.id === body.id,
  );
  expect(outputOf(event, '1MSG Send File Trigger')).toMatchObject([
    { status: 'delivered', phone: PHONE },
  ]);
}

/** Takes away what n8n has installed, as a new container without the old one's volume does. */
const loseInstalledPackages = () =>
  rm(join(userFolder, '.n8n', 'nodes'), { recursive: true, force: true });

beforeAll(() => openWindow(PHONE));

test('n8n installs the package, and Settings → Community nodes lists it with its nodes', async () => {
  await publishEdition(SCOPED_PACKAGE, VERSION);
  await installInSettings(SCOPED_PACKAGE);
  const packages = await listedPackages();
  expect(packages).toMatchObject([
    { packageName: SCOPED_PACKAGE, installedVersion: VERSION, failedLoading: false },
  ]);
  expect(packages[0]).not.toHaveProperty('updateAvailable');
  expect(packages[0]?.installedNodes.map(({ name }) => name).sort()).toEqual(NODES);
});

test('a file is sent through it, and its trigger hears that it was delivered', async () => {
  const credential = await createChannelCredential();
  const provider = oneMsgOf(SCOPED_PACKAGE);
  triggerId = await createTriggerWorkflow({ events: ['delivered'] }, credential, provider);
  await n8n.activate(triggerId);
  sender = await createSender(provider, PHONE, credential);
  await expectSentBy(VERSION);
});

test('a newer version is offered; updated, the active workflows run on in it', async () => {
  await publishEdition(SCOPED_PACKAGE, NEXT_VERSION);
  expect(await listedPackages()).toMatchObject([{ updateAvailable: NEXT_VERSION }]);
  await updateInSettings(SCOPED_PACKAGE, NEXT_VERSION);
  expect(await listedPackages()).toMatchObject([{ installedVersion: NEXT_VERSION }]);
  await expectSentBy(NEXT_VERSION);
});

test('gone with its container, it is brought back by N8N_REINSTALL_MISSING_PACKAGES', async () => {
  await loseInstalledPackages();
  await restartN8n({ N8N_REINSTALL_MISSING_PACKAGES: 'true' });
  await expectSentBy(NEXT_VERSION);
});

test('uninstalled, the workflow says which node is missing, and no event is acknowledged', async () => {
  await uninstallInSettings(SCOPED_PACKAGE);
  expect(await listedPackages()).toEqual([]);
  const { status, body } = await sender.call();
  expect(status).toBeGreaterThanOrEqual(400);
  expect(body.message).toBe(`Unrecognized node type: ${SCOPED_PACKAGE}.oneMsgSendFile`);
  const [triggerUrl = ''] = await registeredUrls();
  const answer = await fetch(triggerUrl, { method: 'POST' });
  expect(answer.status).toBeGreaterThanOrEqual(400);
  expect(await answer.text()).toContain(
    `Unrecognized node type: ${SCOPED_PACKAGE}.oneMsgSendFileTrigger`,
  );
});

test('installed again, the same workflows run on, untouched', async () => {
  await installInSettings(SCOPED_PACKAGE);
  await expectSentBy(NEXT_VERSION);
});

test('by the environment that docs/install.md has for containers, n8n has the version of the list when it starts', async () => {
  await restartN8n(await environmentOfContainers(SCOPED_PACKAGE, VERSION));
  expect(await listedPackages()).toMatchObject([{ installedVersion: VERSION }]);
  await expectSentBy(VERSION);
  await uninstallInSettings(SCOPED_PACKAGE).catch(() => undefined); // settings may not
  await restartN8n(await environmentOfContainers(SCOPED_PACKAGE, NEXT_VERSION));
  expect(await listedPackages()).toMatchObject([{ installedVersion: NEXT_VERSION }]);
  await restartN8n();
});

test('the lines of docs/install.md install it by hand with nothing besides, and run again they update it', async () => {
  await uninstallInSettings(SCOPED_PACKAGE);
  await loseInstalledPackages();
  await publishEdition(PACKAGE, VERSION);
  // The registry has nothing else: npm fails when it asks for more.
  expect(await runLinesForInstallingByHand()).toContain('added 1 package');
  await publishEdition(PACKAGE, NEXT_VERSION);
  expect(await runLinesForInstallingByHand()).toContain('changed 1 package');
  await restartN8n();
  const byHand = await createSender(oneMsgOf(PACKAGE), PHONE);
  expect(await byHand.call()).toMatchObject({
    status: 200,
    body: { sent: true, sentBy: NEXT_VERSION },
  });
  // n8n lists only what it has installed itself.
  expect(await listedPackages()).toEqual([]);
});
