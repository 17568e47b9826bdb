import { readSwitches } from '../../nodes/shared/n8n/switches';

const given = (value: unknown) => readSwitches({ checkFile: value as boolean });

test.each([true, 'true', ' TRUE ', 1, '1'])('%p is on', (value) => {
  expect(given(value)).toEqual({ checkFile: true });
});

test.each([false, 'false', 'False', 0, '0', ''])('%p is off', (value) => {
  expect(given(value)).toEqual({ checkFile: false });
});

test('an option that was not added stays so, and no other is touched', () => {
  expect(readSwitches({ quotedMessageId: 'false' })).toEqual({ quotedMessageId: 'false' });
});

test.each(['yes', 2, {}, []])('%p is refused with what to do', (value) => {
  expect(() => given(value)).toThrow(
    `The option Check File has to be true or false, and its expression gives ${JSON.stringify(value)}`,
  );
});
