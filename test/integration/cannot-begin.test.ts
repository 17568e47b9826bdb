import { DeliveryOfItems } from '../../nodes/shared/send-file/delivery-wait';
import { jsonOf, runOneMsg } from './one-msg-node';
import { PROVIDERS } from './providers';
import { runNode } from './run-node';
import { useProvider } from './use-provider';
import { CUSTOMER, useSandbox } from './use-sandbox';

const ITEMS = [
  { phone: CUSTOMER, name: 'invoice.pdf', caption: 'First' },
  { phone: CUSTOMER, name: 'invoice.pdf', caption: 'Second' },
];

describe.each(PROVIDERS)('$name: a run that breaks off', (provider) => {
  const at = useProvider(provider, [CUSTOMER]);
  const breakOff = () =>
    jest.spyOn(DeliveryOfItems.prototype, 'known').mockRejectedValueOnce(new Error('broken'));

  test('says of each item that its fate is unknown where the node continues', async () => {
    breakOff();
    const { outputs } = await at.run(ITEMS, {}, { onError: 'continueRegularOutput' });
    expect(outputs[0]!.map(({ json }) => json)).toMatchObject(
      ITEMS.map(({ caption }) => ({
        caption,
        errorCode: 'OUTCOME_UNKNOWN',
        error: expect.stringContaining('not known what became of this item: broken') as string,
      })),
    );
  });

  test('stops the node otherwise', async () => {
    breakOff();
    const { error } = await at.run(ITEMS);
    expect(error?.message).toBe('broken');
  });
});

describe.each(PROVIDERS)('$name: a run that cannot begin', (provider) => {
  const at = useProvider(provider, [CUSTOMER]);
  const options = { options: { messagesPerSecond: '={{ $json.caption }}' } };

  test('fails each item where the node continues: none goes on as if it were sent', async () => {
    const { outputs } = await at.run(ITEMS, options, { onError: 'continueRegularOutput' });
    expect(outputs[0]!.map(({ json }) => json)).toMatchObject(
      ITEMS.map(({ caption }) => ({
        caption,
        errorCode: 'REJECTED',
        error: expect.stringContaining('Messages per Second has to be a number') as string,
      })),
    );
    expect(await at.attempts()).toBe(0);
  });

  test('puts each item on the error output, if there is one', async () => {
    const { outputs } = await at.run(ITEMS, options, { onError: 'continueErrorOutput' });
    expect(outputs.map((output) => output.length)).toEqual([0, 2]);
  });

  test('stops the node otherwise', async () => {
    const { error } = await at.run(ITEMS, options);
    expect(error?.message).toContain('Messages per Second has to be a number');
  });

  test('is one whose credential cannot be used', async () => {
    const credentials = Object.fromEntries(
      Object.entries(provider.credentials(at.sandbox)).map(([type, fields]) => [
        type,
        { ...fields, token: '', apiKey: '' },
      ]),
    );
    const { outputs } = await runNode({
      nodeType: provider.newNode(),
      parameters: provider.parameters(at.sandbox),
      credentials,
      items: ITEMS,
      onError: 'continueErrorOutput',
    });
    expect(outputs[0]).toEqual([]);
    expect(outputs[1]!.map(({ json }) => json.errorCode)).toEqual(['UNAUTHORIZED', 'UNAUTHORIZED']);
  });
});

describe('Get Delivery Status', () => {
  const sandbox = useSandbox([CUSTOMER]);

  test('an item whose expression fails costs the others nothing', async () => {
    const result = await runOneMsg(
      sandbox,
      [{ messageId: 'wamid.1' }, { messageId: 'wamid.2' }],
      {
        operation: 'getDeliveryStatus',
        messageId:
          "={{ $json.messageId === 'wamid.2' ? $('Nobody').item.json.id : $json.messageId }}",
      },
      { onError: 'continueRegularOutput' },
    );
    expect(jsonOf(result)).toMatchObject([
      { id: 'wamid.1', found: false },
      { messageId: 'wamid.2', errorCode: 'REJECTED' },
    ]);
  });
});
