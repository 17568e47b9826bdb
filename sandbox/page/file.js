import { el, icon } from './dom.js';
import { kindInWords, sizeInWords } from './words.js';

/** @typedef {import('./control.js').Message} Message */

/** What is shown of a message's file. @param {Message} message */
export const fileOf = ({ id, kind, filename, caption, link, file }) =>
  file || link
    ? { id, kind, filename, caption, link, file: file && { size: file.size, mime: file.mime } }
    : null;

/**
 * A picture, something to play, or a document's card with its name, pages and size; a click opens it.
 * @param {ReturnType<typeof fileOf>} shown
 */
export function fileView(shown) {
  if (!shown) return [];
  const { id, kind, filename, caption, link, file } = shown;
  const name = filename || kindInWords(kind);
  const own = `/media/${encodeURIComponent(id)}/${encodeURIComponent(filename || 'file')}`;
  if (file && kind === 'image') {
    const picture = el('img', { src: own, alt: caption || name });
    return [el('a', { class: 'picture', ...opens(own) }, picture)];
  }
  if (file && kind === 'video')
    return [el('video', { src: own, controls: true, 'aria-label': name })];
  if (file && (kind === 'audio' || kind === 'voice')) {
    return [el('audio', { src: own, controls: true, 'aria-label': name })];
  }
  const about = el('span', { class: 'file-about' }, fileInWords(filename, file));
  const card = el(
    file ? 'a' : 'div',
    { class: 'file', ...(file && opens(own)) },
    el('span', { class: `file-sign ${extension(filename)}`, 'aria-hidden': 'true' }, icon('page')),
    el('span', { class: 'file-name', dir: 'auto' }, name),
    about,
  );
  if (file) void look(own, card, about, { filename, file, link });
  return [card];
}

/** @param {string} href */
const opens = (href) => ({ href, target: '_blank', rel: 'noopener noreferrer' });

/**
 * @param {string | null} filename
 * @param {{ size: number } | null} file
 * @param {number} [pages]
 */
function fileInWords(filename, file, pages) {
  if (!file) return 'The link has not been fetched';
  const parts = [
    pages && (pages === 1 ? '1 page' : `${pages} pages`),
    sizeInWords(file.size),
    extension(filename).toUpperCase(),
  ];
  return parts.filter(Boolean).join(' · ');
}

/**
 * Asks what the card cannot know: how many pages, and whether the sandbox still has the bytes. What it did
 * not keep is opened where it came from.
 * @param {string} own
 * @param {HTMLElement} card
 * @param {HTMLElement} about
 * @param {{ filename: string | null, file: { size: number }, link: string | null }} known
 */
async function look(own, card, about, { filename, file, link }) {
  const answer = await fetch(own, { method: 'HEAD' }).catch(() => null);
  if (!answer) return;
  const pages = Number(answer.headers.get('x-pages')) || undefined;
  about.textContent = fileInWords(filename, file, pages);
  if (answer.ok) return;
  if (link && /^https?:\/\//i.test(link)) card.setAttribute('href', link);
  else {
    card.removeAttribute('href');
    about.textContent += ' · too large to be kept here';
  }
}

/** @param {string | null} filename */
const extension = (filename) =>
  /\.([a-z0-9]{1,5})$/i.exec(filename ?? '')?.[1]?.toLowerCase() ?? '';
