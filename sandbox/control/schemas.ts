import { DEFAULT_CONFIG } from '../one-msg/config';

// What the control API takes. Unknown names are refused: a misspelt failure would never happen,
// and its test would pass for the wrong reason.
const text = { type: 'string' } as const;
const count = { type: 'integer', minimum: 0 } as const;
const flag = { type: 'boolean' } as const;

const strict = (properties: object, required: string[] = []) => ({
  type: 'object',
  additionalProperties: false,
  properties,
  required,
});

const deliveryError = strict({
  text,
  code: { type: 'integer' },
  title: text,
  details: text,
});

const failure = {
  ...strict(
    {
      method: { ...text, minLength: 1 },
      times: { anyOf: [{ type: 'integer', minimum: 1 }, { const: 'all' }] },
      recipient: text,
      filename: text,
      stage: { enum: ['beforeRead', 'afterRead', 'afterAccept'] },
      delayMs: count,
      answer: strict(
        {
          status: { type: 'integer', minimum: 200, maximum: 599 },
          body: { anyOf: [text, { type: 'object', additionalProperties: true }] },
          contentType: text,
          headers: { type: 'object', additionalProperties: text },
        },
        ['status', 'body'],
      ),
      cut: { enum: [true, 'midAnswer'] },
      queuedMs: count,
      deliveryFails: deliveryError,
    },
    ['method'],
  ),
  anyOf: ['delayMs', 'answer', 'cut', 'queuedMs', 'deliveryFails'].map((effect) => ({
    required: [effect],
  })),
  // The recipient and the file are in the body, which is not read at that stage.
  if: { properties: { stage: { const: 'beforeRead' } }, required: ['stage'] },
  then: {
    properties: {
      ...{ recipient: false, filename: false, queuedMs: false, deliveryFails: false },
      cut: { const: true },
    },
  },
};

export const failuresSchema = { type: 'array', items: failure };

export const customerMessageSchema = strict(
  {
    from: { ...text, minLength: 1 },
    text,
    senderName: text,
    quotedMessageId: text,
    media: strict({ filename: text, mime: text, base64: text, caption: text }, [
      'filename',
      'mime',
      'base64',
    ]),
  },
  ['from'],
);

export const customerReadsSchema = strict({ from: { ...text, minLength: 1 }, messageId: text }, [
  'from',
]);

export const clockSchema = strict({ forwardMs: count }, ['forwardMs']);

export const refuseConnectionsSchema = strict({ forMs: count }, ['forMs']);

const CHOICES = {
  statusPayload: { enum: ['ack', 'hooks', 'raw'] },
  webhookList: { enum: ['array', 'comma', 'string'] },
  historyFlags: { enum: ['boolean', 'number'] },
  readAfterMs: { anyOf: [count, { type: 'null' }] },
};

export const configSchema = strict({
  ...Object.fromEntries(
    Object.entries(DEFAULT_CONFIG).map(([name, value]) => [
      name,
      typeof value === 'boolean' ? flag : count,
    ]),
  ),
  ...CHOICES,
});

export const templatesSchema = {
  type: 'array',
  items: strict(
    {
      ...{ name: text, language: text, status: text, category: text, namespace: text },
      components: { type: 'array', items: { type: 'object', additionalProperties: true } },
    },
    ['name', 'language', 'status', 'category', 'components'],
  ),
};
