/** The providers that the sandbox plays, by the names that the nodes' events have for them. */
export type Provider = '1msg' | '99digital';
