import { configSchema, strict, text } from '../control/schemas';
import type { ProviderControl } from '../control/routes';
import type { SystemHook } from '../control/types';
import { CONFIG_SCHEMAS, DEFAULT_CONFIG } from './config';
import type { NinetyNineDigitalNumber } from './number';
import { CUSTOMER_PATTERN } from './recipient';
import type { NumberTemplate } from './template-list';

const systemHookSchema = {
  type: 'object',
  additionalProperties: true,
  properties: { type: { ...text, minLength: 1 } },
  required: ['type'],
};

const templatesSchema = {
  type: 'array',
  items: strict(
    {
      ...{ name: text, language: text, category: text, body: text, footer: text },
      status: { enum: ['approved', 'submitted', 'rejected', 'paused', 'deactivated'] },
      header: strict({ kind: { enum: ['text', 'image', 'video', 'document'] }, text }, ['kind']),
      buttons: {
        type: 'array',
        items: strict({ text, url: text, copiesCode: { const: true } }, ['text']),
      },
    },
    ['name', 'language', 'category', 'status', 'body'],
  ),
};

/** What of the control API is 99digital's own. */
export const ninetyNineDigitalControl: ProviderControl<NinetyNineDigitalNumber> = {
  configSchema: configSchema(DEFAULT_CONFIG, CONFIG_SCHEMAS),
  queues: false,
  customers: CUSTOMER_PATTERN,
  addRoutes(app, number) {
    app.post<{ Body: NumberTemplate[] }>(
      '/templates',
      { schema: { body: templatesSchema } },
      ({ body }) => (number.templates = body),
    );
    app.post<{ Body: SystemHook }>(
      '/system-hooks',
      { schema: { body: systemHookSchema } },
      ({ body }, reply) =>
        number.tellSystem(body)
          ? {}
          : reply.code(409).send({
              error: 'Nothing was posted: setWebhook has given no url, or has left system off',
            }),
    );
  },
};
