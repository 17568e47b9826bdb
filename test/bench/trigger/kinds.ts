/** What the events of a request are to those who receive them. */
export const KINDS = {
  starts: 'starts a workflow',
  ignored: 'ignored',
  duplicate: 'duplicate',
} as const;

export type Kind = keyof typeof KINDS;

/** Under which settings n8n runs. */
export const SETTINGS = {
  default: {},
  lazy: { N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE: 'true' },
  legacy: { N8N_EXPRESSION_ENGINE: 'legacy' },
} as const satisfies Record<string, Record<string, string>>;

export type Setting = keyof typeof SETTINGS;

/** How many requests are under way at the same time. */
export const LOADS = { many: 20, one: 1 } as const;

export type Load = keyof typeof LOADS;
