import { configSchema, text } from '../control/schemas';
import type { ProviderControl } from '../control/routes';
import type { SystemHook } from '../control/types';
import { CONFIG_SCHEMAS, DEFAULT_CONFIG } from './config';
import type { NinetyNineDigitalNumber } from './number';
import { CUSTOMER_PATTERN } from './recipient';

const systemHookSchema = {
  type: 'object',
  additionalProperties: true,
  properties: { type: { ...text, minLength: 1 } },
  required: ['type'],
};

/** What of the control API is 99digital's own. */
export const ninetyNineDigitalControl: ProviderControl<NinetyNineDigitalNumber> = {
  configSchema: configSchema(DEFAULT_CONFIG, CONFIG_SCHEMAS),
  queues: false,
  customers: CUSTOMER_PATTERN,
  addRoutes(app, number) {
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
