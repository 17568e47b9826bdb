import type { IDataObject, INodeListSearchResult, ResourceMapperFields } from 'n8n-workflow';

import type { StoredCredential } from '../../lab/n8n/n8n-client';
import { using } from '../../lab/n8n/workflows';
import { createCredential, ninetyNine, oneMsg } from './setup/providers';
import { createChannelCredential, n8n, sandbox } from './setup/stage';

let credential: StoredCredential;

beforeAll(async () => {
  credential = await createChannelCredential();
});
beforeEach(() => sandbox.reset());

/** What the editor asks n8n for when a person opens a list of the node's. */
function ask<Answer>(
  what: 'resource-locator-results' | 'resource-mapper-fields',
  { template, ...request }: IDataObject,
  own = credential,
): Promise<Answer> {
  return n8n.call('POST', `/rest/dynamic-node-parameters/${what}`, {
    nodeTypeAndVersion: { name: oneMsg.sendFile, version: 1 },
    currentNodeParameters: {
      operation: 'sendFile',
      whenWindowClosed: 'sendTemplate',
      template: { __rl: true, mode: 'list', value: template ?? '' },
    },
    credentials: using(own),
    ...request,
  });
}

const templates = (filter?: string) =>
  ask<INodeListSearchResult>('resource-locator-results', {
    path: 'parameters.template',
    methodName: 'searchTemplates',
    ...(filter !== undefined && { filter }),
  });

const variables = (template: string) =>
  ask<ResourceMapperFields>('resource-mapper-fields', {
    path: 'parameters.templateVariables',
    methodName: 'getTemplateVariables',
    template,
  });

test('the list of templates shows the channel’s approved ones, by name', async () => {
  const { results } = await templates();
  expect(results.map(({ value }) => value)).toEqual([
    'invoice_ready:en',
    'invoice_ready:he',
    'order_shipped:en',
    'product_photo:en',
    'product_video:en',
    'ticket_update:en_US',
  ]);
});

test('the list of templates can be searched', async () => {
  const { results } = await templates('invoice');
  expect(results.map(({ value }) => value)).toEqual(['invoice_ready:en', 'invoice_ready:he']);
});

test('a template’s variables are fields by their names', async () => {
  const { fields } = await variables('order_shipped:en');
  expect(fields.map(({ id }) => id)).toEqual(['header_1', 'body_1', 'button_1']);
  expect(fields.every(({ required, display }) => required && display)).toBe(true);
});

test('a template without variables says so', async () => {
  expect(await variables('product_video:en')).toMatchObject({
    fields: [],
    emptyFieldsNotice: expect.any(String) as string,
  });
});

test('with a refused token the list is an error that says so, without the token', async () => {
  const token = 'eyJhbGciOiJIUzI1NiJ9.refused-in-the-editor.c2VjcmV0LTIwNDg';
  const refused = await createChannelCredential({ token });
  const answer = ask(
    'resource-locator-results',
    { path: 'parameters.template', methodName: 'searchTemplates' },
    refused,
  );
  const said = await answer.then(String, String);
  expect(said).toMatch(/did not accept the credential/);
  expect(said).not.toContain(token);
});

test('99digital lists its own, and what its buttons may need is optional', async () => {
  const own = await createCredential(ninetyNine);
  const nodeTypeAndVersion = { name: ninetyNine.sendFile, version: 1 };
  const { results } = await ask<INodeListSearchResult>(
    'resource-locator-results',
    { nodeTypeAndVersion, path: 'parameters.template', methodName: 'searchTemplates' },
    own,
  );
  expect(results.map(({ value }) => value)).toContain('invoice_ready_he');
  const { fields } = await ask<ResourceMapperFields>(
    'resource-mapper-fields',
    {
      ...{ nodeTypeAndVersion, template: 'spring_coupon' },
      path: 'parameters.templateVariables',
      methodName: 'getTemplateVariables',
    },
    own,
  );
  expect(fields.filter(({ required }) => required).map(({ id }) => id)).toEqual(['body_1']);
  expect(fields.map(({ id }) => id)).toContain('coupon_code');
});
