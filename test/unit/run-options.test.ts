import type { INodeProperties } from 'n8n-workflow';
import type { ItemParameters } from '../../nodes/shared/parameters/item-parameters';
import { readOption } from '../../nodes/shared/parameters/read-option';
import { readRunOptions } from '../../nodes/shared/send-file/run-options';

const read = (given: Record<string, unknown>) =>
  readRunOptions({
    read: (option: INodeProperties) => readOption(option, given[option.name]),
  } as unknown as ItemParameters);

test.each([[undefined], [null], [''], [' ']])('%j as a number is the default', (given) => {
  expect(read({ concurrency: given, maxRetries: given, timeout: given })).toMatchObject({
    concurrency: 10,
    maxRetries: 3,
    timeout: 30_000,
  });
});

test('a text is read as a number, and less than the least is the least', () => {
  expect(read({ concurrency: '2.9', timeout: ' 5 ', maxRetries: -1 })).toMatchObject({
    concurrency: 2,
    timeout: 5_000,
    maxRetries: 0,
  });
});

test.each([['soon'], [false], [[]], [{}], [NaN]])('%j is no number', (timeout) => {
  expect(() => read({ timeout })).toThrow('option Timeout (Seconds) has to be a number');
});
