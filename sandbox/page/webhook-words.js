/** @typedef {Record<string, any>} Json */

const ACKS = ['failed', 'sent', 'delivered', 'read'];

/** @param {unknown} value @returns {Json[]} */
const list = (value) => (Array.isArray(value) ? value : []);

/**
 * What a webhook tells, in a few words: `delivered`, `message from the customer`, …
 * @param {unknown} payload
 */
export function webhookInWords(payload) {
  const told = [...ofOneMsg(payload), ...of99digital(payload)];
  return told.length > 0 ? [...new Set(told)].join(', ') : 'something else';
}

/** @param {any} payload its webhooks, and Meta's that it hands on */
function ofOneMsg(payload) {
  const meta = list(payload?.entry)
    .flatMap(({ changes }) => list(changes))
    .map(({ value }) => value ?? {});
  const statuses = [
    ...list(payload?.ack),
    ...list(payload?.hooks),
    ...meta.flatMap(({ statuses: inside }) => list(inside)),
  ];
  const written = [
    ...list(payload?.messages).map(({ fromMe }) => Boolean(fromMe)),
    ...meta.flatMap(({ messages }) => list(messages).map(() => false)),
    ...meta.flatMap(({ message_echoes: echoes }) => list(echoes).map(() => true)),
  ];
  return [
    ...statuses.map(({ status }) => String(status)),
    ...written.map((byBusiness) =>
      byBusiness ? 'message of the business' : 'message from the customer',
    ),
  ];
}

/** @param {any} payload */
function of99digital(payload) {
  if (payload?.hook === 'new') return ['message from the customer'];
  if (payload?.hook === 'update') return [ACKS[Number(payload.ack)] ?? 'status'];
  return payload?.hook === 'system' ? [`system: ${payload.type}`] : [];
}
