import type { StoredCredential } from '../../../lab/n8n/n8n-client';
import { using, type WorkflowNode as Node } from '../../../lab/n8n/workflows';
import { SEND_NOTHING_TYPE } from '../setup/do-nothing-package';

/** Puts the files that an item's `path` stands for into n8n's storage, as a stream each, an item each. */
export const readFromDisk: Node = {
  name: 'Read File',
  type: 'n8n-nodes-base.readWriteFile',
  typeVersion: 1,
  parameters: { operation: 'read', fileSelector: '={{ $json.path }}', options: {} },
};

/** A recipient for each file. */
export const recipientForEachFile: Node = {
  name: 'Recipient for Each File',
  type: 'n8n-nodes-base.code',
  typeVersion: 2,
  parameters: {
    jsCode: `return $input.all().map(({ json, binary }, n) => ({
  json: { ...json, phone: String(12025550000 + n) }, binary, pairedItem: n,
}));`,
  },
};

/** One file for several recipients. */
export const forEachRecipient = (count: number): Node => ({
  name: 'For Each Recipient',
  type: 'n8n-nodes-base.code',
  typeVersion: 2,
  parameters: {
    jsCode: `const { json, binary } = $input.first();
return Array.from({ length: ${count} }, (_, n) => ({
  json: { ...json, phone: String(12025550000 + n) }, binary, pairedItem: 0,
}));`,
  },
});

const phone = "={{ $json.phone ?? '12025550000' }}";

/** Our node with default options. */
export const oneMsgBinary = (credential: StoredCredential): Node[] => [
  {
    name: 'Send',
    type: 'n8n-nodes-1msg-send-file.oneMsgSendFile',
    typeVersion: 1,
    parameters: {
      operation: 'sendFile',
      phone,
      fileSource: 'binary',
      binaryPropertyName: 'data',
      filename: 'invoice.pdf',
      caption: '',
      options: {},
    },
    credentials: using(credential),
  },
];

/** What every node takes that reads the phone and its credential, and opens the file; this one sends nothing. */
export const nodeAlone = (credential: StoredCredential): Node[] => [
  {
    name: 'Send Nothing',
    type: SEND_NOTHING_TYPE,
    typeVersion: 1,
    parameters: { phone },
    credentials: using(credential),
  },
];

/**
 * As people do it with n8n's own nodes: the file becomes base64 in the item, and that goes into the body.
 * Extract from File does the same as Move Binary Data, but a library of its other operations is missing where
 * npm installed n8n with --legacy-peer-deps.
 */
export const httpRequestBase64 = (credential: StoredCredential, server: string): Node[] => [
  {
    name: 'To Base64',
    type: 'n8n-nodes-base.moveBinaryData',
    typeVersion: 1.1,
    parameters: {
      mode: 'binaryToJson',
      setAllData: false,
      sourceKey: 'data',
      destinationKey: 'data',
      options: { keepAsBase64: true },
    },
  },
  {
    name: 'Send',
    type: 'n8n-nodes-base.httpRequest',
    typeVersion: 4.2,
    parameters: {
      method: 'POST',
      url: `${server}/BENCH1/sendFile`,
      authentication: 'genericCredentialType',
      genericAuthType: 'httpHeaderAuth',
      sendBody: true,
      bodyParameters: {
        parameters: [
          { name: 'phone', value: phone },
          { name: 'body', value: '=data:application/pdf;base64,{{ $json.data }}' },
          { name: 'filename', value: 'invoice.pdf' },
        ],
      },
      options: {},
    },
    credentials: using(credential),
  },
];
