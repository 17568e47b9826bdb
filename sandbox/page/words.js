/** What messages without a text of their own are called. @type {Record<string, string>} */
const KINDS = {
  image: 'Photo',
  video: 'Video',
  audio: 'Audio',
  voice: 'Voice message',
  document: 'Document',
  location: 'Location',
  button: 'Button',
  contacts: 'Contact',
  list: 'List',
  reaction: 'Reaction',
  order: 'Order',
  system: 'Note of WhatsApp',
  edit: 'Edited message',
};

/** @param {string} kind */
export const kindInWords = (kind) => KINDS[kind] ?? kind;

/** A customer as a phone's list of contacts has them. @param {string} chatId @param {string} [name] */
export function customerName(chatId, name) {
  const [who = chatId, place] = chatId.split('@');
  if (name && name !== who) return name;
  if (place === 'g.us') return `Group ${who}`;
  return /^\d{7,15}$/.test(who) ? `+${who}` : who;
}

/** One line for a message. @param {import('./control.js').Message} message */
export function inOneLine({ caption, text, filename, kind }) {
  return caption || text || filename || kindInWords(kind);
}

/** @param {number} bytes */
export function sizeInWords(bytes) {
  if (bytes < 1_024) return `${bytes} bytes`;
  if (bytes < 1_024 * 1_024) return `${Math.round(bytes / 1_024)} KB`;
  return `${(bytes / 1_024 / 1_024).toFixed(1)} MB`;
}

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const clockWithSeconds = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });
const day = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long' });
const shortDay = new Intl.DateTimeFormat('en-GB', {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
});

/** `15:02`. @param {number} at */
export const timeOfDay = (at) => clock.format(at);

/** `15:02:31`. @param {string} at */
export const toTheSecond = (at) => clockWithSeconds.format(new Date(at));

/** `Sunday 22 November`. @param {number} at */
export const dayInWords = (at) => day.format(at).replace(',', '');

/** `Sun 22 Nov, 15:02`. @param {number} at */
export const dayAndTime = (at) => `${shortDay.format(at).replace(',', '')}, ${clock.format(at)}`;

/** `23 h 59 min`. @param {number} milliseconds */
export function duration(milliseconds) {
  const minutes = Math.ceil(milliseconds / 60_000);
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  if (hours === 0) return `${rest} min`;
  return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`;
}
