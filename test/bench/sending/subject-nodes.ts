import type { IDataObject } from 'n8n-workflow';

import type { StoredCredential, WorkflowDefinition } from '../../../lab/n8n/n8n-client';
import { using } from '../../../lab/n8n/workflows';
import { EXPRESSIONS } from './items';

type Workflow = Pick<WorkflowDefinition, 'nodes'> &
  Partial<Pick<WorkflowDefinition, 'connections'>>;

const { phone, link, filename, caption } = EXPRESSIONS;
const CHANNEL = 'BENCH1';

/** Our node with default options, but for how many recipients at a time. */
export const oneMsg = (credential: StoredCredential, options: IDataObject): Workflow => ({
  nodes: [
    {
      name: 'Send',
      type: 'n8n-nodes-1msg-send-file.oneMsgSendFile',
      typeVersion: 1,
      parameters: {
        operation: 'sendFile',
        phone,
        fileSource: 'url',
        fileUrl: link,
        filename,
        caption,
        options: options as never,
      },
      credentials: using(credential),
    },
  ],
});

/** n8n's HTTP Request, built as 1MSG's documentation has the request. */
export const httpRequest = (
  credential: StoredCredential,
  server: string,
  options: IDataObject,
): Workflow => ({
  nodes: [
    {
      name: 'Send',
      type: 'n8n-nodes-base.httpRequest',
      typeVersion: 4.2,
      parameters: {
        method: 'POST',
        url: `${server}/${CHANNEL}/sendFile`,
        authentication: 'genericCredentialType',
        genericAuthType: 'httpHeaderAuth',
        sendBody: true,
        bodyParameters: {
          parameters: [
            { name: 'phone', value: phone },
            { name: 'body', value: link },
            { name: 'filename', value: filename },
            { name: 'caption', value: caption },
          ],
        },
        options: options as never,
      },
      credentials: using(credential),
    },
  ],
});

/** What n8n takes to evaluate the four expressions. */
export const evaluation = (): Workflow => ({
  nodes: [
    {
      name: 'Send',
      type: 'n8n-nodes-base.set',
      typeVersion: 3.4,
      parameters: {
        assignments: {
          assignments: Object.entries(EXPRESSIONS).map(([name, value]) => ({
            id: name,
            name,
            type: 'string',
            value,
          })),
        },
        options: {},
      },
    },
  ],
});

/** The community node for Evolution API. It reads the first item only, so its users put it in a loop. */
export const evolutionApi = (credential: StoredCredential): Workflow => ({
  nodes: [
    {
      name: 'Loop',
      type: 'n8n-nodes-base.splitInBatches',
      typeVersion: 3,
      parameters: { options: {} },
    },
    {
      name: 'Send',
      type: 'n8n-nodes-evolution-api.evolutionApi',
      typeVersion: 1,
      parameters: {
        resource: 'messages-api',
        operation: 'send-document',
        instanceName: 'bench',
        remoteJid: phone,
        media: link,
        caption,
        fileName: filename,
        options_message: {},
      },
      credentials: using(credential),
    },
  ],
  connections: {
    Loop: { main: [[], [{ node: 'Send', type: 'main', index: 0 }]] },
    Send: { main: [[{ node: 'Loop', type: 'main', index: 0 }]] },
  },
});
