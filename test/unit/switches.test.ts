import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { NinetyNineDigitalSendFile } from '../../nodes/NinetyNineDigital/NinetyNineDigitalSendFile.node';
import { NinetyNineDigitalTrigger } from '../../nodes/NinetyNineDigital/NinetyNineDigitalTrigger.node';
import {
  ninetyNineDigitalSending,
  ninetyNineDigitalWebhooks,
} from '../../nodes/NinetyNineDigital/provider';
import { OneMsgSendFile } from '../../nodes/OneMsg/OneMsgSendFile.node';
import { OneMsgTrigger } from '../../nodes/OneMsg/OneMsgTrigger.node';
import { oneMsgWebhooks } from '../../nodes/OneMsg/provider';
import { SWITCHES } from '../../nodes/shared/send-file/send-file';
import { readSwitches } from '../../nodes/shared/parameters/switches';
import { SWITCHES as TRIGGER_SWITCHES } from '../../nodes/shared/trigger/trigger-options';

const given = (value: unknown) => readSwitches({ checkFile: value as boolean }, SWITCHES);

test.each([true, 'true', ' TRUE ', 1, '1'])('%p is on', (value) => {
  expect(given(value)).toEqual({ checkFile: true });
});

test.each([false, 'false', 'False', 0, '0'])('%p is off', (value) => {
  expect(given(value)).toEqual({ checkFile: false });
});

test.each(['', ' ', null, undefined])('%p leaves it at the default', (value) => {
  expect(given(value).checkFile).toBeUndefined();
});

test('an option that was not added stays so, and no other is touched', () => {
  expect(readSwitches({ quotedMessageId: 'false' }, SWITCHES)).toEqual({
    quotedMessageId: 'false',
  });
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

/** The options among them that are on or off: name and label. */
function switchesAmong(options: Array<INodeProperties | INodePropertyOptions>): object {
  const switches = options.filter((each) => 'type' in each && each.type === 'boolean');
  return Object.fromEntries(
    switches.map((each) => [each.name, (each as INodeProperties).displayName]),
  );
}

test.each([
  ['1MSG', new OneMsgTrigger(), oneMsgWebhooks],
  ['99digital', new NinetyNineDigitalTrigger(), ninetyNineDigitalWebhooks],
])('those of the %s Trigger are called as in the editor', (_name, { description }, provider) => {
  const { options } = description.properties.find(({ name }) => name === 'options')!;
  expect({ ...TRIGGER_SWITCHES, ...provider.switches }).toMatchObject(
    switchesAmong(options as INodeProperties[]),
  );
});

test('they are the options of Send File that the editor shows as switches, under the same names', () => {
  const properties = [new OneMsgSendFile(), new NinetyNineDigitalSendFile()].flatMap(
    ({ description }) => description.properties,
  );
  const options = properties
    .filter(({ name, displayOptions }) => {
      const operations = displayOptions?.show?.operation;
      return name === 'options' && (!operations || operations.includes('sendFile'));
    })
    .flatMap((each) => each.options as Array<INodeProperties | INodePropertyOptions>);
  expect(switchesAmong(options)).toEqual({
    ...SWITCHES,
    ...ninetyNineDigitalSending.ownSwitches,
  });
});
