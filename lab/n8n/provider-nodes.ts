/** A provider that the package speaks, as its events and the command line name it. */
export type ProviderName = '1msg' | '99digital';

/** How a provider's nodes and credential are called in n8n. */
export interface ProviderNodes {
  name: ProviderName;
  /** As people write it. */
  title: string;
  sendFile: string;
  trigger: string;
  /** What the editor calls the trigger. */
  triggerName: string;
  credentialType: string;
}

const PACKAGE = 'n8n-nodes-1msg-send-file';

export const providerNodes: Record<ProviderName, ProviderNodes> = {
  '1msg': {
    name: '1msg',
    title: '1MSG',
    sendFile: `${PACKAGE}.oneMsgSendFile`,
    trigger: `${PACKAGE}.oneMsgSendFileTrigger`,
    triggerName: '1MSG Send File Trigger',
    credentialType: 'oneMsgChannelApi',
  },
  '99digital': {
    name: '99digital',
    title: '99digital',
    sendFile: `${PACKAGE}.ninetyNineDigitalSendFile`,
    trigger: `${PACKAGE}.ninetyNineDigitalSendFileTrigger`,
    triggerName: '99digital Send File Trigger',
    credentialType: 'ninetyNineDigitalApi',
  },
};

/** @returns the provider that a command line names, in whatever case @throws an Error that says which there are */
export function readProviderName(given: string): ProviderName {
  const name = given.toLowerCase();
  if (name === '1msg' || name === '99digital') return name;
  throw new Error(`--provider is 1msg or 99digital, and not "${given}"`);
}
