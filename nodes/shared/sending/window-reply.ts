import type { SessionWindow } from '../session-window';
import type { Explanation } from './explain-outcome';

/** A recipient's session window, or why it cannot be told. */
export type WindowReply = { window: SessionWindow } | { failure: Explanation };
