import type { INodePropertyOptions } from 'n8n-workflow';
import { Workflow } from 'n8n-workflow';

import { NinetyNineDigitalSendFileTrigger } from '../../nodes/NinetyNineDigital/NinetyNineDigitalSendFileTrigger.node';
import { OneMsgSendFileTrigger } from '../../nodes/OneMsg/OneMsgSendFileTrigger.node';
import type { triggerPanel as panelOf } from '../../nodes/shared/description/trigger';

describe.each([
  ['1MSG', new OneMsgSendFileTrigger(), 'channel'],
  ['99digital', new NinetyNineDigitalSendFileTrigger(), 'number'],
])('the trigger of %s', (name, trigger, account) => {
  const { description } = trigger;
  const triggerPanel = description.triggerPanel as ReturnType<typeof panelOf>;
  const events = description.properties.find((each) => each.name === 'events')!;
  const options = events.options as INodePropertyOptions[];

  test('says below its name in words what it listens for', () => {
    const node = {
      id: 'id',
      name: 'Trigger',
      type: description.name,
      typeVersion: 1.1,
      position: [0, 0] as [number, number],
      parameters: { events: options.map(({ value }) => value as string) },
    };
    const nodeTypes = {
      getByName: () => trigger,
      getByNameAndVersion: () => trigger,
      getKnownTypes: () => ({}),
    };
    const workflow = new Workflow({ nodes: [node], connections: {}, active: false, nodeTypes });
    const said = workflow.expression.getSimpleParameterValue(
      workflow.getNode('Trigger')!,
      description.subtitle,
      'internal',
      {},
    );
    expect(said).toBe(
      `delivered, failed, read, message received, sent, message written${name === '99digital' ? ', about the account' : ''}`,
    );
  });

  test('each event is an action that one can choose from the nodes panel', () => {
    for (const { action } of options) expect(action).toMatch(/^On (message|notice) [a-z ]+$/);
    expect(new Set(options.map(({ action }) => action)).size).toBe(options.length);
  });

  test('the panels speak of its provider, and the description of both nodes', () => {
    const panel = JSON.stringify(description.triggerPanel);
    expect(panel).toContain(name);
    expect(panel).toContain(`this ${account}`);
    expect(description.description).toMatch(/^Send files .* and start a workflow/);
  });

  test('who is told to publish in an older n8n is told what that is there: to activate', () => {
    const { header, executionsHelp, activationHint } = triggerPanel;
    const texts = [header, ...Object.values(executionsHelp), ...Object.values(activationHint)];
    const alone = /publish(?!(ed)? (it )?\(in older n8n: activ(e|ate it)\))/;
    expect(texts.filter((text) => alone.test(text))).toEqual([]);
  });
});
