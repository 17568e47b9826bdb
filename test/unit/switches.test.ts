import type { INodeProperties } from 'n8n-workflow';
import { NinetyNineDigitalSendFile } from '../../nodes/NinetyNineDigital/NinetyNineDigitalSendFile.node';
import { NinetyNineDigitalSendFileTrigger } from '../../nodes/NinetyNineDigital/NinetyNineDigitalSendFileTrigger.node';
import { ninetyNineDigitalWebhooks } from '../../nodes/NinetyNineDigital/provider';
import { OneMsgSendFile } from '../../nodes/OneMsg/OneMsgSendFile.node';
import { OneMsgSendFileTrigger } from '../../nodes/OneMsg/OneMsgSendFileTrigger.node';
import { oneMsgWebhooks } from '../../nodes/OneMsg/provider';
import {
  checkFile,
  includeRequest,
  quotedMessageId,
} from '../../nodes/shared/description/send-file';
import { readOption } from '../../nodes/shared/parameters/read-option';
import { readOptions } from '../../nodes/shared/trigger/trigger-options';

const given = (value: unknown) => readOption(checkFile, value);

test.each([true, 'true', ' TRUE ', 1, '1'])('%p is on', (value) => {
  expect(given(value)).toBe(true);
});

test.each([false, 'false', 'False', 0, '0'])('%p is off', (value) => {
  expect(given(value)).toBe(false);
});

test.each(['', ' ', null, undefined])('%p leaves it at the default', (value) => {
  expect(given(value)).toBe(true);
  expect(readOption(includeRequest, value)).toBe(false);
});

test('an option that is a text stays one', () => {
  expect(readOption(quotedMessageId, 'false')).toBe('false');
});

test.each<[unknown, string]>([
  ['yes', '"yes"'],
  [2, '2'],
  [{}, 'an object'],
  [[], 'a list'],
])('%p is refused with what to do', (value, told) => {
  expect(() => given(value)).toThrow(
    `The option Check File has to be true or false, and its expression gives ${told}`,
  );
});

/** Name and label of the options that a node shows for Send File, or its trigger, and that are on or off. */
function switchesOf({ description }: { description: { properties: INodeProperties[] } }) {
  const fields = description.properties.filter(({ name, displayOptions }) => {
    const operations = displayOptions?.show?.operation;
    return name === 'options' && (!operations || operations.includes('sendFile'));
  });
  return fields
    .flatMap(({ options }) => options as INodeProperties[])
    .filter(({ type }) => type === 'boolean');
}

test.each([
  ['1MSG', new OneMsgSendFileTrigger(), oneMsgWebhooks],
  ['99digital', new NinetyNineDigitalSendFileTrigger(), ninetyNineDigitalWebhooks],
])('those of the %s Trigger are called as in the editor', (_name, trigger, provider) => {
  const switches = switchesOf(trigger);
  expect(switches.length).toBeGreaterThanOrEqual(5);
  for (const { name, displayName, default: byDefault } of switches) {
    expect(readOptions(provider)).toMatchObject({ [name]: byDefault });
    expect(readOptions(provider, { [name]: !byDefault })).toMatchObject({ [name]: !byDefault });
    expect(() => readOptions(provider, { [name]: 'perhaps' })).toThrow(
      `The option ${displayName} has to be true or false`,
    );
  }
});

test('those of Send File are called as in the editor', () => {
  for (const option of [new OneMsgSendFile(), new NinetyNineDigitalSendFile()].flatMap(switchesOf))
    expect(() => readOption(option, 'perhaps')).toThrow(
      `The option ${option.displayName} has to be true or false`,
    );
});
