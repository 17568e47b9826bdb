export { buildConnector, EnvHttpProxyAgent, errors } from 'undici';
