import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { NinetyNineDigitalSendFile } from '../../nodes/NinetyNineDigital/NinetyNineDigitalSendFile.node';
import { OneMsgSendFile } from '../../nodes/OneMsg/OneMsgSendFile.node';
import { readSwitches, SWITCHES } from '../../nodes/shared/n8n/switches';

const given = (value: unknown) => readSwitches({ checkFile: value as boolean });

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
  expect(readSwitches({ quotedMessageId: 'false' })).toEqual({ quotedMessageId: 'false' });
});

test.each(['yes', 2, {}, []])('%p is refused with what to do', (value) => {
  expect(() => given(value)).toThrow(
    `The option Check File has to be true or false, and its expression gives ${JSON.stringify(value)}`,
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
  const switches = options.filter((each) => 'type' in each && each.type === 'boolean');
  const labels = switches.map((each) => [each.name, (each as INodeProperties).displayName]);
  expect(Object.fromEntries(labels)).toEqual(SWITCHES);
});
