import type { ICredentialType } from 'n8n-workflow';

import { NinetyNineDigitalApi } from '../../../credentials/NinetyNineDigitalApi.credentials';
import { OneMsgChannelApi } from '../../../credentials/OneMsgChannelApi.credentials';
import { readFields } from '../../../lab/browser/read-fields';
import { EditorUnderTest, PATIENCE_MS } from '../setup/editor';
import { createCredential, ninetyNine, oneMsg, type ProviderUnderTest } from '../setup/providers';

const stage = new EditorUnderTest();

/** A provider, what its credential's window shows, which field is secret, and what a wrong one leads to. */
const windows: Array<[string, ProviderUnderTest, ICredentialType, string, RegExp]> = [
  ['1MSG', oneMsg, new OneMsgChannelApi(), 'token', /does not accept this Channel Token/],
  ['99digital', ninetyNine, new NinetyNineDigitalApi(), 'apiKey', /the API Key is wrong/],
];

test.each(windows)(
  '%s: the window explains its fields, hides the secret, and says why a wrong one does not work',
  async (_title, provider, { properties }, secret, reason) => {
    const { editor } = stage;
    const { id } = await createCredential(provider);
    const window = await editor.openCredential(id);
    await editor.part('credentials-config-container-test-success').waitFor();

    const fields = await readFields(window, 'credential');
    // n8n adds fields of its own below.
    expect(fields.slice(0, properties.length)).toEqual(
      properties.map(
        ({ displayName, required, description = '', placeholder = '', hint = '' }) => ({
          ...{ label: required ? `${displayName} *` : displayName, description, placeholder },
          ...{ hint, issue: '', cut: [] },
        }),
      ),
    );
    const input = editor.field(secret).locator('input');
    expect(await input.getAttribute('type')).toBe('password');

    await input.fill('not-the-right-one');
    await editor.part('credential-save-button').click();
    await window.getByText('connect with these settings').waitFor();
    await window.getByText('More details').click();
    await window.getByText(reason).first().waitFor();

    await input.fill(provider.credential[secret] as string);
    await editor.part('credential-save-button').click();
    await editor.part('credentials-config-container-test-success').waitFor();
  },
  PATIENCE_MS,
);
