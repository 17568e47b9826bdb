/** @typedef {{ words: string, names: string[] }} Choice what happens, and its names in the failure catalogues */

/**
 * The failures that a person can choose, by what becomes of the message. A provider's catalogue has at most
 * one of a choice's names; what it does not have is not offered.
 * @type {{ group: string, choices: Choice[] }[]}
 */
export const FAILURE_CHOICES = [
  {
    group: 'Nothing is sent',
    choices: [
      {
        words: 'Too busy: try again in a second',
        names: ['too many requests, retry after seconds'],
      },
      { words: 'Server error 500', names: ['500, errorText'] },
      { words: 'Server down: a 503 web page', names: ['503, htmlPage'] },
      {
        words: 'A welcome page in place of the answer',
        names: ['unreadable 200, html, nothing sent'],
      },
      { words: 'The connection breaks off at once', names: ['cut before it was read'] },
      { words: 'The connection breaks off before the answer', names: ['cut after it was read'] },
      { words: 'The key is refused', names: ['token refused'] },
      { words: 'The number is refused', names: ['200, errorObject', '200, reason badRecipient'] },
      {
        words: 'The session window is said to be closed',
        names: ['window closed, errorText 1', 'window closed, 200, older than 24 hours'],
      },
    ],
  },
  {
    group: 'It is sent, but n8n does not get to know',
    choices: [
      { words: 'Sent, and the connection breaks off', names: ['cut after it was sent'] },
      {
        words: 'Sent, and half of the answer comes',
        names: ['sent, cut in the middle of the answer'],
      },
      { words: 'Sent, and a server error is answered', names: ['sent, then 500'] },
    ],
  },
  {
    group: 'It is sent, but slowly',
    choices: [
      { words: 'Three seconds, then it is sent', names: ['slow, then sent'] },
      { words: 'Sent at once, answered after three seconds', names: ['sent, then slow'] },
      { words: 'Put in a queue, sent a little later', names: ['queued'] },
    ],
  },
  {
    group: 'It is accepted, but never arrives',
    choices: [
      { words: 'The session window is closed', names: ['delivery fails: window'] },
      { words: 'WhatsApp cannot get the file', names: ['delivery fails: media'] },
      { words: 'WhatsApp cannot download the file', names: ['delivery fails: media download'] },
      { words: 'No WhatsApp at this number', names: ['delivery fails: not reachable'] },
      { words: 'Enough marketing for this person', names: ['delivery fails: marketing limit'] },
      { words: 'The person is in an experiment', names: ['delivery fails: experiment'] },
      {
        words: 'Too many messages to this person',
        names: ['delivery fails: too many to one person'],
      },
      { words: 'The business sends too fast', names: ['delivery fails: too fast'] },
      { words: 'Too many people complain', names: ['delivery fails: too many complaints'] },
      { words: 'The daily limit is reached', names: ['delivery fails: daily limit'] },
      { words: 'The account has not paid', names: ['delivery fails: payment'] },
      { words: 'The template is paused', names: ['delivery fails: template paused'] },
      { words: 'The template is not approved', names: ['delivery fails: template not approved'] },
      { words: 'Something else went wrong', names: ['delivery fails: something else'] },
    ],
  },
];
