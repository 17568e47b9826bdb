import { getEventListeners } from 'node:events';
import type { IExecuteFunctions, INode } from 'n8n-workflow';
import { ItemRun } from '../../nodes/shared/n8n/item-run';

const UNKNOWN = { errorCode: 'OUTCOME_UNKNOWN', message: 'unknown', description: '' } as const;
const BAD_NUMBER = { errorCode: 'INVALID_RECIPIENT', message: 'bad', description: 'Why' } as const;

function newRun({ items = 4, continues = false, signal = undefined as AbortSignal | undefined }) {
  const node = { id: '1', name: 'Send', type: 't', onError: 'continueRegularOutput' } as INode;
  const context = {
    getInputData: () => Array.from({ length: items }, () => ({ json: {} })),
    getNode: () => node,
    continueOnFail: () => continues,
    getExecutionCancelSignal: () => signal,
  };
  return context as unknown as IExecuteFunctions;
}

const errorOf = (run: ItemRun) => {
  try {
    run.finish();
  } catch (error) {
    return error as Error & { description: string; context: Record<string, unknown> };
  }
  throw new Error('nothing was thrown');
};

test('a run that is over hears no more of the execution, nor does it keep a listener of its own', () => {
  const execution = new AbortController();
  const { signal } = execution;
  const runs = Array.from({ length: 20 }, () => new ItemRun(newRun({ items: 1, signal })));
  for (const run of runs) {
    run.sent(0, {});
    run.finish();
  }
  expect(getEventListeners(signal, 'abort').length).toBeLessThanOrEqual(1);
  execution.abort();
  expect(runs.filter((run) => run.signal.aborted)).toEqual([]);
});

test('a run of an execution that is canceled already starts nothing', () => {
  expect(new ItemRun(newRun({ signal: AbortSignal.abort() })).signal.aborted).toBe(true);
});

test('a run that stops counts what was sent and what perhaps was, not what failed or was skipped', () => {
  const run = new ItemRun(newRun({ items: 5 }));
  run.failed(0, BAD_NUMBER);
  run.failed(1, UNKNOWN);
  run.sent(2, { sent: true });
  run.succeeded(3, { status: 'skipped' });
  expect(errorOf(run).description.split('\n')).toEqual([
    'Why',
    '1 of the 5 items had been sent before: 2.',
    'Of these others it is not known whether they were sent: 1.',
    'Error code: INVALID_RECIPIENT',
  ]);
});

test('a canceled run counts what was sent, not what was skipped', () => {
  const run = new ItemRun(newRun({}));
  run.sent(2, { sent: true });
  run.succeeded(3, { status: 'skipped' });
  const { message, description } = errorOf(run);
  expect(message).toBe('The execution was canceled');
  expect(description).toBe('1 of the 4 items had been sent before: 2.');
});

test('where the node continues each item of a canceled run says what became of it', () => {
  const run = new ItemRun(newRun({ continues: true }));
  run.sent(0, { sent: true });
  run.failed(2, UNKNOWN);
  const stopped = {
    errorCode: 'UNREACHABLE',
    error: expect.stringMatching(/^Not sent: /) as string,
  };
  expect(run.finish().map(({ json }) => json)).toEqual([
    { sent: true },
    stopped,
    { errorCode: 'OUTCOME_UNKNOWN', error: 'unknown' },
    stopped,
  ]);
});

describe('a run on the input of another, as n8n makes it with Retry On Fail', () => {
  const twice = (continues: boolean) => {
    const context = newRun({ continues });
    const input = context.getInputData();
    return () => new ItemRun({ ...context, getInputData: () => input });
  };

  test('tells of what went out before where it does not come to an item', () => {
    const next = twice(true);
    const first = next();
    first.sent(1, { sent: true, id: 'wamid.1' });
    first.failed(2, UNKNOWN);
    first.failed(3, BAD_NUMBER);
    first.finish();
    expect(
      next()
        .finish()
        .map(({ json }) => json),
    ).toMatchObject([
      { errorCode: 'UNREACHABLE' },
      { sent: true, id: 'wamid.1' },
      { errorCode: 'OUTCOME_UNKNOWN' },
      { errorCode: 'UNREACHABLE' },
    ]);
  });

  test('counts it, too', () => {
    const next = twice(false);
    const first = next();
    first.sent(1, { sent: true, id: 'wamid.1' });
    first.failed(2, UNKNOWN);
    expect(() => first.finish()).toThrow();
    const second = next();
    second.failed(0, BAD_NUMBER);
    const { description, context } = errorOf(second);
    expect(description).toContain('1 of the 4 items had been sent before: 1.');
    expect(description).toContain('not known whether they were sent: 2.');
    expect(context.alreadySent).toEqual([{ item: 1, id: 'wamid.1' }]);
    expect(errorOf(next()).description).toContain('1 of the 4 items had been sent before: 1.');
  });
});

test('a run that only asks says nothing of sending', () => {
  const run = new ItemRun(newRun({}), false);
  run.succeeded(0, { window: 'open' });
  run.failed(1, BAD_NUMBER);
  const { description, context } = errorOf(run);
  expect(description.split('\n')).toEqual(['Why', 'Error code: INVALID_RECIPIENT']);
  expect(context).not.toHaveProperty('alreadySent');
});
