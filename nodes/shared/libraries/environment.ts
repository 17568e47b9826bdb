// How this n8n is run. n8n's rules keep Node's own modules out of nodes, but for those in libraries.
export { env } from 'node:process';
