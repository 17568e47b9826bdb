import { EventIntake } from './event-intake';
import { EventMemory } from './event-memory';

const intakes = new Map<string, EventIntake>();

/**
 * The memory of a trigger, shared by all requests in this process. n8n's static data cannot hold it:
 * n8n 2 loses what a webhook call writes there when the call starts an execution.
 * @param trigger names the trigger: its workflow and its node
 */
export function intakeOf(trigger: string): EventIntake {
  let intake = intakes.get(trigger);
  if (!intake) {
    forgetUnused();
    intake = new EventIntake(new EventMemory(Date.now));
    intakes.set(trigger, intake);
  }
  return intake;
}

/** Triggers come and go with their workflows; nobody says when one is gone for good. */
function forgetUnused(): void {
  for (const [trigger, intake] of intakes) if (intake.isUnused()) intakes.delete(trigger);
}
