import { EVENT_CHOICES } from '../../shared/trigger/choose-events';
import { asTextOrNull } from '../../shared/events/payload-values';
import { n8nClock } from '../../shared/n8n/n8n-clock';
import type { TriggerProvider } from '../../shared/trigger/trigger-provider';
import { NinetyNineDigitalClient } from '../api/ninety-nine-digital-client';
import { NINETY_NINE_DIGITAL, readNumber } from '../api/number';
import { isSameNumber } from '../events/address';
import { parseHook } from '../events/parse-hook';
import { CREDENTIAL_TYPE } from '../api/number-client';
import { readPerson } from '../api/read-person';
import { NinetyNineDigitalRegistrar } from './ninety-nine-digital-registrar';
import { NumberWebhook } from './number-webhook';

/** What the 99digital Trigger is made of. */
export const ninetyNineDigitalWebhooks: TriggerProvider = {
  id: NINETY_NINE_DIGITAL.id,
  name: NINETY_NINE_DIGITAL.name,
  account: 'number',
  events: [...EVENT_CHOICES, 'account'],
  switches: {
    register: 'Set Webhook of Number',
    replaceExisting: 'Replace Existing Webhook',
  },
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
