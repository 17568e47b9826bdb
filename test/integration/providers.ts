import type { ICredentialDataDecryptedObject, INodeParameters, INodeType } from 'n8n-workflow';
import { NinetyNineDigitalSendFile } from '../../nodes/NinetyNineDigital/NinetyNineDigitalSendFile.node';
import { NinetyNineDigitalFileSender } from '../../nodes/NinetyNineDigital/api/ninety-nine-digital-file-sender';
import { OneMsgFileSender } from '../../nodes/OneMsg/api/one-msg-file-sender';
import { OneMsgSendFile } from '../../nodes/OneMsg/OneMsgSendFile.node';
import type { FileSender } from '../../nodes/shared/provider/file-sender';
import type { Provider as ProviderId } from '../../sandbox/account/provider';
import type { Sandbox } from '../../sandbox/sandbox';

/** What a test has to know of a provider to send through it, so that one test code does for all of them. */
export interface Provider {
  id: ProviderId;
  /** As texts for people name it. */
  name: string;
  newNode(): INodeType;
  /** What makes its attempts, for a test in which one goes wrong. */
  sender: { prototype: FileSender };
  /** The right ones. */
  credentials(sandbox: Sandbox): Record<string, ICredentialDataDecryptedObject>;
  /** The credential's token or key. */
  secret(sandbox: Sandbox): string;
  /** The account's part of the sandbox. */
  control(sandbox: Sandbox): Sandbox['control'] | Sandbox['ninetyNineDigital']['control'];
  /** The ID of a template with a document in its header, and `body_1` and `body_2`. */
  template: string;
  /** What each test starts from: the item names the customer and, if need be, the file's link and name. */
  parameters(sandbox: Sandbox): INodeParameters;
}

const common: INodeParameters = {
  operation: 'sendFile',
  phone: '={{ $json.phone }}',
  fileSource: 'url',
  caption: '={{ $json.caption }}',
};

export const ONE_MSG: Provider = {
  id: '1msg',
  name: '1MSG',
  newNode: () => new OneMsgSendFile(),
  sender: OneMsgFileSender,
  credentials: ({ channelId, token, url: baseUrl }) => ({
    oneMsgChannelApi: { channelId, token, baseUrl },
  }),
  secret: ({ token }) => token,
  control: ({ control }) => control,
  template: 'invoice_ready:en',
  parameters: ({ url }) => ({
    ...common,
    fileUrl: `={{ $json.url ?? "${url}/samples/invoice.pdf" }}`,
    filename: '={{ $json.name }}',
  }),
};

/** A file's name is the end of its link there, so an item's name has to be one of the sandbox's samples. */
export const NINETY_NINE_DIGITAL: Provider = {
  id: '99digital',
  name: '99digital',
  newNode: () => new NinetyNineDigitalSendFile(),
  sender: NinetyNineDigitalFileSender,
  credentials: ({ url: baseUrl, ninetyNineDigital: { from, apiKey } }) => ({
    ninetyNineDigitalApi: { from, apiKey, baseUrl },
  }),
  secret: ({ ninetyNineDigital: { apiKey } }) => apiKey,
  control: ({ ninetyNineDigital: { control } }) => control,
  template: 'invoice_ready',
  parameters: ({ url }) => ({
    ...common,
    fileUrl: `={{ $json.url ?? "${url}/samples/" + ($json.name || "invoice.pdf") }}`,
  }),
};

export const PROVIDERS = [ONE_MSG, NINETY_NINE_DIGITAL];

/** The parameters Template and Template Variables. @param id the template's */
export const templateParameters = (id: string, variables: Record<string, string>) => ({
  template: { __rl: true, mode: 'id', value: id },
  templateVariables: {
    mappingMode: 'defineBelow',
    value: variables,
    matchingColumns: [],
    schema: [],
  },
});
