import { triggerFields } from '../../shared/description/trigger';

/** What the editor shows for the 1MSG Trigger. */
export const oneMsgTriggerFields = triggerFields({
  provider: '1MSG',
  register: {
    displayName: 'Add Webhook to Channel',
    description:
      "Whether the trigger's URL is added to the channel's webhooks on activation and removed on deactivation. Turn it off to paste the URL in 1MSG yourself.",
  },
  registerNotice:
    "Publishing the workflow (in older n8n: activating it) adds this trigger's URL to the channel's webhooks in 1MSG, beside those that are there (five at most in all), and switches delivery statuses on. n8n must be reachable from the internet over https: whoever runs it sets WEBHOOK_URL to its public address.",
  byHandNotice:
    "Add the production URL to the channel's webhooks in 1MSG, with ?secret= and the option Webhook Secret at its end, and switch delivery statuses on there. n8n must be reachable from the internet over https: whoever runs it sets WEBHOOK_URL to its public address.",
  retryScope: 'the whole channel',
});
