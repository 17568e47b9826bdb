import { accountOf, connect } from '../shared/n8n/connect';
import type { IExecuteFunctions, ILoadOptionsFunctions, INodeExecutionData } from 'n8n-workflow';
import { downloadReceivedFile } from '../shared/n8n/download-received-file';
import type { WindowProvider } from '../shared/n8n/get-session-window';
import { getSessionWindow } from '../shared/n8n/get-session-window';
import { runOperation } from '../shared/n8n/run-operation';
import type { SendFileProvider } from '../shared/send-file/send-file';
import { sendFile } from '../shared/send-file/send-file';
import type { SendTemplateProvider } from '../shared/send-file/send-template';
import { sendTemplate } from '../shared/send-file/send-template';
import { readFallback, readTemplateAtOnce } from '../shared/templates/read-fallback';
import { templateChoices } from '../shared/templates/template-choices';
import type { TriggerActions } from '../shared/n8n/lazy-node';
import { activate, deactivate } from '../shared/trigger/lifecycle';
import { receive } from '../shared/trigger/receive';
import { EVENT_CHOICES } from '../shared/trigger/choose-events';
import { asTextOrNull } from '../shared/events/payload-values';
import { n8nClock } from '../shared/n8n/n8n-clock';
import type { TriggerProvider } from '../shared/trigger/trigger-provider';
import { NinetyNineDigitalClient } from './api/ninety-nine-digital-client';
import { NINETY_NINE_DIGITAL, readNumber } from './api/number';
import { localStorage, ninetyNineDigitalSendFileTriggerFields } from './description/options';
import { isSameNumber, parseHook } from './events/parse-hook';
import { NinetyNineDigitalRegistrar } from './webhook/ninety-nine-digital-registrar';
import { NumberWebhook } from './webhook/number-webhook';
import { ADDRESS_SETTING, isLoopback } from '../shared/http/loopback';
import { InputError, RecipientError } from '../shared/values/input-error';
import { MEDIA_TABLE } from './api/media-table';
import { NinetyNineDigitalFileSender } from './api/ninety-nine-digital-file-sender';
import { windowSource } from './api/session-windows';
import { listTemplates } from './templates/number-templates';
import { NINETY_NINE_DIGITAL_TEMPLATES } from './templates/template-body';
import type { Recipient } from '../shared/whatsapp/recipient';
import { readRecipient } from '../shared/whatsapp/recipient';

/** The credential's type. */
const CREDENTIAL_TYPE = 'ninetyNineDigitalApi';

/**
 * Makes the client of the number that the node's credential names.
 * @param timeout milliseconds without progress before an exchange is given up
 * @throws {NodeOperationError} when the credential cannot be used as it stands
 */
async function numberClient(
  context: IExecuteFunctions | ILoadOptionsFunctions,
  timeout: number,
): Promise<NinetyNineDigitalClient> {
  const account = await accountOf(context, CREDENTIAL_TYPE, readNumber);
  return new NinetyNineDigitalClient(connect(account, timeout, context.helpers));
}

const { name } = NINETY_NINE_DIGITAL;

/** What 99digital Send File is made of: a template's file goes as any other. It tells session windows by `getTimers`. */
const ninetyNineDigitalSending: SendFileProvider & SendTemplateProvider & WindowProvider = {
  name,
  taking: { media: MEDIA_TABLE, checkLink },
  sender: async (context, run) =>
    new NinetyNineDigitalFileSender(await numberClient(context, run.timeout), n8nClock, run),
  readRecipient: readPerson,
  readMore: ({ index }, parameters) => {
    const fallback = readFallback(parameters, index, NINETY_NINE_DIGITAL_TEMPLATES);
    return {
      ...(parameters.read(localStorage, index) && { hosted: true }),
      ...(fallback && { fallback }),
    };
  },
  readTemplate: (parameters, item) =>
    readTemplateAtOnce(parameters, item, NINETY_NINE_DIGITAL_TEMPLATES),
  windows: async (context, timeout) => windowSource(await numberClient(context, timeout), n8nClock),
};

/** A link on this machine is for tries with the sandbox, and needs no certificate. */
function checkLink(url: string, ofThisN8n?: boolean): void {
  const { protocol, hostname, origin } = new URL(url);
  if (protocol === 'https:' || isLoopback(hostname)) return;
  throw new InputError(
    'INVALID_FILE',
    ofThisN8n
      ? `${name} takes https links only, and files of this n8n have http ones (${origin}): set ${ADDRESS_SETTING} to n8n's public https address`
      : `${name} takes https links only, and this one is http`,
  );
}

/** What the 99digital Send File Trigger is made of. */
export const ninetyNineDigitalWebhooks: TriggerProvider = {
  ...NINETY_NINE_DIGITAL,
  events: [...EVENT_CHOICES, 'account'],
  fields: ninetyNineDigitalSendFileTriggerFields,
  credentialType: CREDENTIAL_TYPE,
  cleanUp: 'Remove it at 99digital; a number has only one',
  readAccount: readNumber,
  readRecipient: readPerson,
  registrar: (connection, secrets) =>
    new NinetyNineDigitalRegistrar(
      new NumberWebhook(new NinetyNineDigitalClient(connection), n8nClock, secrets),
      n8nClock,
    ),
  // In which of the two the account is differs from hook to hook; mostly in `to`, so that is who may be missing.
  isFor: ({ from, to }, number) =>
    asTextOrNull(to) === null || isSameNumber(from, number) || isSameNumber(to, number),
  parse: parseHook,
};

/** Runs the operation that is chosen in 99digital Send File. */
export const execute = async (context: IExecuteFunctions): Promise<INodeExecutionData[][]> =>
  await runOperation(context, {
    sendFile: async () => await sendFile(context, ninetyNineDigitalSending),
    downloadFile: downloadReceivedFile,
    sendTemplate: async () => await sendTemplate(context, ninetyNineDigitalSending),
    getSessionWindow: async () => await getSessionWindow(context, ninetyNineDigitalSending),
  });

/** What the trigger does. */
export const trigger: TriggerActions = {
  activate: async (context) => await activate(context, ninetyNineDigitalWebhooks),
  deactivate: async (context) => await deactivate(context, ninetyNineDigitalWebhooks),
  receive: async (context) => await receive(context, ninetyNineDigitalWebhooks),
};

/** What the editor asks for by the fields of templates. */
export const templates = templateChoices({
  rules: NINETY_NINE_DIGITAL_TEMPLATES,
  list: async (context, timeout) => {
    const client = await numberClient(context, timeout);
    return async (repetition) => await listTemplates(client, repetition);
  },
});

// All that the nodes do, in one: what stands here is loaded when a node is first used.
export { testNumber } from './test-number';

/**
 * Reads a recipient as 99digital takes them: persons only.
 * @param input a phone number in any form, a person's chat ID or a user ID
 * @param defaultCountry of numbers written without a country code
 * @throws {RecipientError}
 */
export async function readPerson(input: unknown, defaultCountry?: string): Promise<Recipient> {
  const recipient = await readRecipient(input, defaultCountry);
  if (recipient.kind !== 'group') return recipient;
  throw new RecipientError(`99digital sends to persons only, and ${recipient.chatId} is a group`);
}
