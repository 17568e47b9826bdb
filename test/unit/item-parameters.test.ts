import type { IExecuteFunctions } from 'n8n-workflow';
import { ItemParameters } from '../../nodes/shared/parameters/item-parameters';

const asked: string[] = [];
const parameters = {
  phone: '={{ $json.phone.trim() }}',
  caption: '={{ $json.caption.trim() }}',
  file: 'a.pdf',
};
const context = {
  getInputData: () => [],
  getNode: () => ({ parameters }),
  getNodeParameter: (name: string, item: number) => {
    asked.push(`${name} ${item}`);
    if (name === 'phone' && item === 1) throw new Error('no such field');
    return `${name} of ${item}`;
  },
} as unknown as IExecuteFunctions;
let read: ItemParameters;
beforeEach(() => {
  asked.length = 0;
  read = new ItemParameters(context, ['phone', 'caption', 'file']);
});

test('what was read ahead is not read again, and is given once', () => {
  read.readAhead(0);
  expect(asked).toEqual(['phone 0', 'caption 0']); // the file name holds no expression
  expect(read.get('phone', 0)).toBe('phone of 0');
  expect(read.text('caption', 'caption', 0)).toBe('caption of 0');
  expect(asked).toHaveLength(2);
  read.get('phone', 0);
  expect(asked).toHaveLength(3);
});

test('an expression that fails ahead fails again when its item has its turn', () => {
  expect([...read.readAhead(1)]).toEqual([]);
  expect(asked).toEqual(['phone 1']);
  expect(() => read.get('phone', 1)).toThrow('no such field');
});

test('of items that never have their turn only so many are remembered', () => {
  for (let item = 2; item < 1002; item++) read.readAhead(item);
  asked.length = 0;
  read.get('phone', 2);
  read.get('phone', 1001);
  expect(asked).toEqual(['phone 2']);
});
