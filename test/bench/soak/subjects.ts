import { randomUUID } from 'node:crypto';

import type { StoredCredential } from '../../../lab/n8n/n8n-client';
import { providerNodes } from '../../../lab/n8n/provider-nodes';
import type { Sandbox } from '../../../sandbox/sandbox';
import { using, webhook, type WorkflowNode as Node } from '../../../lab/n8n/workflows';

/** The nodes of a soak. */
export interface SoakSubject {
  /** Sends the file of an item of the node Items with `phone`, `link` and `key`. */
  send(fileSource: 'url' | 'binary'): Node;
  /** Is started by each delivery. */
  listen: Node;
  /** Where it is told of each by the bench itself, below n8n's address: n8n's own nodes tell no repetition. */
  listensAt?: string;
}

const ITEM = "$('Items').item.json";
const values = {
  phone: `={{ ${ITEM}.phone }}`,
  link: `={{ ${ITEM}.link }}`,
  key: `={{ ${ITEM}.key }}`,
};

const { sendFile, trigger } = providerNodes['1msg'];

/** Ours, with a send-once key. @param credential with a Redis */
export const ours = (credential: StoredCredential): SoakSubject => ({
  send: (fileSource) => ({
    name: 'Send File',
    type: sendFile,
    typeVersion: 1,
    parameters: {
      operation: 'sendFile',
      fileSource,
      phone: values.phone,
      fileUrl: values.link,
      filename: 'invoice.pdf',
      caption: values.key,
      options: { sendOnceKey: values.key },
    },
    credentials: using(credential),
  }),
  listen: {
    name: 'Trigger',
    type: trigger,
    typeVersion: 1.1,
    webhookId: randomUUID(),
    parameters: { events: ['delivered'], options: {} },
    credentials: using(credential),
  },
});

/** n8n's own: what grows with them is n8n's. */
export const n8nsOwn = ({ url, channelId, token }: Sandbox): SoakSubject => {
  const path = `soak-listen-${randomUUID()}`;
  return {
    send: () => ({
      name: 'Send File',
      type: 'n8n-nodes-base.httpRequest',
      typeVersion: 4.2,
      parameters: {
        method: 'POST',
        url: `${url}/${channelId}/sendFile?token=${token}`,
        sendBody: true,
        bodyParameters: {
          parameters: [
            { name: 'phone', value: values.phone },
            { name: 'body', value: values.link },
            { name: 'filename', value: 'invoice.pdf' },
            { name: 'caption', value: values.key },
          ],
        },
        options: {},
      },
    }),
    listen: webhook(path, 'onReceived', 'Trigger'),
    listensAt: path,
  };
};
