export { buildConnector, Client, EnvHttpProxyAgent, errors } from 'undici';
// With what undici connects by TLS. n8n's rules keep Node's own modules out of nodes, but for those in libraries.
export { createSecureContext } from 'node:tls';
