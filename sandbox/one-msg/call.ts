import type { Failure } from '../failures/failure';
import type { Answer } from '../http/answer';
import type { KeptFile } from '../world/types';
import type { OneMsgChannel } from './channel';

/** An API request that was read and let in. */
export interface OneMsgCall {
  channel: OneMsgChannel;
  httpMethod: string;
  query: Record<string, string | undefined>;
  body: Record<string, unknown>;
  /** The files that the body's data URIs held. */
  files: KeptFile[];
  /** What is planned to go wrong with what this call accepts. */
  failure: Failure | undefined;
}

export type OneMsgMethod = (call: OneMsgCall) => Answer | Promise<Answer>;

export const ok = (body: Answer['body']): Answer => ({ status: 200, body });

/** A request that is understood and not carried out: HTTP 200 all the same (1msg-api.md). */
export const notSent = (message: string): Answer => ok({ sent: false, message });

export const refused = (status: number, error: string): Answer => ({ status, body: { error } });
