import type { ApiCall } from '../account/api';
import type { Answer } from '../http/answer';
import type { OneMsgChannel } from './channel';

export type OneMsgCall = ApiCall<OneMsgChannel>;

export const ok = (body: Answer['body']): Answer => ({ status: 200, body });

/** A request that is understood and not carried out: HTTP 200 all the same (1msg-api.md#what-an-answer-means). */
export const notSent = (message: string): Answer => ok({ sent: false, message });

export const refused = (status: number, error: string): Answer => ({ status, body: { error } });
