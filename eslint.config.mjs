import js from '@eslint/js';
import { n8nCommunityNodesPlugin } from '@n8n/eslint-plugin-community-nodes';
import n8nNodesBase from 'eslint-plugin-n8n-nodes-base';
import { defineConfig, globalIgnores } from 'eslint/config';
import typescript from 'typescript-eslint';

const ours = ['nodes/**/*.ts', 'credentials/**/*.ts'];

/** `shared/`'s rooms: each may import those before it, never one after it. */
const rooms = [
  ...[
    'values',
    'async',
    'libraries',
    'whatsapp',
    'http',
    'events',
    'files',
    'provider',
    'channel',
    'parameters',
  ],
  ...['description', 'n8n', 'templates', 'send-file', 'trigger'],
];

/** The rooms that are written against n8n. All else is plain TypeScript, tested without n8n. */
const n8nRooms = ['parameters', 'description', 'n8n', 'templates', 'send-file', 'trigger'];

const providerRoomsWithoutN8n = ['api', 'events', 'history'];

const noN8n = { regex: '^n8n-workflow$', message: 'Only the outermost rooms know n8n.' };

/** A provider's folder is the only one whose name begins with a capital. */
const noProvider = {
  regex: '^(\\.\\./)+[A-Z]',
  caseSensitive: true,
  message: 'shared/ knows no provider.',
};

const noRoom = (names, folder) => ({
  regex: `^${folder}/(${names.join('|')})/`,
  message: 'That stands on this one, and not the other way round.',
});

const restrictImports = (files, ...patterns) => ({
  files,
  rules: { 'no-restricted-imports': ['error', { patterns }] },
});

const roomRules = rooms.map((room, index) => {
  const later = rooms.slice(index + 1);
  return restrictImports(
    [`nodes/shared/${room}/**/*.ts`],
    noProvider,
    ...(n8nRooms.includes(room) ? [] : [noN8n]),
    ...(later.length > 0 ? [noRoom(later, '\\.\\.')] : []),
  );
});

export default defineConfig(
  globalIgnores(['dist', 'coverage']),
  {
    files: ['**/*.{js,mjs,ts}'],
    extends: [js.configs.recommended],
    languageOptions: {
      globals: Object.fromEntries(
        ['console', 'process', 'require', 'module', 'exports', 'URL', 'Buffer'].map((name) => [
          name,
          'readonly',
        ]),
      ),
    },
  },
  // The phone page runs in a browser. What it calls is checked by TypeScript (sandbox/page/tsconfig.json).
  { files: ['sandbox/page/*.js'], rules: { 'no-undef': 'off' } },
  {
    files: ['**/*.ts'],
    extends: [typescript.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    rules: { '@typescript-eslint/no-floating-promises': 'error' },
  },
  // The strictest config that n8n's plugin has (n8n Cloud's) for what is published.
  {
    files: [...ours, 'package.json'],
    extends: [n8nCommunityNodesPlugin.configs.recommended],
  },
  { files: ours, rules: { 'no-console': 'error' } },
  // Dependencies point one way (docs/architecture.md).
  ...roomRules,
  restrictImports(
    providerRoomsWithoutN8n.map((room) => `nodes/*/${room}/**/*.ts`),
    noN8n,
  ),
  { plugins: { 'n8n-nodes-base': n8nNodesBase } },
  {
    files: ['package.json'],
    languageOptions: {
      parser: typescript.parser,
      parserOptions: { extraFileExtensions: ['.json'] },
    },
    rules: n8nNodesBase.configs.community.rules,
  },
  // The five rules switched off below are those that n8n's own tooling switches off.
  {
    files: ['credentials/**/*.ts'],
    rules: {
      ...n8nNodesBase.configs.credentials.rules,
      'n8n-nodes-base/cred-class-field-documentation-url-miscased': 'off',
      'n8n-nodes-base/cred-class-field-type-options-password-missing': 'off',
    },
  },
  {
    files: ['nodes/**/*.ts'],
    rules: {
      ...n8nNodesBase.configs.nodes.rules,
      'n8n-nodes-base/node-class-description-inputs-wrong-regular-node': 'off',
      'n8n-nodes-base/node-class-description-outputs-wrong': 'off',
      'n8n-nodes-base/node-param-type-options-max-value-present': 'off',
    },
  },
);
