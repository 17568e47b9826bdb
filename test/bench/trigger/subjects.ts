import type { StoredCredential, WorkflowDefinition } from '../../../lab/n8n/n8n-client';
import { inARow, using, webhook, type WorkflowNode as Node } from '../../../lab/n8n/workflows';
import { DO_NOTHING_TYPE, SAME_FIELDS_TYPE, START_NOTHING } from '../setup/do-nothing-package';
import type { Kind } from './kinds';

/** Who is compared: the table's columns. */
export const SUBJECTS = {
  oneMsg: '1MSG Send File Trigger',
  oneMsgRedis: '1MSG Send File Trigger with Redis',
  builtIn: 'Webhook node',
  doNothing: 'do-nothing trigger',
  doNothing1: 'do-nothing trigger, version 1',
  sameFields: 'do-nothing trigger with the same fields and credential',
} as const;

export type Subject = keyof typeof SUBJECTS;

/** What the built-in Webhook node needs behind it to do the same. */
export const BUILT_IN: Record<Kind, string> = {
  starts: 'Webhook',
  ignored: 'Webhook + Filter',
  duplicate: 'Webhook + Remove Duplicates',
};

/** The only event that the triggers are asked for; whatever else is ignored. */
export const CHOSEN = 'failed';

/** A workflow of the benchmark; each ends with a node that does nothing. */
export interface BenchWorkflow {
  definition: WorkflowDefinition;
  /** Where it takes its requests, below n8n's address; undefined: it registers its own URL on the channel. */
  path?: string;
}

/** @returns the workflow that the subject handles this kind of requests with, and the same object for the same workflow */
export type FindWorkflow = (subject: Subject, kind: Kind) => BenchWorkflow;

/** Whether a subject is ours. */
export const isOurs = (subject: Subject): boolean =>
  subject === 'oneMsg' || subject === 'oneMsgRedis';

/** Makes the workflows of all subjects. @param withRedis the same credential, with a Redis URL */
export function benchWorkflows(
  credential: StoredCredential,
  withRedis: StoredCredential,
): FindWorkflow {
  const ours = (name: Subject, own: StoredCredential): BenchWorkflow => ({
    definition: inARow(SUBJECTS[name], [oneMsgSendFileTrigger(name, own), thenNothing]),
  });
  const oneMsg = ours('oneMsg', credential);
  const oneMsgRedis = ours('oneMsgRedis', withRedis);
  const builtIn: Record<Kind, BenchWorkflow> = {
    starts: builtInWorkflow('starts', []),
    ignored: builtInWorkflow('ignored', [filter]),
    duplicate: builtInWorkflow('duplicate', [removeDuplicates]),
  };
  const others = {
    oneMsg,
    oneMsgRedis,
    doNothing: doNothingWorkflow('bench-2', { type: DO_NOTHING_TYPE, typeVersion: 2 }),
    doNothing1: doNothingWorkflow('bench-1', { type: DO_NOTHING_TYPE, typeVersion: 1 }),
    sameFields: doNothingWorkflow('bench-same', {
      ...like1Msg(credential),
      type: SAME_FIELDS_TYPE,
    }),
  };
  return (subject, kind) => (subject === 'builtIn' ? builtIn[kind] : others[subject]);
}

/** The query with which the do-nothing trigger is told what the others find out for themselves. */
export const queryFor = (subject: Subject, kind: Kind): string =>
  !isOurs(subject) && subject !== 'builtIn' && kind !== 'starts' ? `?${START_NOTHING}` : '';

const like1Msg = (credential: StoredCredential) => ({
  typeVersion: 1.1,
  parameters: { events: [CHOSEN], options: {} },
  credentials: using(credential),
});

const oneMsgSendFileTrigger = (subject: Subject, credential: StoredCredential): Node => ({
  ...like1Msg(credential),
  name: 'Receive',
  type: 'n8n-nodes-1msg-send-file.oneMsgSendFileTrigger',
  webhookId: `bench-${subject}-trigger`,
});

function builtInWorkflow(kind: Kind, behind: Node[]): BenchWorkflow {
  const path = `bench-${kind}`;
  const webhookNode = webhook(path, 'onReceived', 'Receive');
  return { definition: inARow(BUILT_IN[kind], [webhookNode, ...behind, thenNothing]), path };
}

function doNothingWorkflow(
  webhookId: string,
  like: Pick<Node, 'type' | 'typeVersion'> & Partial<Node>,
): BenchWorkflow {
  const trigger: Node = { name: 'Receive', webhookId, parameters: {}, ...like };
  return {
    definition: inARow(webhookId, [trigger, thenNothing]),
    path: `${webhookId}/webhook`,
  };
}

const filter: Node = {
  name: 'Filter',
  type: 'n8n-nodes-base.filter',
  typeVersion: 2.2,
  parameters: {
    conditions: {
      options: { version: 2, caseSensitive: true, leftValue: '', typeValidation: 'strict' },
      combinator: 'and',
      conditions: [
        {
          id: 'chosen',
          leftValue: '={{ $json.body.ack[0].status }}',
          rightValue: CHOSEN,
          operator: { type: 'string', operation: 'equals' },
        },
      ],
    },
    options: {},
  },
};

const removeDuplicates: Node = {
  name: 'Remove Duplicates',
  type: 'n8n-nodes-base.removeDuplicates',
  typeVersion: 2,
  parameters: {
    operation: 'removeItemsSeenInPreviousExecutions',
    logic: 'removeItemsWithAlreadySeenKeyValues',
    dedupeValue: '={{ $json.body.ack[0].id }}',
    options: { scope: 'node' },
  },
};

const thenNothing: Node = {
  name: 'Then',
  type: 'n8n-nodes-base.noOp',
  typeVersion: 1,
  parameters: {},
};
