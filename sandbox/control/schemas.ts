// What the control API takes. Unknown names are refused: a misspelt failure would never happen,
// and its test would pass for the wrong reason.
export const text = { type: 'string' } as const;
export const count = { type: 'integer', minimum: 0 } as const;
const flag = { type: 'boolean' } as const;

/** An object that has these properties and no others. */
export const strict = (properties: object, required: string[] = []) => ({
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

const failure = (effects: readonly string[]) => ({
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
      queuedMs: effects.includes('queuedMs') ? count : false,
      deliveryFails: deliveryError,
    },
    ['method'],
  ),
  anyOf: effects.map((effect) => ({ required: [effect] })),
  // The recipient and the file are in the body, which is not read at that stage.
  if: { properties: { stage: { const: 'beforeRead' } }, required: ['stage'] },
  then: {
    properties: {
      ...{ recipient: false, filename: false, queuedMs: false, deliveryFails: false },
      cut: { const: true },
    },
  },
});

/** @param queues whether the provider can queue a message instead of sending it */
export function failuresSchema(queues: boolean) {
  const effects = ['delayMs', 'answer', 'cut', 'deliveryFails', ...(queues ? ['queuedMs'] : [])];
  return { type: 'array', items: failure(effects) };
}

const FILE_KINDS = ['image', 'video', 'audio', 'voice', 'document'];
const OTHER_KINDS = [
  ...['text', 'location', 'button', 'contacts', 'list', 'reaction', 'order'],
  ...['system', 'edit'],
];

/** @param from the pattern of those whom the provider lets write */
export function customerMessageSchema(from: string) {
  const media = strict({ filename: text, mime: text, base64: text, caption: text }, [
    'filename',
    'mime',
    'base64',
  ]);
  return {
    ...strict(
      {
        from: { ...text, pattern: from },
        kind: text,
        ...{ text, senderName: text, quotedMessageId: text, media },
      },
      ['from'],
    ),
    if: { required: ['media'] },
    then: { properties: { kind: { enum: FILE_KINDS } } },
    else: { properties: { kind: { enum: OTHER_KINDS } } },
  };
}

export const customerReadsSchema = strict({ from: { ...text, minLength: 1 }, messageId: text }, [
  'from',
]);

export const clockSchema = strict({ forwardMs: count }, ['forwardMs']);

export const refuseConnectionsSchema = strict({ forMs: count }, ['forMs']);

/**
 * The schema of a part of a configuration.
 * @param defaults a whole one, whose values tell which settings are flags; the others are counts
 * @param schemas of the provider's own settings that are neither
 */
export function configSchema(defaults: object, schemas: Record<string, object>) {
  const settings = Object.entries(defaults as Record<string, unknown>).map(
    ([name, value]): [string, object] => [name, typeof value === 'boolean' ? flag : count],
  );
  const readAfterMs = { anyOf: [count, { type: 'null' }] };
  const windowRefusal = { enum: ['later', 'atOnce'] };
  return strict({ ...Object.fromEntries(settings), readAfterMs, windowRefusal, ...schemas });
}
