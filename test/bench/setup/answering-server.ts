import { join } from 'node:path';

import type { Certificate } from './certificate';
import { startProgram } from './child-program';

/** What the server has seen since {@link AnsweringServer.reset} or {@link AnsweringServer.forget}. */
export interface Seen {
  /** Messages that were to be sent. */
  messages: number;
  /** Different recipients in them, of bodies below 64 KB. */
  recipients: number;
  /** HEAD requests for the files that links lead to. */
  heads: number;
  /** Connections that carried a message. */
  connections: number;
  /** The most messages that were in flight at a time. */
  mostInFlight: number;
  /** Bytes of all request bodies. */
  bytes: number;
}

/** The functions of `answering-server.program.ts`. */
export interface ServerCalls {
  listen(
    options: Pick<Certificate, 'key' | 'cert'> & { keepAliveMs: number },
  ): Promise<{ messages: number; files: number }>;
  reset(delayMs: number): Promise<void>;
  forget(argument: null): void;
  seen(argument: null): Seen;
}

/** A TLS server that answers as 1MSG does (and Evolution API), after as long as it is told. */
export interface AnsweringServer {
  /** Where messages go to. */
  url: string;
  /** Where links lead to: the same server by another port, as people's files are not at 1MSG. */
  filesUrl: string;
  /** Closes the idle connections, forgets what was seen, and answers after `delayMs` from now on. */
  reset(delayMs: number): Promise<void>;
  /** Forgets what was seen, and keeps connections open. */
  forget(): Promise<void>;
  seen(): Promise<Seen>;
  stop(): void;
}

/** Node's own. */
const KEEP_ALIVE_MS = 5_000;

/**
 * Starts an {@link AnsweringServer} in a process of its own.
 * @param keepAliveMs how long it keeps an idle connection, and says so
 */
export async function startAnsweringServer(
  certificate: Certificate,
  keepAliveMs = KEEP_ALIVE_MS,
): Promise<AnsweringServer> {
  const program = startProgram<ServerCalls>(join(__dirname, 'answering-server.program.ts'));
  const { key, cert } = certificate;
  const ports = await program.call('listen', { key, cert, keepAliveMs });
  return {
    url: `https://127.0.0.1:${ports.messages}`,
    filesUrl: `https://127.0.0.1:${ports.files}`,
    reset: (delayMs) => program.call('reset', delayMs),
    forget: () => program.call('forget', null),
    seen: () => program.call('seen', null),
    stop: () => program.stop(),
  };
}
