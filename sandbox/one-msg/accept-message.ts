import { randomUUID } from 'node:crypto';
import type { Answer } from '../http/answer';
import type { Draft } from '../world/world';
import { ok, type OneMsgCall } from './call';

/** Takes a message that passed every check: sent now, or, when a failure says so, queued. */
export function acceptMessage(call: OneMsgCall, draft: Omit<Draft, 'id'>): Answer {
  const { account: channel, failure } = call;
  if (failure?.queuedMs !== undefined) {
    channel.timers.after(failure.queuedMs, () => channel.accept(draft, failure.deliveryFails));
    return ok({
      sent: false,
      jobId: randomUUID(),
      message: 'Message has been queued',
      description: 'Message will be sent later',
    });
  }
  const { id, chatId } = channel.accept(draft, failure?.deliveryFails);
  return ok({
    sent: true,
    id,
    message: `Sent to ${chatId}`,
    description: 'Message has been sent to the provider',
  });
}
