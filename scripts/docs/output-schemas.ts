import { OneMsgSendFile } from '../../nodes/OneMsg/OneMsgSendFile.node.ts';
import type {
  DeliveryError,
  DeliveryEvent,
  MessageEvent,
} from '../../nodes/shared/events/delivery-event';
import type { OperationName } from '../../nodes/shared/description/operations';
import type { SessionWindow } from '../../nodes/shared/whatsapp/session-window';

/** What n8n reads of a JSON schema for a node's output preview (docs/n8n-facts.md#output-previews). */
export interface OutputSchema {
  type: string | [string, 'null'];
  properties?: Record<string, OutputSchema>;
  required?: string[];
  items?: OutputSchema;
}

/** A field that not every item has. */
interface Sometimes {
  sometimes: OutputSchema;
}

type Fields<Name extends string = string> = Record<Name, OutputSchema | Sometimes>;

const text: OutputSchema = { type: 'string' };
const textOrNull: OutputSchema = { type: ['string', 'null'] };
const count: OutputSchema = { type: 'integer' };
const countOrNull: OutputSchema = { type: ['integer', 'null'] };
const yesOrNo: OutputSchema = { type: 'boolean' };
/** What the provider puts into it is its own affair. */
const anything: OutputSchema = { type: 'object' };
const sometimes = (schema: OutputSchema): Sometimes => ({ sometimes: schema });

/** @param fields in the order in which the editor shows them */
function object(fields: Fields): OutputSchema {
  const each = Object.entries(fields);
  return {
    type: 'object',
    properties: Object.fromEntries(
      each.map(([name, field]) => [name, 'sometimes' in field ? field.sometimes : field]),
    ),
    required: each.flatMap(([name, field]) => ('sometimes' in field ? [] : [name])),
  };
}

const deliveryError: Fields<keyof DeliveryError> = {
  reason: text,
  advice: text,
  code: countOrNull,
  title: textOrNull,
  details: textOrNull,
};

const deliveryEvent: Fields<keyof DeliveryEvent> = {
  event: text,
  status: text,
  id: text,
  phone: textOrNull,
  chatId: textOrNull,
  timestamp: textOrNull,
  error: sometimes(object(deliveryError)),
  receivedAt: text,
  channelId: text,
  provider: text,
  eventId: text,
  category: sometimes(text),
  pricing: sometimes(anything),
  conversation: sometimes(anything),
  raw: sometimes(anything),
};

const messageEvent: Fields<keyof MessageEvent> = {
  event: text,
  direction: text,
  id: text,
  phone: textOrNull,
  chatId: textOrNull,
  type: text,
  text: textOrNull,
  mediaUrl: textOrNull,
  caption: textOrNull,
  senderName: textOrNull,
  quotedMessageId: textOrNull,
  timestamp: textOrNull,
  receivedAt: text,
  channelId: text,
  provider: text,
  eventId: text,
  windowClosesAt: sometimes(text),
  raw: sometimes(anything),
};

const sessionWindow: Fields<keyof SessionWindow> = {
  window: text,
  minutesLeft: countOrNull,
  lastCustomerMessageAt: textOrNull,
  closesAt: textOrNull,
};

/** All that a node may say of a message that it has sent. `sendOnceKey` is that of a skipped item, which has no ID. */
const sentItem = {
  sent: yesOrNo,
  id: sometimes(text),
  status: text,
  sentVia: sometimes(text),
  phone: textOrNull,
  chatId: text,
  filename: textOrNull,
  caption: text,
  acceptedAt: sometimes(text),
  delivery: sometimes(object(deliveryEvent)),
  waitTimedOut: sometimes(yesOrNo),
  window: sometimes(text),
  minutesLeft: sometimes(countOrNull),
  closesAt: sometimes(textOrNull),
  jobId: sometimes(text),
  reconciled: sometimes(yesOrNo),
  sendOnceKey: sometimes(text),
  request: sometimes(anything),
  originalRequest: sometimes(anything),
  response: sometimes(object({ message: sometimes(text), description: sometimes(text) })),
} satisfies Fields;

type SentField = keyof typeof sentItem;

function without(fields: Fields, names: readonly string[]): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)));
}

const ONLY_99DIGITAL: SentField[] = ['window', 'minutesLeft', 'closesAt', 'originalRequest'];
const ONLY_1MSG: SentField[] = ['jobId', 'reconciled', 'response'];

const oneMsgSent = object(without(sentItem, ONLY_99DIGITAL));
const ninetyNineSent = object(without(sentItem, ONLY_1MSG));
const window = object({ phone: textOrNull, ...sessionWindow });
/** The operation keeps its input, which is meant to be a trigger's event. */
const received = object(messageEvent);

/**
 * What the operations of each provider's node give, by the provider's folder. `npm run docs` writes them to where n8n
 * looks for them; a test compares them with what comes out.
 */
export const outputSchemas: Record<string, Partial<Record<OperationName, OutputSchema>>> = {
  OneMsg: {
    sendFile: oneMsgSent,
    sendTemplate: oneMsgSent,
    getDeliveryStatus: object({
      ...{ event: text, status: text, found: yesOrNo },
      ...deliveryEvent,
      history: { type: 'array', items: object(deliveryEvent) },
    }),
    getSessionWindow: window,
    downloadFile: received,
    uploadMedia: object({ mediaId: text, mediaType: text, filename: text, size: count }),
  },
  NinetyNineDigital: {
    sendFile: ninetyNineSent,
    sendTemplate: ninetyNineSent,
    getSessionWindow: window,
    downloadFile: received,
  },
};

/** The operations of each resource, as the node that can do all of them has them in the editor. */
const choices = new OneMsgSendFile().description.properties.filter(
  ({ name }) => name === 'operation',
);

/** @returns where n8n looks for an operation's schema, from the package's folder on */
export function schemaPath(provider: string, operation: OperationName): string {
  const shown = choices.find(({ options }) =>
    options?.some((option) => 'value' in option && option.value === operation),
  );
  const [resource] = shown!.displayOptions!.show!.resource as string[];
  return `nodes/${provider}/__schema__/v1.0.0/${resource}/${operation}.json`;
}

/** @returns each schema by its path */
export function schemaFiles(): Map<string, OutputSchema> {
  const files = Object.entries(outputSchemas).flatMap(([provider, operations]) =>
    Object.entries(operations).map(([operation, schema]): [string, OutputSchema] => [
      schemaPath(provider, operation as OperationName),
      schema,
    ]),
  );
  return new Map(files);
}
