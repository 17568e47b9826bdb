import { type ChildProcess, fork } from 'node:child_process';

import { track } from '../../../lab/servers/start-process';

type Handlers<Calls> = { [Name in keyof Calls]: Calls[Name] };
type AnyCall = (argument: never) => unknown;

interface Question {
  id: number;
  name: string;
  argument: unknown;
}

interface Answer {
  id: number;
  result?: unknown;
  error?: string;
}

/** One of the benchmark's programs, in a process of its own so that it takes no time from what is measured. */
export interface ChildProgram<Calls> {
  pid: number;
  /** Calls one of the program's functions. */
  call<Name extends keyof Calls & string>(
    name: Name,
    argument: Calls[Name] extends (argument: infer Argument) => unknown ? Argument : never,
  ): Promise<Calls[Name] extends (argument: never) => infer Result ? Awaited<Result> : never>;
  stop(): void;
}

/**
 * Starts a TypeScript program that calls {@link answerCalls}.
 * @param env beside this process's own
 * @param node the Node.js to run it; default: this process's
 */
export function startProgram<Calls>(
  file: string,
  env: Record<string, string> = {},
  node: string = process.execPath,
): ChildProgram<Calls> {
  const child: ChildProcess = fork(file, [], {
    execPath: node,
    execArgv: ['--require', require.resolve('tsx/cjs')],
    env: { ...process.env, ...env },
    detached: true,
  });
  track(child);
  const waiting = new Map<number, (answer: Answer) => void>();
  child.on('message', (message) => {
    const answer = message as Answer;
    waiting.get(answer.id)?.(answer);
    waiting.delete(answer.id);
  });
  child.once('exit', (code) => {
    for (const [id, settle] of waiting) settle({ id, error: `${file} ended (${code})` });
  });
  let last = 0;
  const call = (name: string, argument: unknown) =>
    new Promise<unknown>((resolve, reject) => {
      const id = ++last;
      waiting.set(id, ({ error, result }) =>
        error === undefined ? resolve(result) : reject(new Error(error)),
      );
      child.send({ id, name, argument } satisfies Question);
    });
  return {
    pid: child.pid ?? 0,
    call: call as ChildProgram<Calls>['call'],
    stop: () => void child.kill('SIGKILL'),
  };
}

/** Answers the calls of the process that has started this one, and ends with it. */
export function answerCalls<Calls extends { [Name in keyof Calls]: AnyCall }>(
  handlers: Handlers<Calls>,
): void {
  const known = handlers as unknown as Record<string, (argument: unknown) => unknown>;
  process.on('message', (message) => {
    const { id, name, argument } = message as Question;
    Promise.resolve()
      .then(() => known[name]?.(argument))
      .then(
        (result) => ({ id, result }),
        (error: unknown) => ({ id, error: String(error) }),
      )
      .then((answer: Answer) => process.send?.(answer))
      .catch(() => undefined);
  });
  process.once('disconnect', () => process.exit());
}
