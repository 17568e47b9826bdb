import { configSchema, strict, text } from '../control/schemas';
import type { ProviderControl } from '../control/routes';
import type { OneMsgChannel } from './channel';
import { CONFIG_SCHEMAS, DEFAULT_CONFIG } from './config';
import type { Template } from './template-list';

const templatesSchema = {
  type: 'array',
  items: strict(
    {
      ...{ name: text, language: text, status: text, category: text, namespace: text },
      components: { type: 'array', items: { type: 'object', additionalProperties: true } },
    },
    ['name', 'language', 'status', 'category', 'components'],
  ),
};

/** What of the control API is 1MSG's own. */
export const oneMsgControl: ProviderControl<OneMsgChannel> = {
  configSchema: configSchema(DEFAULT_CONFIG, CONFIG_SCHEMAS),
  queues: true,
  customers: '.',
  addRoutes(app, channel) {
    app.post<{ Body: Template[] }>(
      '/templates',
      { schema: { body: templatesSchema } },
      ({ body }) => (channel.templates = body),
    );
  },
};
